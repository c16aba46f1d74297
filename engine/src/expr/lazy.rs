//! AND, OR, CASE, COALESCE and their like: each part is evaluated only for the rows that reach it.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::bound::Expr;
use super::call::Operand;
use super::env::Env;
use super::eval::{apply, evaluate, like, truth_at};
use super::function::Function;
use super::input::{interleave, Input};
use super::member::among_constants;

/// True if all are, false if any is, else NULL. A row that is false goes no further.
pub fn and(args: &[Expr], input: &Input<'_>, env: &mut dyn Env) -> Result<Operand> {
    junction(args, false, input, env)
}

/// True if any is, false if all are, else NULL. A row that is true goes no further.
pub fn or(args: &[Expr], input: &Input<'_>, env: &mut dyn Env) -> Result<Operand> {
    junction(args, true, input, env)
}

/// AND decides for good on false, OR on true.
fn junction(
    args: &[Expr],
    deciding: bool,
    input: &Input<'_>,
    env: &mut dyn Env,
) -> Result<Operand> {
    let rows = input.rows();
    let mut truths = vec![!deciding; rows];
    let mut valid = vec![true; rows];
    let mut undecided: Vec<u32> = (0..rows as u32).collect();
    for arg in args {
        if undecided.is_empty() {
            break;
        }
        let operand = if undecided.len() == rows {
            evaluate(arg, input, env)?
        } else {
            evaluate(arg, &input.narrow(&undecided), env)?
        };
        let mut at = 0;
        undecided.retain(|&row| {
            let truth = truth_at(operand.column(), operand.place(at));
            at += 1;
            let row = row as usize;
            valid[row] &= truth.is_some();
            if truth == Some(deciding) {
                truths[row] = deciding;
                valid[row] = true;
            }
            truth != Some(deciding)
        });
    }
    let has_nulls = valid.contains(&false);
    let column = Column { data: ColumnData::Bool(truths), valid: has_nulls.then_some(valid) };
    Ok(Operand::vector(Arc::new(column)))
}

/// What has been decided for each row so far, and which rows are still open.
struct Choice {
    parts: Vec<Operand>,
    choices: Vec<(u32, u32)>,
    open: Vec<u32>,
}

impl Choice {
    fn new(rows: usize) -> Choice {
        Choice { parts: Vec::new(), choices: vec![(0, 0); rows], open: (0..rows as u32).collect() }
    }

    /// Row `rows[i]` of the input is value `i` of that part.
    fn decide(&mut self, rows: &[u32], part: Operand) {
        let number = self.parts.len() as u32;
        for (at, &row) in rows.iter().enumerate() {
            self.choices[row as usize] = (number, at as u32);
        }
        self.parts.push(part);
    }

    fn finish(mut self) -> Operand {
        let rows = self.choices.len();
        if self.parts.len() == 1 {
            let only = self.parts.remove(0);
            // The one part was evaluated for all rows, in their order.
            return if only.is_constant() { only } else { Operand::vector(only.into_column(rows)) };
        }
        Operand::vector(Arc::new(interleave(&self.parts, &self.choices)))
    }
}

/// Evaluates for those rows of the input.
fn evaluate_at(expr: &Expr, rows: &[u32], input: &Input<'_>, env: &mut dyn Env) -> Result<Operand> {
    if rows.len() == input.rows() {
        evaluate(expr, input, env)
    } else {
        evaluate(expr, &input.narrow(rows), env)
    }
}

/// The result of the first branch whose condition is true.
pub fn case(
    branches: &[(Expr, Expr)],
    otherwise: &Expr,
    input: &Input<'_>,
    env: &mut dyn Env,
) -> Result<Operand> {
    let mut choice = Choice::new(input.rows());
    for (condition, result) in branches {
        if choice.open.is_empty() {
            break;
        }
        let truth = evaluate_at(condition, &choice.open, input, env)?;
        let mut at = 0;
        let (reached, open) = choice.open.iter().partition::<Vec<u32>, _>(|_| {
            at += 1;
            truth_at(truth.column(), truth.place(at - 1)) == Some(true)
        });
        choice.open = open;
        if !reached.is_empty() {
            let part = evaluate_at(result, &reached, input, env)?;
            choice.decide(&reached, part);
        }
    }
    if !choice.open.is_empty() {
        let part = evaluate_at(otherwise, &choice.open, input, env)?;
        let open = std::mem::take(&mut choice.open);
        choice.decide(&open, part);
    }
    Ok(choice.finish())
}

/// The first that is not NULL.
pub fn coalesce(args: &[Expr], input: &Input<'_>, env: &mut dyn Env) -> Result<Operand> {
    let mut choice = Choice::new(input.rows());
    for arg in args {
        if choice.open.is_empty() {
            break;
        }
        let part = evaluate_at(arg, &choice.open, input, env)?;
        let mut at = 0;
        let open = choice.open.iter().copied().filter(|_| {
            at += 1;
            !part.is_valid(at - 1)
        });
        let still_open = open.collect();
        let rows = std::mem::replace(&mut choice.open, still_open);
        choice.decide(&rows, part);
    }
    Ok(choice.finish())
}

/// Whether the value equals any of the list. A row that has found its equal looks no further.
pub fn in_list(
    arg: &Expr,
    list: &[Expr],
    equal: &'static Function,
    input: &Input<'_>,
    env: &mut dyn Env,
) -> Result<Operand> {
    let needle = evaluate(arg, input, env)?;
    if let Some(column) = among_constants(&needle, list)? {
        return Ok(like(&needle, column));
    }
    let rows = input.rows();
    let mut truths = vec![false; rows];
    let mut valid = vec![true; rows];
    let mut open: Vec<u32> = (0..rows as u32).collect();
    let exprs = [arg.clone(), arg.clone()];
    for item in list {
        if open.is_empty() {
            break;
        }
        let item = evaluate_at(item, &open, input, env)?;
        let left = if needle.is_constant() || open.len() == rows {
            needle.clone()
        } else {
            Operand::vector(Arc::new(needle.column().take(&open)))
        };
        let found = apply(equal, &[left, item], &exprs, DataType::Bool, open.len(), env)?;
        let mut at = 0;
        open.retain(|&row| {
            let truth = truth_at(found.column(), found.place(at));
            at += 1;
            valid[row as usize] &= truth.is_some();
            if truth == Some(true) {
                truths[row as usize] = true;
                valid[row as usize] = true;
            }
            truth != Some(true)
        });
    }
    let has_nulls = valid.contains(&false);
    let column = Column { data: ColumnData::Bool(truths), valid: has_nulls.then_some(valid) };
    Ok(Operand::vector(Arc::new(column)))
}

/// GREATEST and LEAST: the value that compares better than all others; NULLs do not count.
pub fn extreme(
    args: &[Expr],
    better: &'static Function,
    input: &Input<'_>,
    env: &mut dyn Env,
) -> Result<Operand> {
    let rows = input.rows();
    let parts: Vec<Operand> =
        args.iter().map(|arg| evaluate(arg, input, env)).collect::<Result<_>>()?;
    let mut best = parts[0].clone();
    for part in &parts[1..] {
        let pair = [part.clone(), best.clone()];
        let is_better = apply(better, &pair, &args[..2], DataType::Bool, rows, env)?;
        let choices: Vec<(u32, u32)> = (0..rows)
            .map(|row| {
                let takes = match (part.is_valid(row), best.is_valid(row)) {
                    (true, true) => {
                        truth_at(is_better.column(), is_better.place(row)) == Some(true)
                    }
                    (is_valid, _) => is_valid,
                };
                (u32::from(!takes), row as u32)
            })
            .collect();
        best = Operand::vector(Arc::new(interleave(&pair, &choices)));
    }
    Ok(best)
}
