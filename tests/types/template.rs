//! Moments by templates.

use model::base::error::Result;
use model::types::data_type::DataType;
use model::types::datetime::{format, scan};
use model::types::text::{from_text, to_text};
use model::types::value::Value;

use crate::table::{check, data_type};

fn ask(question: &[&str]) -> Result<String> {
    let template = question[1];
    match question[0] {
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

#[test]
fn templates_answer_as_postgresql() {
    check(include_str!("template.table"), ask);
}
