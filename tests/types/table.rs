//! Tables of questions and PostgreSQL's answers.

use model::base::error::Result;
use model::types::data_type::DataType;

/// The type of that short name, with its modifier.
pub fn data_type(name: &str) -> DataType {
    match name {
        "bool" => DataType::Bool,
        "int2" => DataType::Int2,
        "int4" => DataType::Int4,
        "int8" => DataType::Int8,
        "numeric" => DataType::Numeric(None),
        "numeric(4,1)" => DataType::Numeric(Some((4, 1))),
        "float4" => DataType::Float4,
        "float8" => DataType::Float8,
        "text" => DataType::Text,
        "varchar(3)" => DataType::Varchar(Some(3)),
        "char(3)" => DataType::Char(3),
        "char(5)" => DataType::Char(5),
        "name" => DataType::Name,
        "date" => DataType::Date,
        "time" => DataType::Time,
        "timestamp" => DataType::Timestamp,
        "timestamptz" => DataType::TimestampTz,
        "interval" => DataType::Interval,
        "uuid" => DataType::Uuid,
        "oid" => DataType::Oid,
        name => panic!("{name} is no type of the tables"),
    }
}

/// An answer, or an error as `! SQLSTATE message|detail|hint`, as the tables have it.
pub fn shown(answer: Result<String>) -> String {
    match answer {
        Ok(text) => text,
        Err(error) => {
            let error = error.to_sql();
            let mut text = format!("! {} {}", error.sqlstate, error.message);
            for more in [error.detail, error.hint].into_iter().flatten() {
                text.push('|');
                text.push_str(&more);
            }
            text
        }
    }
}

/// Asks every question of a table, and fails with all answers that differ.
#[track_caller]
pub fn check(table: &str, ask: impl Fn(&[&str]) -> Result<String>) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let Some((expected, question)) = fields.split_last() else { continue };
        let answer = shown(ask(question));
        count += 1;
        if answer != *expected {
            wrong.push(format!("{question:?}\n  expected {expected}\n  answered {answer}"));
        }
    }
    assert!(count > 100, "a table of {count} questions");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}
