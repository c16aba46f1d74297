//! Joins: what must be equal becomes keys of a hash join, the rest stays a condition.

use std::collections::BTreeSet;

use model::base::error::Result;

use super::cardinality::{clamp, selectivity};
use super::choose::Planner;
use super::cost::{CPU_OPERATOR, CPU_TUPLE, DISABLED};
use super::lower::lower;
use super::physical::{Node, Plan, PlanCost};
use crate::expr::bound::Expr;
use crate::sql::algebra::{ColumnId, JoinKind, Rel};
use crate::sql::free::{columns_of, free_columns};

impl Planner<'_> {
    /// A join.
    pub fn join(
        &mut self,
        kind: JoinKind,
        left: &Rel,
        right: &Rel,
        on: Option<&Expr>,
    ) -> Result<Plan> {
        let left_ids = left.columns();
        let correlated: Vec<ColumnId> =
            free_columns(right).into_iter().filter(|id| left_ids.contains(id)).collect();
        let left_plan = self.plan(left)?;
        if !correlated.is_empty() {
            let params = self.hand_down(&correlated, &left_plan)?;
            let right_plan = self.plan(right)?;
            return self.nested_loop(kind, left_plan, right_plan, on, params);
        }
        let right_plan = self.plan(right)?;
        let (keys, rest) = equalities(on, &left_ids, &right.columns());
        let settings = self.inputs.settings;
        let prefers_loop = settings.enable_nestloop && !settings.enable_hashjoin;
        if keys.is_empty() || prefers_loop {
            return self.nested_loop(kind, left_plan, right_plan, on, Vec::new());
        }
        self.hash_join(kind, left_plan, right_plan, keys, rest)
    }

    fn nested_loop(
        &mut self,
        kind: JoinKind,
        left: Plan,
        right: Plan,
        on: Option<&Expr>,
        params: Vec<(u16, usize)>,
    ) -> Result<Plan> {
        let both = [left.columns.clone(), right.columns.clone()].concat();
        let on = on.map(|on| lower(on, &both, &self.outer)).transpose()?;
        let pairs = left.rows * right.rows;
        let rows = joined_rows(kind, &left, &right, on.as_ref());
        let again = if params.is_empty() { CPU_OPERATOR * right.rows } else { right.cost.total };
        let barred = if self.inputs.settings.enable_nestloop { 0.0 } else { DISABLED };
        let cost = PlanCost {
            startup: barred + left.cost.startup + right.cost.startup,
            total: barred
                + left.cost.total
                + right.cost.total
                + (left.rows - 1.0).max(0.0) * again
                + pairs * CPU_TUPLE,
        };
        let columns = joined_columns(kind, &left, &right);
        let node =
            Node::NestedLoop { kind, left: Box::new(left), right: Box::new(right), on, params };
        Ok(Plan { node, columns, rows, cost })
    }

    fn hash_join(
        &mut self,
        kind: JoinKind,
        left: Plan,
        right: Plan,
        keys: Vec<(Expr, Expr)>,
        rest: Vec<Expr>,
    ) -> Result<Plan> {
        let both = [left.columns.clone(), right.columns.clone()].concat();
        let (mut left_keys, mut right_keys) = (Vec::new(), Vec::new());
        for (l, r) in &keys {
            left_keys.push(lower(l, &left.columns, &self.outer)?);
            right_keys.push(lower(r, &right.columns, &self.outer)?);
        }
        let on = match rest.len() {
            0 => None,
            1 => Some(lower(&rest[0], &both, &self.outer)?),
            _ => Some(lower(&Expr::And(rest), &both, &self.outer)?),
        };
        // Without statistics an equality keeps one pair for each row of the larger side.
        let matched = left.rows.max(right.rows) * on.as_ref().map_or(1.0, selectivity);
        let rows = match kind {
            JoinKind::Inner => clamp(matched),
            JoinKind::Left => clamp(matched.max(left.rows)),
            JoinKind::Right => clamp(matched.max(right.rows)),
            JoinKind::Full => clamp(matched.max(left.rows).max(right.rows)),
            JoinKind::Semi | JoinKind::Anti => clamp(left.rows * 0.5),
        };
        let hashing = CPU_OPERATOR * keys.len() as f64;
        let barred = if self.inputs.settings.enable_hashjoin { 0.0 } else { DISABLED };
        let build = barred + right.cost.total + right.rows * (hashing + CPU_TUPLE);
        let cost = PlanCost {
            startup: left.cost.startup + build,
            total: left.cost.total + build + left.rows * hashing + rows * CPU_TUPLE,
        };
        let columns = joined_columns(kind, &left, &right);
        let node = Node::HashJoin {
            kind,
            left: Box::new(left),
            right: Box::new(right),
            left_keys,
            right_keys,
            on,
        };
        Ok(Plan { node, columns, rows, cost })
    }
}

fn joined_columns(kind: JoinKind, left: &Plan, right: &Plan) -> Vec<super::physical::PlanColumn> {
    match kind {
        JoinKind::Semi | JoinKind::Anti => left.columns.clone(),
        _ => [left.columns.clone(), right.columns.clone()].concat(),
    }
}

fn joined_rows(kind: JoinKind, left: &Plan, right: &Plan, on: Option<&Expr>) -> f64 {
    let matched = left.rows * right.rows * on.map_or(1.0, selectivity);
    match kind {
        JoinKind::Inner => clamp(matched),
        JoinKind::Left => clamp(matched.max(left.rows)),
        JoinKind::Right => clamp(matched.max(right.rows)),
        JoinKind::Full => clamp(matched.max(left.rows).max(right.rows)),
        JoinKind::Semi | JoinKind::Anti => clamp(left.rows * 0.5),
    }
}

/// The parts of a condition that say `left expression = right expression`, and the other parts.
fn equalities(
    on: Option<&Expr>,
    left: &[ColumnId],
    right: &[ColumnId],
) -> (Vec<(Expr, Expr)>, Vec<Expr>) {
    let (mut keys, mut rest) = (Vec::new(), Vec::new());
    let parts: Vec<Expr> = match on {
        None => Vec::new(),
        Some(Expr::And(parts)) => parts.clone(),
        Some(other) => vec![other.clone()],
    };
    for part in parts {
        match equality(&part, left, right) {
            Some(key) => keys.push(key),
            None => rest.push(part),
        }
    }
    (keys, rest)
}

fn equality(part: &Expr, left: &[ColumnId], right: &[ColumnId]) -> Option<(Expr, Expr)> {
    let Expr::Call { function, args, .. } = part else { return None };
    let (true, [a, b]) = (function.name == "=", args.as_slice()) else { return None };
    // Values of unlike types are equal by an operator of their own, not by their bytes.
    if a.data_type().unmodified() != b.data_type().unmodified() {
        return None;
    }
    let side = |expr: &Expr, columns: &[ColumnId]| {
        let mut used = BTreeSet::new();
        columns_of(expr, &mut used);
        !used.is_empty() && used.iter().all(|id| columns.contains(id))
    };
    if side(a, left) && side(b, right) {
        Some((a.clone(), b.clone()))
    } else if side(b, left) && side(a, right) {
        Some((b.clone(), a.clone()))
    } else {
        None
    }
}
