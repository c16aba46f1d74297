//! Moments by templates.

use model::base::error::Result;
use model::types::data_type::DataType;
use model::types::datetime::template::Template;
use model::types::datetime::{format, scan};
use model::types::numeric;
use model::types::numeric::picture::Picture;
use model::types::numeric::scan::scan_numeric;
use model::types::text::{from_text, to_text};
use model::types::value::Value;

use crate::table::{check, data_type};

fn ask(question: &[&str]) -> Result<String> {
    let template = &Template::new(question[1]);
    match question[0] {
        "number" | "to_number" => ask_number(question),
        "to_char" => {
            let written = match from_text(question[3], data_type(question[2]))? {
                Value::TimestampTz(micros) => format::format_timestamptz(micros, template)?,
                Value::Interval(span) => format::format_interval(span, template)?,
                _ => panic!("{question:?}"),
            };
            Ok(written.unwrap_or("<null>".to_string()))
        }
        "to_date" => {
            let days = scan::scan_date(question[2], template)?;
            Ok(to_text(&Value::Date(days), DataType::Date))
        }
        _ => {
            let micros = scan::scan_timestamp(question[2], template)?;
            Ok(to_text(&Value::TimestampTz(micros), DataType::TimestampTz))
        }
    }
}

/// Questions about numbers.
fn ask_number(question: &[&str]) -> Result<String> {
    let picture = Picture::parse(question[1])?;
    if question[0] == "to_number" {
        let number = scan_numeric(question[2], &picture)?;
        return Ok(number.map_or("<null>".to_string(), |number| number.to_string()));
    }
    match from_text(question[3], data_type(question[2]))? {
        Value::Int4(number) => numeric::format::format_integer(number, &picture),
        Value::Float8(number) => numeric::format::format_double(number, &picture),
        Value::Numeric(number) => numeric::format::format_numeric(&number, &picture),
        _ => panic!("{question:?}"),
    }
}

#[test]
fn templates_answer_as_postgresql() {
    check(include_str!("template.table"), ask);
}
