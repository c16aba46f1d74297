//! Every aggregate against PostgreSQL 15's answers: all rows at once, one by one, and as one of
//! several groups.

use std::sync::Arc;

use engine::expr::aggregate::{Accumulator, Groups};
use engine::expr::batch::Batch;
use engine::expr::bound::{CastKind, Expr};
use engine::expr::eval::eval;
use engine::expr::resolve::resolve_aggregate;
use glassbox_tests::table::{type_named, Answer};
use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::text::{from_text, to_text};
use model::types::value::Value;

use crate::world::TestEnv;

/// One line: `name(types; row; ..) = type 'text'`, or `! code message`.
struct Line<'a> {
    source: &'a str,
    name: &'a str,
    types: Vec<DataType>,
    rows: Vec<Vec<Option<&'a str>>>,
    answer: Answer,
}

fn line(source: &str) -> Line<'_> {
    let (call, answer) = match source.split_once(") = ") {
        Some((call, answer)) => {
            let (type_name, text) = match answer.strip_suffix(" NULL") {
                Some(type_name) => (type_name, None),
                None => answer.trim_end_matches('\'').split_once(" '").map_or_else(
                    || panic!("a type and a text: {source}"),
                    |(type_name, text)| (type_name, Some(text.to_string())),
                ),
            };
            (call, Answer::Value(type_name.to_string(), text))
        }
        None => {
            let (call, error) = source.split_once(") ! ").expect("an answer or an error");
            let (code, message) = error.split_once(' ').expect("code and message");
            (call, Answer::Error(code.to_string(), message.to_string()))
        }
    };
    let (name, body) = call.split_once('(').expect("a call");
    let mut parts = body.split(';').map(str::trim);
    let types = parts.next().expect("types").split(',').map(|name| type_named(name.trim()));
    let rows = parts.map(|row| {
        let values = row.split(',').map(str::trim);
        values.map(|value| (value != "NULL").then_some(value)).collect()
    });
    Line { source, name, types: types.collect(), rows: rows.collect(), answer }
}

fn batch(line: &Line<'_>, casts: &[DataType]) -> Result<Batch> {
    let mut columns = Vec::new();
    for (place, (from, to)) in line.types.iter().zip(casts).enumerate() {
        let mut column = Column::empty(*from);
        for row in &line.rows {
            column.push(&row[place].map_or(Ok(Value::Null), |text| from_text(text, *from))?);
        }
        let rows = Batch::new(vec![Arc::new(column)], line.rows.len());
        let arg = Box::new(Expr::Column { place: 0, data_type: *from });
        let cast = Expr::Cast { arg, to: *to, kind: CastKind::Implicit };
        columns.push(eval(&cast, &rows, &mut TestEnv::new())?);
    }
    Ok(Batch::new(columns, line.rows.len()))
}

fn shown(accumulator: &dyn Accumulator, group: usize, data_type: DataType) -> Result<Answer> {
    let value = accumulator.finish()?.get(group);
    let text = (!value.is_null()).then(|| to_text(&value, data_type));
    Ok(Answer::Value(data_type.name().to_string(), text))
}

/// The answers to a line, each found another way.
fn answers(line: &Line<'_>) -> Result<Vec<Answer>> {
    let resolved = resolve_aggregate(line.name, &line.types)?;
    let batch = batch(line, &resolved.arg_casts)?;
    let rows = batch.row_count();
    let start = resolved.function.start;

    let mut at_once = start();
    at_once.resize(1);
    at_once.update(Groups::One(rows), batch.columns(), None)?;

    let mut one_by_one = start();
    one_by_one.resize(1);
    for row in 0..rows as u32 {
        let row = batch.take(&[row]);
        one_by_one.update(Groups::One(1), row.columns(), None)?;
    }

    // The rows for group 1; then again for group 0, where the filter lets none through.
    let mut one_of_two = start();
    one_of_two.resize(2);
    one_of_two.update(Groups::Each(&vec![1; rows]), batch.columns(), None)?;
    one_of_two.update(Groups::Each(&vec![0; rows]), batch.columns(), Some(&vec![false; rows]))?;

    Ok(vec![
        shown(&*at_once, 0, resolved.returns)?,
        shown(&*one_by_one, 0, resolved.returns)?,
        shown(&*one_of_two, 1, resolved.returns)?,
    ])
}

#[test]
fn aggregates() {
    let mut wrong = Vec::new();
    let table = include_str!("aggregates.table").lines();
    for source in table.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let line = line(source);
        let answers = answers(&line).unwrap_or_else(|error| {
            let error = error.to_sql();
            vec![Answer::Error(error.sqlstate.as_str().to_string(), error.message)]
        });
        if answers.iter().any(|answer| *answer != line.answer) {
            wrong.push(format!("{}\n    is {answers:?}", line.source));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_came_first_can_be_taken_back() {
    for (name, data_type) in
        [("sum", DataType::Int4), ("avg", DataType::Int8), ("count", DataType::Text)]
    {
        let texts = ["7", "-2", "40"];
        let values = texts.map(|text| from_text(text, data_type).unwrap());
        let whole = [Arc::new(Column::from_values(data_type, &values))];
        let first = [Arc::new(Column::from_values(data_type, &values[..1]))];
        let rest = [Arc::new(Column::from_values(data_type, &values[1..]))];
        let resolved = resolve_aggregate(name, &[data_type]).unwrap();
        let (mut moved, mut fresh) = ((resolved.function.start)(), (resolved.function.start)());
        moved.resize(1);
        fresh.resize(1);
        moved.update(Groups::One(3), &whole, None).unwrap();
        assert!(moved.retract(Groups::One(1), &first, None).unwrap());
        fresh.update(Groups::One(2), &rest, None).unwrap();
        assert_eq!(moved.finish().unwrap(), fresh.finish().unwrap());
    }
}
