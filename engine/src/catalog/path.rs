//! The search path: where a bare name is looked up, and where what is new goes.
//!
//! Source: PostgreSQL manual, "The Schema Search Path".

use std::sync::Arc;

/// Schemas in the order in which bare names are looked up in them. Those that are not there are
/// passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchPath {
    schemas: Arc<[String]>,
}

/// Schemas that come first unless the path says where they come.
const IMPLICIT: [&str; 2] = ["pg_temp", "pg_catalog"];

impl SearchPath {
    /// The path through those schemas.
    pub fn new(schemas: impl IntoIterator<Item = String>) -> SearchPath {
        SearchPath { schemas: schemas.into_iter().collect() }
    }

    /// The path of text that the catalogue keeps with a relation: the relation's own schema first,
    /// whatever the session's path is.
    pub fn around(schema: &str) -> SearchPath {
        SearchPath::new([schema.to_string(), "public".to_string()])
    }

    /// The schemas that were named.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.schemas.iter().map(String::as_str)
    }

    /// The schemas that a bare name is looked up in, in order.
    pub fn lookup(&self) -> impl Iterator<Item = &str> {
        let implicit =
            IMPLICIT.into_iter().filter(|name| !self.named().any(|known| known == *name));
        implicit.chain(self.named())
    }
}

impl Default for SearchPath {
    fn default() -> SearchPath {
        SearchPath::around("public")
    }
}

/// A relation's name as text has it, its schema apart: `public."My table"`. Words without quotes
/// are folded to lower case.
pub fn name_parts(text: &str) -> (Option<String>, String) {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut letters = text.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        let part = parts.last_mut().expect("there is one from the beginning");
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => part.extend(letters.next()),
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            _ if quoted => part.push(letter),
            _ => part.extend(letter.to_lowercase()),
        }
    }
    let name = parts.pop().unwrap_or_default();
    (parts.pop(), name)
}
