//! Sums, differences and parts of moments and spans.

use model::base::error::Result;
use model::types::data_type::DataType;
use model::types::datetime::{arith, make, part, Interval};
use model::types::text::{from_text, to_text};
use model::types::value::Value;

use crate::table::{check, data_type};

fn timestamp(text: &str) -> i64 {
    match from_text(text, DataType::Timestamp) {
        Ok(Value::Timestamp(micros)) => micros,
        other => panic!("{text}: {other:?}"),
    }
}

fn interval(text: &str) -> Interval {
    match from_text(text, DataType::Interval) {
        Ok(Value::Interval(span)) => span,
        other => panic!("{text}: {other:?}"),
    }
}

fn show(value: Value, data_type: DataType) -> String {
    to_text(&value, data_type)
}

fn show_span(span: Interval) -> String {
    show(Value::Interval(span), DataType::Interval)
}

fn show_moment(micros: i64) -> String {
    show(Value::Timestamp(micros), DataType::Timestamp)
}

fn ask_part(question: &[&str]) -> Result<String> {
    let data_type = data_type(question[2]);
    let value = from_text(question[3], data_type)?;
    let unit = question[1];
    match (question[0], &value) {
        ("extract", _) => {
            let part = part::NamedPart::new(unit, data_type)?.extract(&value)?;
            Ok(part.map_or("<null>".to_string(), |part| part.to_string()))
        }
        ("date_part", _) => {
            let part = part::NamedPart::new(unit, data_type)?.date_part(&value)?;
            let show = |part| show(Value::Float8(part), DataType::Float8);
            Ok(part.map_or("<null>".to_string(), show))
        }
        (_, Value::Interval(span)) => part::truncate_interval(unit, *span).map(show_span),
        (_, Value::Timestamp(micros)) => {
            part::truncate_timestamp(unit, *micros, data_type).map(show_moment)
        }
        (_, Value::TimestampTz(micros)) => {
            let moment = part::truncate_timestamp(unit, *micros, data_type)?;
            Ok(show(Value::TimestampTz(moment), data_type))
        }
        _ => panic!("{question:?}"),
    }
}

fn ask(question: &[&str]) -> Result<String> {
    let text = |at: usize| question[at];
    let whole = |at: usize| question[at].parse::<i32>().expect("a whole number");
    let float = |at: usize| question[at].parse::<f64>().expect("a number");
    match question[0] {
        "timestamp+" => {
            arith::timestamp_plus(timestamp(text(1)), interval(text(2))).map(show_moment)
        }
        "timestamp-" => {
            arith::timestamp_minus(timestamp(text(1)), interval(text(2))).map(show_moment)
        }
        "difference" => {
            arith::timestamp_difference(timestamp(text(1)), timestamp(text(2))).map(show_span)
        }
        "age" => arith::age(timestamp(text(1)), timestamp(text(2))).map(show_span),
        "justify_hours" => arith::justify_hours(interval(text(1))).map(show_span),
        "justify_days" => arith::justify_days(interval(text(1))).map(show_span),
        "justify_interval" => arith::justify_interval(interval(text(1))).map(show_span),
        "interval*" => arith::interval_times(interval(text(1)), float(2)).map(show_span),
        "interval/" => arith::interval_over(interval(text(1)), float(2)).map(show_span),
        "date_bin" => {
            let (stride, moment, origin) =
                (interval(text(1)), timestamp(text(2)), timestamp(text(3)));
            arith::date_bin(stride, moment, origin).map(show_moment)
        }
        "make_date" => make::make_date(whole(1), whole(2), whole(3))
            .map(|days| show(Value::Date(days), DataType::Date)),
        "make_time" => make::make_time(whole(1), whole(2), float(3))
            .map(|micros| show(Value::Time(micros), DataType::Time)),
        _ => ask_part(question),
    }
}

#[test]
fn moments_answer_as_postgresql() {
    check(include_str!("moment.table"), ask);
}
