//! GROUP BY: what the keys are, and what may still be named above them.

use std::collections::BTreeSet;

use model::base::error::{sqlstate, Error, Result, SqlError};
use sqlparser::ast;

use super::algebra::{AggregateCall, Ask, ColumnId, Rel, RelColumn};
use super::bind_select::{settle, Upper};
use super::binder::{extend, Binder, Clause, PendingSubquery};
use super::names::fold;
use super::same::unplaced;
use super::unsupported::refuse;
use crate::expr::aggregates::count::GROUPING;
use crate::expr::bound::Expr;

/// Most grouping sets of one query: PostgreSQL's own bound.
const SETS_MAX: usize = 4096;

/// Most arguments of GROUPING: its answer is an integer, a bit for each.
const GROUPING_MAX: usize = 31;

/// What a GROUP BY clause asks for.
#[derive(Debug, Default)]
pub struct Grouping {
    /// The keys.
    keys: Vec<Expr>,
    /// GROUPING SETS as places in `keys`.
    sets: Option<Vec<Vec<usize>>>,
}

impl Binder<'_> {
    /// The GROUP BY clause; `None` where there is none.
    pub fn bind_group_by(
        &mut self,
        group_by: &ast::GroupByExpr,
        projection: &[ast::SelectItem],
    ) -> Result<Option<Grouping>> {
        let (exprs, modifiers) = match group_by {
            ast::GroupByExpr::All(_) => return Err(refuse("GROUP BY ALL")),
            ast::GroupByExpr::Expressions(exprs, modifiers) => (exprs, modifiers),
        };
        if !modifiers.is_empty() {
            return Err(refuse("WITH TOTALS"));
        }
        if exprs.is_empty() {
            return Ok(None);
        }
        let mut grouping = Grouping::default();
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        let mut has_sets = false;
        for expr in exprs {
            let parts = match expr {
                ast::Expr::Rollup(groups) => {
                    Some(rollup(&self.key_lists(groups, projection, &mut grouping)?))
                }
                ast::Expr::Cube(groups) => {
                    Some(cube(&self.key_lists(groups, projection, &mut grouping)?)?)
                }
                ast::Expr::GroupingSets(groups) => {
                    Some(self.key_lists(groups, projection, &mut grouping)?)
                }
                _ => None,
            };
            has_sets |= parts.is_some();
            let parts = match parts {
                Some(parts) => parts,
                None => vec![self.keys_of(expr, projection, &mut grouping)?],
            };
            sets = product(&sets, &parts)?;
        }
        if has_sets {
            grouping.sets = Some(sets);
        }
        Ok(Some(grouping))
    }

    fn key_lists(
        &mut self,
        groups: &[Vec<ast::Expr>],
        projection: &[ast::SelectItem],
        grouping: &mut Grouping,
    ) -> Result<Vec<Vec<usize>>> {
        groups
            .iter()
            .map(|group| {
                let mut places = Vec::new();
                for expr in group {
                    places.extend(self.keys_of(expr, projection, grouping)?);
                }
                Ok(places)
            })
            .collect()
    }

    /// The keys that one item of GROUP BY stands for: `(a, b)` is two, `()` is none.
    fn keys_of(
        &mut self,
        expr: &ast::Expr,
        projection: &[ast::SelectItem],
        grouping: &mut Grouping,
    ) -> Result<Vec<usize>> {
        let items = match expr {
            ast::Expr::Tuple(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        };
        let mut places = Vec::new();
        for item in items {
            let key = unplaced(&self.bind_key(item, projection)?);
            let known = grouping.keys.iter().position(|other| *other == key);
            places.push(known.unwrap_or_else(|| {
                grouping.keys.push(key);
                grouping.keys.len() - 1
            }));
        }
        Ok(places)
    }

    /// One key: a place in the select list, an input column, an output name, or any expression.
    fn bind_key(&mut self, expr: &ast::Expr, projection: &[ast::SelectItem]) -> Result<Expr> {
        if let Some(at) = self.output_position(expr, projection.len(), "GROUP BY")? {
            let target = match &projection[at] {
                ast::SelectItem::UnnamedExpr(expr)
                | ast::SelectItem::ExprWithAlias { expr, alias: _ } => expr,
                _ => return Err(refuse("a row value here")),
            };
            return settle(self.in_clause(Clause::GroupBy, |binder| binder.bind_expr(target))?);
        }
        if let ast::Expr::Identifier(ident) = expr {
            let name = fold(ident);
            if self.block().scope.find(&name).is_ok_and(|found| found.is_none()) {
                let aliased = projection.iter().find_map(|item| match item {
                    ast::SelectItem::ExprWithAlias { expr, alias } if fold(alias) == name => {
                        Some(expr)
                    }
                    _ => None,
                });
                if let Some(target) = aliased {
                    let bound = self.in_clause(Clause::GroupBy, |binder| binder.bind_expr(target));
                    return settle(bound?);
                }
            }
        }
        settle(self.in_clause(Clause::GroupBy, |binder| binder.bind_expr(expr))?)
    }

    /// `GROUPING(a, b)`: a bit for each key, set in the rows of grouping sets without it. Which
    /// keys its arguments are is found out when those are known.
    pub fn bind_grouping(&mut self, exprs: &[&ast::Expr], position: Option<u32>) -> Result<Expr> {
        self.check_aggregate_place(position)?;
        if exprs.len() > GROUPING_MAX {
            let message = "GROUPING must have fewer than 32 arguments";
            let error = SqlError::new(sqlstate::TOO_MANY_ARGUMENTS, message);
            return Err(error.at(position).into());
        }
        let args = self.in_clause(Clause::Aggregate, |binder| {
            let bound = exprs.iter().map(|expr| Ok(unplaced(&settle(binder.bind_expr(expr)?)?)));
            bound.collect::<Result<Vec<Expr>>>()
        })?;
        let column = self.new_column("grouping", GROUPING.returns);
        let expr = column_expr(&column);
        self.block().aggregates.push(AggregateCall {
            column,
            aggregate: &GROUPING,
            args,
            distinct: false,
            filter: None,
            order: Vec::new(),
            told_keys: Vec::new(),
        });
        Ok(expr)
    }

    /// The keys that calls of GROUPING tell of, in the place of their arguments.
    fn tell_keys(&mut self, calls: &mut [AggregateCall], known: &[(Expr, ColumnId)]) -> Result<()> {
        for call in calls.iter_mut().filter(|call| call.aggregate == &GROUPING) {
            for arg in std::mem::take(&mut call.args) {
                let key = known.iter().find(|(key, _)| *key == arg);
                let Some((_, id)) = key else {
                    let message = "arguments to GROUPING must be grouping expressions of the \
                        associated query level";
                    let at = match arg {
                        Expr::Column { place, .. } => {
                            super::bind_select::named_at(self.block(), place)
                        }
                        _ => None,
                    };
                    return Err(SqlError::new(sqlstate::GROUPING_ERROR, message).at(at).into());
                };
                call.told_keys.push(*id);
            }
        }
        Ok(())
    }

    /// The Aggregate above `rel`; what stands above it then names its columns.
    pub fn group(
        &mut self,
        rel: Rel,
        grouping: Grouping,
        upper: &mut Upper,
        subqueries: &mut [PendingSubquery],
    ) -> Result<Rel> {
        let Grouping { keys, sets } = grouping;
        let rel = extend(rel, std::mem::take(&mut self.block().sorted));
        let (rel, mut key_ids) = self.as_columns(rel, &keys, "?column?");
        let mut known: Vec<(Expr, ColumnId)> = keys.into_iter().zip(key_ids.clone()).collect();
        if sets.is_none() {
            self.add_dependent_columns(&mut known, &mut key_ids);
        }
        let mut calls = std::mem::take(&mut self.block().aggregates);
        self.tell_keys(&mut calls, &known)?;
        let above: BTreeSet<ColumnId> = key_ids
            .iter()
            .copied()
            .chain(calls.iter().map(|call| call.column.id))
            .chain(subqueries.iter().map(|subquery| subquery.column.id))
            .collect();
        let mut windows = std::mem::take(&mut self.block().windows);
        let window_ids: BTreeSet<ColumnId> =
            windows.iter().map(|window| window.column.id).collect();
        let mut set_calls = std::mem::take(&mut self.block().set_calls);
        let set_ids: BTreeSet<ColumnId> = set_calls.iter().map(|call| call.column.id).collect();
        let above: BTreeSet<ColumnId> = above.union(&window_ids).chain(&set_ids).copied().collect();
        {
            let targets = upper.targets.iter_mut().map(|target| &mut target.expr);
            let order = upper.order.iter_mut().map(|item| &mut item.expr);
            let distinct = upper.distinct_on.iter_mut().flatten();
            let windows = windows.iter_mut().flat_map(|window| {
                let order = window.order.iter_mut().map(|item| &mut item.expr);
                window
                    .args
                    .iter_mut()
                    .chain(&mut window.filter)
                    .chain(&mut window.partition)
                    .chain(order)
            });
            let set_args = set_calls.iter_mut().flat_map(|call| &mut call.args);
            let exprs = targets.chain(&mut upper.having).chain(order).chain(distinct);
            for expr in exprs.chain(windows).chain(set_args) {
                self.regroup(expr, &known, &above)?;
            }
        }
        self.block().windows = windows;
        self.block().set_calls = set_calls;
        for subquery in subqueries {
            self.check_outer(&subquery.rel, &above)?;
            if let Ask::Any { compare } | Ask::All { compare } = &mut subquery.ask {
                self.regroup(compare, &known, &above)?;
            }
        }
        // Without keys and calls there is one row, whatever the input is: nobody looks at it.
        if key_ids.is_empty() && calls.is_empty() && sets.is_none() {
            return Ok(Rel::unit());
        }
        let (input, keys) = (Box::new(rel), key_ids);
        Ok(Rel::Aggregate { input, keys, sets, calls, instead: None })
    }

    /// A primary key among the keys settles every column of its table: those may be named too.
    fn add_dependent_columns(
        &mut self,
        known: &mut Vec<(Expr, ColumnId)>,
        key_ids: &mut Vec<ColumnId>,
    ) {
        let keyed: BTreeSet<ColumnId> = key_ids.iter().copied().collect();
        let mut dependent = Vec::new();
        for relation in &self.block().scope.relations {
            let is_settled =
                !relation.key.is_empty() && relation.key.iter().all(|id| keyed.contains(id));
            if is_settled {
                dependent.extend(relation.columns.iter().cloned());
            }
        }
        for column in dependent {
            if !key_ids.contains(&column.id) {
                key_ids.push(column.id);
                known.push((column.expr(), column.id));
            }
        }
    }

    /// Replaces what is a key by the key's column, from the top down; what then still names a
    /// column of the input is an error.
    fn regroup(
        &mut self,
        expr: &mut Expr,
        keys: &[(Expr, ColumnId)],
        above: &BTreeSet<ColumnId>,
    ) -> Result<()> {
        let here = unplaced(expr);
        if let Some((key, id)) = keys.iter().find(|(key, _)| *key == here) {
            *expr = Expr::Column { place: *id, data_type: key.data_type() };
            return Ok(());
        }
        if let Expr::Column { place, .. } = expr {
            return self.check_grouped(
                *place,
                above,
                "column \"{}\" must appear in the GROUP BY \
                clause or be used in an aggregate function",
            );
        }
        expr.children_mut().into_iter().try_for_each(|child| self.regroup(child, keys, above))
    }

    /// A subquery above grouping must not name a column of the input that is no key.
    fn check_outer(&mut self, rel: &Rel, above: &BTreeSet<ColumnId>) -> Result<()> {
        for id in super::free::free_columns(rel) {
            let words = "subquery uses ungrouped column \"{}\" from outer query";
            self.check_grouped(id, above, words)?;
        }
        Ok(())
    }

    fn check_grouped(
        &mut self,
        id: ColumnId,
        above: &BTreeSet<ColumnId>,
        words: &str,
    ) -> Result<()> {
        let block = self.block();
        match block.scope.name_of(id) {
            Some(name) if !above.contains(&id) => {
                let at = super::bind_select::named_at(block, id);
                let message = words.replace("{}", &name);
                Err(SqlError::new(sqlstate::GROUPING_ERROR, message).at(at).into())
            }
            _ => Ok(()),
        }
    }
}

fn column_expr(column: &RelColumn) -> Expr {
    Expr::Column { place: column.id, data_type: column.data_type }
}

/// ROLLUP (a, b): (a, b), (a), ().
fn rollup(groups: &[Vec<usize>]) -> Vec<Vec<usize>> {
    (0..=groups.len()).rev().map(|count| groups[..count].concat()).collect()
}

/// CUBE (a, b): every subset.
fn cube(groups: &[Vec<usize>]) -> Result<Vec<Vec<usize>>> {
    if groups.len() > 12 {
        return Err(Error::sql(sqlstate::STATEMENT_TOO_COMPLEX, "CUBE is limited to 12 elements"));
    }
    let subsets = 1usize << groups.len();
    let chosen = |mask: usize| -> Vec<usize> {
        let count = groups.len();
        let is_in = |at: &usize| mask & (1 << (count - 1 - at)) != 0;
        (0..count).filter(is_in).flat_map(|at| groups[at].clone()).collect()
    };
    Ok((0..subsets).rev().map(chosen).collect())
}

/// Several items of GROUP BY multiply their sets.
fn product(left: &[Vec<usize>], right: &[Vec<usize>]) -> Result<Vec<Vec<usize>>> {
    if left.len() * right.len() > SETS_MAX {
        let message = format!("too many grouping sets present (maximum {SETS_MAX})");
        return Err(Error::sql(sqlstate::STATEMENT_TOO_COMPLEX, message));
    }
    let joined = |l: &Vec<usize>, r: &Vec<usize>| {
        let mut places = l.clone();
        places.extend(r.iter().filter(|place| !l.contains(place)));
        places
    };
    Ok(left.iter().flat_map(|l| right.iter().map(move |r| joined(l, r))).collect())
}
