//! The chosen path to a plan: columns become places, and what is handed down becomes parameters.

use model::base::error::Result;
use model::types::data_type::DataType;

use super::access::OUTSIDE;
use super::path::{Bitmap, Method, Path, PathKind, Probe};
use crate::expr::bound::Expr;
use crate::plan::choose::Planner;
use crate::plan::index_condition::{IndexCondition, KeyBound, KeyRange, KeyTest};
use crate::plan::lower::{lower, lower_keys, place_of};
use crate::plan::physical::{Node, Plan, PlanColumn, PlanCost, PlanSortKey};
use crate::plan::rules::parts::all_of;
use crate::sql::algebra::{ColumnId, JoinKind, Rel, RelColumn, SortKey};

impl Planner<'_> {
    /// The plan of a path.
    pub fn make(&mut self, path: &Path<'_>) -> Result<Plan> {
        let (node, columns) = match &path.kind {
            PathKind::Node(rel, inputs) => return self.make_node(rel, inputs, path),
            PathKind::SeqScan { scan, filter } => self.make_seq_scan(scan, filter)?,
            PathKind::Index { scan, probe, only, filter } => {
                self.make_index_scan(scan, probe, *only, filter)?
            }
            PathKind::Bitmap { scan, bitmap, filter } => {
                self.make_bitmap_scan(scan, bitmap, filter)?
            }
            PathKind::Filter { input, conditions } => {
                let input = self.make(input)?;
                let columns = input.columns.clone();
                match all_of(conditions.clone()) {
                    None => return Ok(input),
                    Some(condition) => {
                        let predicate = lower(&condition, &columns, &self.outer)?;
                        (Node::Filter { input: Box::new(input), predicate }, columns)
                    }
                }
            }
            PathKind::Sort { input } => {
                let input = self.make(input)?;
                let keys = lower_keys(&path.order, &input.columns)?;
                let columns = input.columns.clone();
                (Node::Sort { input: Box::new(input), keys, top: None }, columns)
            }
            PathKind::Join { method, kind, left, right, on } => {
                let left = self.make(left)?;
                self.make_join((method, *kind), left, right, on)?
            }
            PathKind::Groups { rel, input, sorted } => {
                let input = self.make(input)?;
                self.make_groups(rel, input, *sorted)?
            }
            PathKind::Distinct { input, on, sorted: _ } => {
                let input = self.make(input)?;
                let on = places(on, &input.columns)?;
                let columns = input.columns.clone();
                (Node::Distinct { input: Box::new(input), on }, columns)
            }
        };
        Ok(Plan { node, columns, rows: path.rows, cost: path.cost })
    }

    /// The columns that a scan hands on, and their attributes.
    fn scan_columns(&self, scan: &Rel) -> (Vec<usize>, Vec<PlanColumn>) {
        let Rel::Scan { alias, columns, row_id, .. } = scan else {
            return (Vec::new(), Vec::new());
        };
        let wanted: Vec<&(usize, RelColumn)> =
            columns.iter().filter(|(_, column)| self.is_used(column.id)).collect();
        let mut output: Vec<PlanColumn> = wanted
            .iter()
            .map(|(_, column)| PlanColumn {
                id: column.id,
                name: format!("{alias}.{}", column.name),
                data_type: column.data_type,
            })
            .collect();
        if let Some(id) = row_id {
            let name = format!("{alias}.ctid");
            output.push(PlanColumn { id: *id, name, data_type: DataType::Int8 });
        }
        (wanted.iter().map(|(at, _)| *at).collect(), output)
    }

    fn make_seq_scan(&self, scan: &Rel, filter: &[Expr]) -> Result<(Node, Vec<PlanColumn>)> {
        let Rel::Scan { table, alias, row_id, .. } = scan else { panic!("a table is scanned") };
        let (attributes, columns) = self.scan_columns(scan);
        let filter = self.lower_all_of(filter, &columns)?;
        let (table, alias) = (table.clone(), alias.clone());
        let with_row_id = row_id.is_some();
        Ok((Node::SeqScan { table, alias, attributes, with_row_id, filter }, columns))
    }

    fn make_index_scan(
        &self,
        scan: &Rel,
        probe: &Probe,
        only: bool,
        filter: &[Expr],
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let Rel::Scan { table, alias, row_id, .. } = scan else { panic!("a table is scanned") };
        let (attributes, columns) = self.scan_columns(scan);
        let filter = self.lower_all_of(filter, &columns)?;
        let (table, alias, index) = (table.clone(), alias.clone(), probe.index.clone());
        let condition = self.lower_condition(&probe.condition)?;
        let direction = probe.direction;
        let node = if only {
            Node::IndexOnlyScan { table, alias, index, attributes, condition, direction, filter }
        } else {
            let with_row_id = row_id.is_some();
            Node::IndexScan {
                table,
                alias,
                index,
                attributes,
                with_row_id,
                condition,
                direction,
                filter,
            }
        };
        Ok((node, columns))
    }

    fn make_bitmap_scan(
        &self,
        scan: &Rel,
        bitmap: &Bitmap,
        filter: &[Expr],
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let Rel::Scan { table, alias, row_id, .. } = scan else { panic!("a table is scanned") };
        let (attributes, columns) = self.scan_columns(scan);
        let recheck = Some(lower(&bitmap.means(), &columns, &self.outer)?);
        let filter = self.lower_all_of(filter, &columns)?;
        let input = Box::new(self.make_bitmap(scan, bitmap)?);
        let (table, alias, with_row_id) = (table.clone(), alias.clone(), row_id.is_some());
        let node =
            Node::BitmapHeapScan { table, alias, attributes, with_row_id, recheck, filter, input };
        Ok((node, columns))
    }

    fn make_bitmap(&self, scan: &Rel, bitmap: &Bitmap) -> Result<Plan> {
        let Rel::Scan { table, .. } = scan else { panic!("a table is scanned") };
        let all = |parts: &[Bitmap]| -> Result<Vec<Plan>> {
            parts.iter().map(|part| self.make_bitmap(scan, part)).collect()
        };
        let node = match bitmap {
            Bitmap::Index { probe, .. } => Node::BitmapIndexScan {
                table: table.clone(),
                index: probe.index.clone(),
                condition: self.lower_condition(&probe.condition)?,
            },
            Bitmap::And(parts, ..) => Node::BitmapAnd { inputs: all(parts)? },
            Bitmap::Or(parts, ..) => Node::BitmapOr { inputs: all(parts)? },
        };
        let (rows, total) = bitmap.rows_and_cost();
        // The bitmap is there at once.
        let startup = if matches!(node, Node::BitmapIndexScan { .. }) { 0.0 } else { total };
        Ok(Plan { node, columns: Vec::new(), rows, cost: PlanCost { startup, total } })
    }

    /// The values of a condition without input: what they name is handed down.
    fn lower_condition(&self, condition: &IndexCondition) -> Result<IndexCondition> {
        let value = |expr: &Expr| lower(expr, &[], &self.outer);
        let bound = |bound: &Option<KeyBound>| -> Result<Option<KeyBound>> {
            let Some(KeyBound { value: expr, inclusive }) = bound else { return Ok(None) };
            Ok(Some(KeyBound { value: value(expr)?, inclusive: *inclusive }))
        };
        let test = |test: &KeyTest| -> Result<KeyTest> {
            Ok(match test {
                KeyTest::Equal(expr) => KeyTest::Equal(value(expr)?),
                KeyTest::AnyOf(exprs) => {
                    KeyTest::AnyOf(exprs.iter().map(value).collect::<Result<_>>()?)
                }
                KeyTest::Null => KeyTest::Null,
            })
        };
        let range = match &condition.range {
            None => None,
            Some(KeyRange { lower, upper }) => {
                Some(KeyRange { lower: bound(lower)?, upper: bound(upper)? })
            }
        };
        Ok(IndexCondition {
            prefix: condition.prefix.iter().map(test).collect::<Result<_>>()?,
            range,
            clauses: condition
                .clauses
                .iter()
                .map(|clause| self.lower_clause(clause))
                .collect::<Result<_>>()?,
        })
    }

    fn lower_clause(&self, clause: &Expr) -> Result<Expr> {
        let mut clause = clause.clone();
        self.lower_outside(&mut clause)?;
        Ok(clause)
    }

    fn lower_outside(&self, expr: &mut Expr) -> Result<()> {
        if let Expr::Column { place, data_type } = expr {
            if let Some(id) = place.checked_sub(OUTSIDE) {
                let column = Expr::Column { place: id, data_type: *data_type };
                *expr = lower(&column, &[], &self.outer)?;
            }
            return Ok(());
        }
        expr.children_mut().into_iter().try_for_each(|child| self.lower_outside(child))
    }

    fn lower_all_of(&self, conditions: &[Expr], columns: &[PlanColumn]) -> Result<Option<Expr>> {
        let condition = all_of(conditions.to_vec());
        condition.map(|condition| lower(&condition, columns, &self.outer)).transpose()
    }

    fn make_join(
        &mut self,
        (method, kind): (&Method, JoinKind),
        left: Plan,
        right: &Path<'_>,
        on: &[Expr],
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let params = match method {
            Method::NestedLoop { params } => params.as_slice(),
            _ => &[],
        };
        let (params, right) =
            self.with_handed_down(params, &left, |planner| planner.make(right))?;
        let both = [left.columns.clone(), right.columns.clone()].concat();
        let on = self.lower_all_of(on, &both)?;
        let columns = joined_columns(kind, &left, &right);
        let node = match method {
            Method::NestedLoop { .. } => {
                let (left, right) = (Box::new(left), Box::new(right));
                Node::NestedLoop { kind, left, right, on, params }
            }
            Method::Hash(keys) => {
                let (mut left_keys, mut right_keys) = (Vec::new(), Vec::new());
                for (l, r) in keys {
                    left_keys.push(lower(l, &left.columns, &self.outer)?);
                    right_keys.push(lower(r, &right.columns, &self.outer)?);
                }
                let (left, right) = (Box::new(left), Box::new(right));
                Node::HashJoin { kind, left, right, left_keys, right_keys, on }
            }
            Method::Merge(keys) => {
                let (l, r): (Vec<SortKey>, Vec<SortKey>) = keys.iter().cloned().unzip();
                let left_keys = lower_keys(&l, &left.columns)?;
                let right_keys = lower_keys(&r, &right.columns)?;
                let (left, right) = (Box::new(left), Box::new(right));
                Node::MergeJoin { kind, left, right, left_keys, right_keys, on }
            }
        };
        Ok((node, columns))
    }

    /// Makes a plan while columns of `left` are handed down to it under numbers of their own.
    pub fn with_handed_down(
        &mut self,
        ids: &[ColumnId],
        left: &Plan,
        make: impl FnOnce(&mut Self) -> Result<Plan>,
    ) -> Result<(Vec<(u16, usize)>, Plan)> {
        let mut params = Vec::new();
        let before = self.outer.clone();
        for id in ids {
            params.push((self.outer.hand_down(*id)?, place_of(*id, &left.columns)?));
        }
        let made = make(self);
        self.outer.put_back(before);
        Ok((params, made?))
    }
}

/// The columns of a join.
pub fn joined_columns(kind: JoinKind, left: &Plan, right: &Plan) -> Vec<PlanColumn> {
    match kind {
        JoinKind::Semi | JoinKind::Anti => left.columns.clone(),
        _ => [left.columns.clone(), right.columns.clone()].concat(),
    }
}

/// Places of columns.
pub fn places(ids: &[ColumnId], columns: &[PlanColumn]) -> Result<Vec<usize>> {
    ids.iter().map(|id| place_of(*id, columns)).collect()
}

/// Whether a plan's rows need no other order.
pub fn plain_key(place: usize, data_type: DataType) -> PlanSortKey {
    PlanSortKey { place, data_type, descending: false, nulls_first: false }
}
