//! EXISTS and IN in a condition become joins: rows with a partner (semi), rows without (anti).
//!
//! ```text
//!   Filter e                                Semi Join o.user_id = u.id
//!     Apply e = EXISTS            ->          u
//!       u                                     o
//!       Filter o.user_id = u.id
//!         o
//! ```
//!
//! `x IN (..)` is a semi join on `x = y`, since a condition that is NULL keeps no row. `x NOT IN`
//! stays: one NULL among the values makes it NULL for every x, which no anti join says. EXISTS of a
//! subquery that does not depend on the row stays too: it is asked once.

use std::collections::BTreeMap;

use model::base::error::Result;

use super::parts::{all, all_of, conjuncts, is_volatile};
use super::walk::each;
use crate::expr::bound::Expr;
use crate::sql::algebra::{Ask, ColumnId, JoinKind, Rel, RelColumn};
use crate::sql::free::{exprs_of, free_columns};

/// The tree with such subqueries as joins.
pub fn unnest(rel: Rel) -> Result<Rel> {
    let mut uses = BTreeMap::new();
    count_uses(&rel, &mut uses);
    let is_used_once = |id: ColumnId| uses.get(&id) == Some(&1);
    Ok(each(rel, &|node| match node {
        Rel::Filter { input, predicate } if matches!(*input, Rel::Apply { .. }) => {
            let mut parts = conjuncts(predicate);
            let input = with_joins(*input, &mut parts, &is_used_once);
            match all_of(parts) {
                None => input,
                Some(predicate) => Rel::Filter { input: Box::new(input), predicate },
            }
        }
        other => other,
    }))
}

fn count_uses(rel: &Rel, uses: &mut BTreeMap<ColumnId, usize>) {
    for expr in exprs_of(rel) {
        count_in(expr, uses);
    }
    rel.children().into_iter().for_each(|child| count_uses(child, uses));
}

fn count_in(expr: &Expr, uses: &mut BTreeMap<ColumnId, usize>) {
    if let Expr::Column { place, .. } = expr {
        *uses.entry(*place).or_default() += 1;
    }
    expr.children().into_iter().for_each(|child| count_in(child, uses));
}

/// A chain of Applies, those that a part of the condition asks for alone as joins.
fn with_joins(rel: Rel, parts: &mut Vec<Expr>, is_used_once: &dyn Fn(ColumnId) -> bool) -> Rel {
    let Rel::Apply { input, subquery, ask, column } = rel else { return rel };
    let input = with_joins(*input, parts, is_used_once);
    let asked = parts.iter().position(|part| asks_for(part, column.id).is_some());
    let kind = asked.filter(|_| is_used_once(column.id));
    let kind = kind.and_then(|at| asks_for(&parts[at], column.id));
    match kind.and_then(|kind| joined(kind, &input, &subquery, &ask)) {
        Some((kind, right, on)) => {
            if let Some(at) = asked {
                parts.remove(at);
            }
            Rel::Join { kind, left: Box::new(input), right: Box::new(right), on }
        }
        None => Rel::Apply { input: Box::new(input), subquery, ask, column },
    }
}

/// Whether a part of a condition is an Apply's answer, or the opposite.
fn asks_for(part: &Expr, id: ColumnId) -> Option<JoinKind> {
    let is_answer = |expr: &Expr| matches!(expr, Expr::Column { place, .. } if *place == id);
    match part {
        Expr::Not(inner) if is_answer(inner) => Some(JoinKind::Anti),
        part if is_answer(part) => Some(JoinKind::Semi),
        _ => None,
    }
}

/// The right side and the condition of the join that a subquery becomes.
fn joined(
    kind: JoinKind,
    input: &Rel,
    subquery: &Rel,
    ask: &Ask,
) -> Option<(JoinKind, Rel, Option<Expr>)> {
    let made = input.columns();
    let is_outer = |id: &ColumnId| made.contains(id);
    let depends = free_columns(subquery).iter().any(is_outer);
    let mut on = match ask {
        Ask::Exists if depends => Vec::new(),
        Ask::Any { compare } if kind == JoinKind::Semi && !is_volatile(compare) => {
            conjuncts(compare.clone())
        }
        _ => return None,
    };
    let whole = on.clone();
    let Some(right) = without_dependence(subquery.clone(), &mut on, &is_outer) else {
        return (!depends).then(|| (kind, subquery.clone(), all_of(whole)));
    };
    let depends = free_columns(&right).iter().any(is_outer);
    (!depends).then(|| (kind, right, all_of(on)))
}

/// The subquery without its conditions on outer columns, which go into `on`. Projections above them
/// are put into the conditions.
fn without_dependence(
    rel: Rel,
    on: &mut Vec<Expr>,
    is_outer: &dyn Fn(&ColumnId) -> bool,
) -> Option<Rel> {
    match rel {
        Rel::Project { input, columns } => {
            if columns.iter().any(|(_, expr)| is_volatile(expr)) {
                return None;
            }
            for part in on.iter_mut() {
                substitute(part, &columns);
            }
            without_dependence(*input, on, is_outer)
        }
        Rel::Filter { input, predicate } => {
            let names_outer = |part: &Expr| {
                part.any(&|it| matches!(it, Expr::Column { place, .. } if is_outer(place)))
            };
            let (outer, own): (Vec<Expr>, Vec<Expr>) =
                conjuncts(predicate).into_iter().partition(names_outer);
            if outer.iter().any(is_volatile) {
                return None;
            }
            on.extend(outer);
            Some(match own.is_empty() {
                true => *input,
                false => Rel::Filter { input, predicate: all(own) },
            })
        }
        // Grouping, windows and limits see the rows of one outer row only.
        Rel::Scan { .. } | Rel::Join { .. } => Some(rel),
        _ => None,
    }
}

fn substitute(expr: &mut Expr, columns: &[(RelColumn, Expr)]) {
    if let Expr::Column { place, .. } = expr {
        if let Some((_, made)) = columns.iter().find(|(column, _)| column.id == *place) {
            *expr = made.clone();
        }
        return;
    }
    expr.children_mut().into_iter().for_each(|child| substitute(child, columns));
}
