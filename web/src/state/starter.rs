//! The first script: it asks for the shop, and gets it.
//!
//! The page opens with an empty database and a query over the shop. So that the first press of Run
//! shows something that works, a script that reads the shop's tables, in a database that has none,
//! is preceded by the sample; the button says so before it is pressed. Loading the sample at once
//! was left out: a dropped file with tables of those names must find them free.

use model::message::reply::Schema;

/// The sample's tables.
const SHOP: [&str; 2] = ["orders", "users"];
/// A script with one of these words makes or brings tables itself.
const MAKES: [&str; 2] = ["create", "copy"];

/// Whether a script reads the shop and the database has no table at all.
pub fn wants_shop(script: &str, schema: &Schema) -> bool {
    if !schema.tables.is_empty() {
        return false;
    }
    let mut names_shop = false;
    for word in script.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')) {
        if MAKES.iter().any(|makes| word.eq_ignore_ascii_case(makes)) {
            return false;
        }
        names_shop |= SHOP.iter().any(|table| word.eq_ignore_ascii_case(table));
    }
    names_shop
}

#[cfg(test)]
mod tests {
    use model::base::ids::RelId;
    use model::message::reply::TableSchema;

    use super::*;

    #[test]
    fn only_a_query_over_the_shop_in_an_empty_database_asks_for_it() {
        let empty = Schema::default();
        assert!(wants_shop("-- all of one user\nSELECT * FROM Orders WHERE user_id = 42;", &empty));
        assert!(wants_shop("select name from public.users", &empty));
        assert!(!wants_shop("SELECT 1", &empty));
        assert!(!wants_shop("SELECT * FROM orders_old", &empty));
        assert!(!wants_shop("CREATE TABLE users (id int); SELECT * FROM users", &empty));
        let table = TableSchema {
            rel: RelId(1),
            name: "t".to_string(),
            row_count: 0,
            page_count: 0,
            columns: Vec::new(),
            indexes: Vec::new(),
        };
        let one = Schema { tables: vec![table], views: Vec::new() };
        assert!(!wants_shop("SELECT * FROM orders", &one));
    }
}
