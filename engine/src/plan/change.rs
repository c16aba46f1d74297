//! INSERT, UPDATE and DELETE: the rows first, then what changes the table.

use model::base::error::Result;

use super::choose::Planner;
use super::lower::lower;
use super::physical::{Check, Node, Plan, PlanColumn, PlanConflict, PlanConflictUpdate};
use crate::expr::bound::Expr;
use crate::sql::statement::{ConflictUpdate, Delete, Insert, OnConflict, Returning, Update};

impl Planner<'_> {
    /// The plan of an INSERT.
    pub fn insert(&mut self, insert: &Insert) -> Result<Plan> {
        let input = self.whole(&insert.rel, &insert.columns)?;
        let checks = self.checks(&insert.checks, &input.columns)?;
        let (returning, columns) = self.returning(insert.returning.as_ref(), &input.columns)?;
        let (rows, cost) = (input.rows, input.cost);
        let table = insert.table.clone();
        let conflict = match &insert.conflict {
            Some(conflict) => Some(self.conflict(conflict, &input.columns)?),
            None => None,
        };
        let node = Node::Insert { table, input: Box::new(input), checks, conflict, returning };
        Ok(Plan { node, columns, rows, cost })
    }

    /// The plan of an UPDATE.
    pub fn update(&mut self, update: &Update) -> Result<Plan> {
        let ids = [&[update.row_id][..], &update.columns, &update.extra].concat();
        let input = self.whole(&update.rel, &ids)?;
        let checks = self.checks(&update.checks, &input.columns[1..])?;
        let (returning, columns) =
            self.returning(update.returning.as_ref(), &input.columns[1..])?;
        let (rows, cost) = (input.rows, input.cost);
        let table = update.table.clone();
        let node = Node::Update { table, input: Box::new(input), checks, returning };
        Ok(Plan { node, columns, rows, cost })
    }

    /// The plan of a DELETE.
    pub fn delete(&mut self, delete: &Delete) -> Result<Plan> {
        let ids = [&[delete.row_id][..], &delete.columns, &delete.extra].concat();
        let input = self.whole(&delete.rel, &ids)?;
        let (returning, columns) =
            self.returning(delete.returning.as_ref(), &input.columns[1..])?;
        let (rows, cost) = (input.rows, input.cost);
        let node = Node::Delete { table: delete.table.clone(), input: Box::new(input), returning };
        Ok(Plan { node, columns, rows, cost })
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

    fn returning(
        &self,
        returning: Option<&Returning>,
        columns: &[PlanColumn],
    ) -> Result<(Option<Vec<Expr>>, Vec<PlanColumn>)> {
        let Some(Returning { exprs, columns: output }) = returning else {
            return Ok((None, Vec::new()));
        };
        let exprs = exprs
            .iter()
            .map(|expr| lower(expr, columns, &self.outer))
            .collect::<Result<Vec<Expr>>>()?;
        let output = output
            .iter()
            .map(|column| PlanColumn {
                id: column.id,
                name: column.name.clone(),
                data_type: column.data_type,
            })
            .collect();
        Ok((Some(exprs), output))
    }
}
