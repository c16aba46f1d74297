//! INSERT, UPDATE and DELETE: the rows first, then what changes the table.

use model::base::error::Result;

use super::choose::{best, Planner, Want};
use super::lower::lower;
use super::physical::{Check, Node, Plan, PlanColumn, PlanConflict, PlanConflictUpdate, PlanCost};
use super::rewrite::rewrite;
use super::usage::used_columns;
use crate::expr::bound::Expr;
use crate::sql::algebra::{Ask, Rel, RelColumn};
use crate::sql::free::columns_of;
use crate::sql::statement::{
    Asked, ConflictUpdate, Delete, Insert, OnConflict, OutputColumn, Returning, Update,
};

impl Planner<'_> {
    /// The plan of an INSERT.
    pub fn insert(&mut self, insert: &Insert) -> Result<Plan> {
        let input = self.whole(&insert.rel, &insert.columns)?;
        let checks = self.checks(&insert.checks, &input.columns)?;
        let given = input.columns.clone();
        let (returning, columns) = self.returning(insert.returning.as_ref(), &given)?;
        let (rows, cost) = (input.rows, input.cost);
        let table = insert.table.clone();
        let conflict = match &insert.conflict {
            Some(conflict) => Some(self.conflict(conflict, &input.columns)?),
            None => None,
        };
        let node = Node::Insert { table, input: Box::new(input), checks, conflict, returning };
        self.answered(insert.returning.as_ref(), &given, Plan { node, columns, rows, cost })
    }

    /// The plan of an UPDATE.
    pub fn update(&mut self, update: &Update) -> Result<Plan> {
        let ids = [&[update.row_id][..], &update.columns, &update.extra].concat();
        let input = self.whole(&update.rel, &ids)?;
        let checks = self.checks(&update.checks, &input.columns[1..])?;
        let given = input.columns[1..].to_vec();
        let (returning, columns) = self.returning(update.returning.as_ref(), &given)?;
        let (rows, cost) = (input.rows, input.cost);
        let table = update.table.clone();
        let node = Node::Update { table, input: Box::new(input), checks, returning };
        self.answered(update.returning.as_ref(), &given, Plan { node, columns, rows, cost })
    }

    /// The plan of a DELETE.
    pub fn delete(&mut self, delete: &Delete) -> Result<Plan> {
        let ids = [&[delete.row_id][..], &delete.columns, &delete.extra].concat();
        let input = self.whole(&delete.rel, &ids)?;
        let given = input.columns[1..].to_vec();
        let (returning, columns) = self.returning(delete.returning.as_ref(), &given)?;
        let (rows, cost) = (input.rows, input.cost);
        let node = Node::Delete { table: delete.table.clone(), input: Box::new(input), returning };
        self.answered(delete.returning.as_ref(), &given, Plan { node, columns, rows, cost })
    }

    fn conflict(&self, conflict: &OnConflict, new: &[PlanColumn]) -> Result<PlanConflict> {
        let OnConflict { arbiters, update } = conflict;
        let update = match update {
            None => None,
            Some(ConflictUpdate { old, values, condition }) => {
                let old = old.iter().map(|column| PlanColumn {
                    id: column.id,
                    name: column.name.clone(),
                    data_type: column.data_type,
                });
                let columns: Vec<PlanColumn> = old.chain(new.iter().cloned()).collect();
                let lowered = |expr: &Expr| lower(expr, &columns, &self.outer);
                let values = values.iter().map(lowered).collect::<Result<Vec<Expr>>>()?;
                let condition = condition.as_ref().map(lowered).transpose()?;
                Some(PlanConflictUpdate { columns, values, condition })
            }
        };
        Ok(PlanConflict { arbiters: arbiters.clone(), update })
    }

    fn checks(&self, checks: &[(String, Expr)], columns: &[PlanColumn]) -> Result<Vec<Check>> {
        checks
            .iter()
            .map(|(name, expr)| {
                Ok(Check { name: name.clone(), expr: lower(expr, columns, &self.outer)? })
            })
            .collect()
    }

    /// What the change itself hands out: the expressions of RETURNING, or, where subqueries are
    /// among those, the whole row for [`Planner::answered`].
    fn returning(
        &self,
        returning: Option<&Returning>,
        given: &[PlanColumn],
    ) -> Result<(Option<Vec<Expr>>, Vec<PlanColumn>)> {
        let Some(Returning { exprs, columns: output, subqueries }) = returning else {
            return Ok((None, Vec::new()));
        };
        if !subqueries.is_empty() {
            let pass = |(place, column): (usize, &PlanColumn)| Expr::Column {
                place,
                data_type: column.data_type,
            };
            return Ok((Some(given.iter().enumerate().map(pass).collect()), given.to_vec()));
        }
        let exprs = self.lowered(exprs, given)?;
        Ok((Some(exprs), output.iter().map(plan_column).collect()))
    }

    /// The subqueries of RETURNING, asked for each changed row as the statement found the tables.
    fn answered(
        &mut self,
        returning: Option<&Returning>,
        given: &[PlanColumn],
        mut plan: Plan,
    ) -> Result<Plan> {
        let Some(Returning { exprs, columns: output, subqueries }) = returning else {
            return Ok(plan);
        };
        if subqueries.is_empty() {
            return Ok(plan);
        }
        if let Node::Insert { table, .. } = &plan.node {
            // As a scan of the table would call them.
            let named = |column: &mut PlanColumn| {
                column.name = format!("{}.{}", table.name, column.name);
            };
            plan.columns.iter_mut().for_each(named);
        }
        let given = given.iter().map(|PlanColumn { id, name, data_type }| RelColumn {
            id: *id,
            name: name.clone(),
            data_type: *data_type,
        });
        let row = Rel::Values { columns: given.collect(), rows: Vec::new() };
        for Asked { rel, ask, column } in subqueries {
            let rel = rewrite(rel.clone(), None)?;
            used_columns(&rel, &mut self.used);
            match ask {
                Ask::Scalar { value } => {
                    self.used.insert(*value);
                }
                Ask::Any { compare } | Ask::All { compare } => columns_of(compare, &mut self.used),
                Ask::Exists => {}
            }
            self.columns.add(&rel, self.inputs.sizes);
            let paths = self.paths(&rel, &Want::default())?;
            let subpath = best(&paths, None).clone();
            let (rows, cost) = (plan.rows, plan.cost);
            let (node, columns) = self.make_apply((&row, plan), (&rel, &subpath), ask, column)?;
            let total = cost.total + rows * subpath.cost.total;
            plan = Plan { node, columns, rows, cost: PlanCost { total, ..cost } };
        }
        let exprs = self.lowered(exprs, &plan.columns)?;
        let (rows, cost) = (plan.rows, plan.cost);
        let columns = output.iter().map(plan_column).collect();
        Ok(Plan { node: Node::Project { input: Box::new(plan), exprs }, columns, rows, cost })
    }

    fn lowered(&self, exprs: &[Expr], columns: &[PlanColumn]) -> Result<Vec<Expr>> {
        exprs.iter().map(|expr| lower(expr, columns, &self.outer)).collect()
    }
}

fn plan_column(column: &OutputColumn) -> PlanColumn {
    PlanColumn { id: column.id, name: column.name.clone(), data_type: column.data_type }
}
