//! Every function against PostgreSQL 15's answers: one by one as constants, then all rows of one
//! function side by side as columns, which must answer the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::expr::batch::Batch;
use engine::expr::bound::{CastKind, Expr};
use engine::expr::eval::eval;
use engine::expr::function::Function;
use engine::expr::resolve::{resolve_function, resolve_operator, Resolved};
use glassbox_tests::table::{lines, Answer, Line};
use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::text::{from_text_at, to_text};
use model::types::value::Value;

use crate::world::TestEnv;

fn is_word(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_')
}

fn resolve(line: &Line) -> Result<Resolved<Function>> {
    let types: Vec<DataType> = line.args.iter().map(|(data_type, _)| *data_type).collect();
    match types.as_slice() {
        _ if is_word(&line.name) => resolve_function(&line.name, &types),
        [right] => resolve_operator(&line.name, None, *right),
        [left, right] => resolve_operator(&line.name, Some(*left), *right),
        _ => panic!("an operator has one or two operands: {}", line.source),
    }
}

/// The arguments as the function takes them.
fn arguments(line: &Line, resolved: &Resolved<Function>) -> Result<Arguments> {
    let mut arguments = Vec::new();
    for ((data_type, text), wanted) in line.args.iter().zip(&resolved.arg_casts) {
        let value = match text {
            None => Value::Null,
            Some(text) if *data_type == DataType::Unknown => from_text_at(text, *wanted, 0)?,
            Some(text) => from_text_at(text, *data_type, 0)?,
        };
        let had = if *data_type == DataType::Unknown { *wanted } else { *data_type };
        let cast = Expr::Cast {
            arg: Box::new(Expr::Const { value, data_type: had }),
            to: *wanted,
            kind: CastKind::Implicit,
        };
        let one = Batch::new(Vec::new(), 1);
        arguments.push((eval(&cast, &one, &mut TestEnv::new())?.get(0), *wanted));
    }
    Ok(arguments)
}

fn call(resolved: &Resolved<Function>, args: Vec<Expr>) -> Expr {
    let data_type = resolved.returns;
    Expr::Call { function: resolved.function, args, data_type, position: None }
}

fn shown(column: &Column, at: usize, data_type: DataType) -> Answer {
    let value = column.get(at);
    let text = (!value.is_null()).then(|| to_text(&value, data_type));
    Answer::Value(data_type.name().to_string(), text)
}

/// Arguments as a function takes them.
type Arguments = Vec<(Value, DataType)>;

/// One line as constants. The arguments come back for the columns.
fn answer(line: &Line) -> Result<(Answer, Resolved<Function>, Arguments)> {
    let resolved = resolve(line)?;
    let arguments = arguments(line, &resolved)?;
    let constants = arguments
        .iter()
        .map(|(value, data_type)| Expr::Const { value: value.clone(), data_type: *data_type })
        .collect();
    let expr = call(&resolved, constants);
    let column = eval(&expr, &Batch::new(Vec::new(), 1), &mut TestEnv::new())?;
    Ok((shown(&column, 0, resolved.returns), resolved, arguments))
}

/// The lines that call one row of the function table with arguments of the same types.
type Group = (Resolved<Function>, Vec<(Line, Arguments)>);

fn check(table: &str) {
    let mut wrong = Vec::new();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for line in lines(table) {
        match answer(&line) {
            Ok((answer, resolved, arguments)) => {
                if answer != line.answer {
                    wrong.push(format!("{}\n    is {answer:?}", line.source));
                } else {
                    let key = format!("{} {:?}", line.name, resolved.arg_casts);
                    let group = groups.entry(key).or_insert_with(|| (resolved, Vec::new()));
                    group.1.push((line, arguments));
                }
            }
            Err(error) => {
                let error = error.to_sql();
                let answer = Answer::Error(error.sqlstate.as_str().into(), error.message);
                if answer != line.answer {
                    wrong.push(format!("{}\n    is {answer:?}", line.source));
                }
            }
        }
    }
    for (resolved, lines) in groups.values() {
        side_by_side(resolved, lines, &mut wrong);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// All calls of one function as the rows of one batch, with a row of NULLs after each.
fn side_by_side(
    resolved: &Resolved<Function>,
    lines: &[(Line, Arguments)],
    wrong: &mut Vec<String>,
) {
    let mut columns = Vec::new();
    let mut exprs = Vec::new();
    for (place, data_type) in resolved.arg_casts.iter().enumerate() {
        let mut column = Column::empty(*data_type);
        for (_, arguments) in lines {
            column.push(&arguments[place].0);
            column.push(&Value::Null);
        }
        columns.push(Arc::new(column));
        exprs.push(Expr::Column { place, data_type: *data_type });
    }
    let batch = Batch::new(columns, lines.len() * 2);
    let column = match eval(&call(resolved, exprs), &batch, &mut TestEnv::new()) {
        Ok(column) => column,
        Err(error) => {
            return wrong.push(format!("{} side by side: {error:?}", resolved.function.name));
        }
    };
    for (at, (line, _)) in lines.iter().enumerate() {
        let answer = shown(&column, at * 2, resolved.returns);
        if answer != line.answer {
            wrong.push(format!("{}\n    side by side is {answer:?}", line.source));
        }
    }
}

macro_rules! tables {
    ($($name:ident)*) => { $(
        #[test]
        fn $name() {
            check(include_str!(concat!(stringify!($name), ".table")));
        }
    )* };
}

tables! { arithmetic comparison date math parts powers regex system template numbers text }
