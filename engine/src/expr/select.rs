//! A predicate over a batch becomes the places where it is true.
//!
//! No column of truth values is made where it can be avoided: comparisons hand out places, and an
//! AND looks with each part only where all parts before were true.

use model::base::error::Result;
use model::types::column::ColumnData;

use super::batch::Batch;
use super::bound::Expr;
use super::call::Operand;
use super::compare::gather;
use super::env::Env;
use super::eval::{evaluate, first_error, truth_at};
use super::input::Input;

/// The places of the rows for which the predicate is true, in order.
pub fn select(predicate: &Expr, batch: &Batch, env: &mut dyn Env) -> Result<Vec<u32>> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let selected = places(predicate, batch, None, env);
    selected.map_err(|error| first_error(predicate, batch, env, error))
}

/// The same among some places; `None` means all rows.
fn places(
    predicate: &Expr,
    batch: &Batch,
    among: Option<&[u32]>,
    env: &mut dyn Env,
) -> Result<Vec<u32>> {
    if among.is_some_and(<[u32]>::is_empty) {
        return Ok(Vec::new());
    }
    match predicate {
        Expr::And(args) => {
            let mut kept: Option<Vec<u32>> = among.map(<[u32]>::to_vec);
            for arg in args {
                kept = Some(places(arg, batch, kept.as_deref(), env)?);
            }
            Ok(kept.unwrap_or_else(|| every_place(batch)))
        }
        Expr::Or(args) => either(args, batch, among, env),
        Expr::Call { function, args, position, .. } => match function.select {
            Some(select) if args.iter().all(is_at_hand) => {
                let operands: Vec<Operand> = args
                    .iter()
                    .map(|arg| evaluate(arg, &Input::all(batch), env))
                    .collect::<Result<_>>()
                    .map_err(|error| error.at(*position))?;
                Ok(select(&operands, batch.row_count(), among))
            }
            _ => where_true(predicate, batch, among, env),
        },
        Expr::IsNull(arg) => match &**arg {
            Expr::Column { place, .. } => {
                let column = batch.column(*place);
                Ok(gather(batch.row_count(), among, |row| !column.is_valid(row)))
            }
            _ => where_true(predicate, batch, among, env),
        },
        Expr::Not(arg) => match &**arg {
            Expr::IsNull(arg) if matches!(**arg, Expr::Column { .. }) => {
                let Expr::Column { place, .. } = **arg else { unreachable!("matched above") };
                let column = batch.column(place);
                Ok(gather(batch.row_count(), among, |row| column.is_valid(row)))
            }
            _ => where_true(predicate, batch, among, env),
        },
        _ => where_true(predicate, batch, among, env),
    }
}

/// Whether it is there without any work that could fail or that only some rows may reach.
fn is_at_hand(expr: &Expr) -> bool {
    matches!(expr, Expr::Const { .. } | Expr::Column { .. } | Expr::Param { .. })
}

fn every_place(batch: &Batch) -> Vec<u32> {
    (0..batch.row_count() as u32).collect()
}

/// The places where any is true; each looks only where none before was.
fn either(
    args: &[Expr],
    batch: &Batch,
    among: Option<&[u32]>,
    env: &mut dyn Env,
) -> Result<Vec<u32>> {
    let mut open = among.map_or_else(|| every_place(batch), <[u32]>::to_vec);
    let mut selected: Vec<u32> = Vec::new();
    for arg in args {
        let found = places(arg, batch, Some(&open), env)?;
        if found.is_empty() {
            continue;
        }
        let mut next = found.iter().peekable();
        open.retain(|place| next.next_if_eq(&place).is_none());
        selected.extend_from_slice(&found);
    }
    selected.sort_unstable();
    Ok(selected)
}

/// The places where the column of truth values says true.
fn where_true(
    predicate: &Expr,
    batch: &Batch,
    among: Option<&[u32]>,
    env: &mut dyn Env,
) -> Result<Vec<u32>> {
    let input = among.map_or_else(|| Input::all(batch), |places| Input::at(batch, places));
    let operand = evaluate(predicate, &input, env)?;
    if operand.is_constant() {
        return Ok(match truth_at(operand.column(), 0) {
            Some(true) => among.map_or_else(|| every_place(batch), <[u32]>::to_vec),
            _ => Vec::new(),
        });
    }
    let column = operand.column();
    let rows = match (&column.data, &column.valid) {
        (ColumnData::Bool(truths), None) => gather(column.len(), None, |row| truths[row]),
        (ColumnData::Bool(truths), Some(valid)) => {
            gather(column.len(), None, |row| truths[row] && valid[row])
        }
        _ => Vec::new(),
    };
    Ok(match among {
        None => rows,
        Some(places) => rows.into_iter().map(|row| places[row as usize]).collect(),
    })
}
