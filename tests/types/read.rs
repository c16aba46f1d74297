//! Texts as values.

use model::types::text::{from_text, to_text};

use crate::table::{check, data_type};

#[test]
fn texts_are_read_as_postgresql_reads_them() {
    check(include_str!("read.table"), |question| {
        let data_type = data_type(question[0]);
        from_text(question[1], data_type).map(|value| match to_text(&value, data_type).as_str() {
            "t" => "1".to_string(),
            "f" => "0".to_string(),
            text => text.to_string(),
        })
    });
}
