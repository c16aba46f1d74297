//! Joins that stand where the text has them: full joins, and those whose right side depends on the
//! left.

use model::base::error::Result;

use super::nodes::handed_down;
use super::path::Path;
use super::rows::joined;
use super::set::PathSet;
use crate::expr::bound::Expr;
use crate::plan::choose::{best, node, Planner, Want};
use crate::plan::physical::PlanCost;
use crate::plan::rules::parts::{conjuncts, operator_count};
use crate::sql::algebra::{ColumnId, JoinKind, Rel};

impl Planner<'_> {
    /// The one path of such a join.
    pub fn join_node<'r>(&mut self, rel: &'r Rel) -> Result<PathSet<'r>> {
        let Rel::Join { kind, left, right, on } = rel else { return Ok(PathSet::default()) };
        let is_dependent = !handed_down(left, right).is_empty();
        let lefts = self.paths(left, &Want::default())?;
        let rights = self.paths(right, &Want::default())?;
        let (left, right_path) = (best(&lefts, None).clone(), best(&rights, None).clone());
        let parts: Vec<Expr> = on.clone().map(conjuncts).unwrap_or_default();
        let right_ids = right.columns();
        let is_right = |id: ColumnId| right_ids.contains(&id);
        let rows = (left.rows, right_path.rows);
        let made = joined(*kind, rows, &parts, &is_right, &self.columns);
        let operators: f64 = parts.iter().map(operator_count).sum();
        let costs = self.costs();
        let is_hashed = !is_dependent
            && !super::keys::equalities(on.as_ref(), &left_ids(rel), &right_ids).0.is_empty();
        let cost = if is_hashed {
            let startup = left.cost.startup + right_path.cost.total + costs.tuples(right_path.rows);
            let work = costs.operators(operators, left.rows + right_path.rows) + costs.tuples(made);
            PlanCost { startup, total: startup + left.cost.total - left.cost.startup + work }
        } else {
            let again = match is_dependent {
                true => right_path.cost.total,
                false => costs.again(right_path.rows),
            };
            let pairs = left.rows * right_path.rows;
            let startup = left.cost.startup + right_path.cost.startup;
            let total = left.cost.total
                + right_path.cost.total
                + (left.rows - 1.0).max(0.0) * again
                + costs.tuples(pairs)
                + costs.operators(operators, pairs);
            PlanCost { startup, total }
        };
        let width = match kind {
            JoinKind::Semi | JoinKind::Anti => left.width,
            _ => left.width + right_path.width,
        };
        let path: Path<'r> = node(rel, vec![left, right_path], (made, width), cost);
        Ok(PathSet::of(path))
    }
}

fn left_ids(join: &Rel) -> Vec<ColumnId> {
    match join {
        Rel::Join { left, .. } => left.columns(),
        _ => Vec::new(),
    }
}
