//! UNION, INTERSECT, EXCEPT.
//!
//! ```text
//!   a UNION b UNION c UNION d          the parser's tree        ours
//!                                      ((a b) c) d              (a b) (c d)
//! ```
//!
//! A chain of UNION, of UNION ALL, of INTERSECT or of INTERSECT ALL means the same in any brackets
//! and gives its rows in the same order. So it is made a tree that is as low as can be, and a
//! thousand queries in a row are no deeper than ten. Types are found as PostgreSQL finds them, two
//! queries at a time from the left.

use model::base::error::{sqlstate, Error, Result};
use model::types::data_type::DataType;
use sqlparser::ast;

use super::algebra::{Rel, RelColumn, SetOp};
use super::bind_query::output_column;
use super::binder::Binder;
use super::coerce;
use super::statement::Query;
use super::unsupported::refuse;

/// Which set operation, and whether duplicates count.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Operation {
    op: SetOp,
    all: bool,
}

impl Operation {
    fn of(op: ast::SetOperator, quantifier: ast::SetQuantifier) -> Result<Operation> {
        let op = match op {
            ast::SetOperator::Union => SetOp::Union,
            ast::SetOperator::Except | ast::SetOperator::Minus => SetOp::Except,
            ast::SetOperator::Intersect => SetOp::Intersect,
        };
        let all = match quantifier {
            ast::SetQuantifier::All => true,
            ast::SetQuantifier::Distinct | ast::SetQuantifier::None => false,
            ast::SetQuantifier::ByName
            | ast::SetQuantifier::AllByName
            | ast::SetQuantifier::DistinctByName => return Err(refuse("UNION BY NAME")),
        };
        Ok(Operation { op, all })
    }

    fn word(self) -> &'static str {
        match self.op {
            SetOp::Union => "UNION",
            SetOp::Except => "EXCEPT",
            SetOp::Intersect => "INTERSECT",
        }
    }

    /// Whether a chain of it means the same in any brackets.
    fn is_associative(self) -> bool {
        match self.op {
            SetOp::Union | SetOp::Intersect => true,
            SetOp::Except => false,
        }
    }
}

impl Binder<'_> {
    /// A set operation, with those of its kind that it begins with.
    pub fn bind_set_operation(&mut self, body: &ast::SetExpr) -> Result<Query> {
        let ast::SetExpr::SetOperation { left, op, set_quantifier, right } = body else {
            return Err(super::binder::internal("no set operation"));
        };
        let operation = Operation::of(*op, *set_quantifier)?;
        let (mut first, mut others) = (&**left, vec![&**right]);
        while let ast::SetExpr::SetOperation { left, op, set_quantifier, right } = first {
            if !operation.is_associative() || Operation::of(*op, *set_quantifier)? != operation {
                break;
            }
            others.push(right);
            first = left;
        }
        let first = self.bind_set_expr(first)?;
        let mut types: Vec<DataType> = first.columns.iter().map(|it| it.data_type).collect();
        let mut queries = vec![first];
        for other in others.into_iter().rev() {
            let query = self.bind_set_expr(other)?;
            types = common_types(operation.word(), &types, &query)?;
            queries.push(query);
        }
        let queries = queries
            .into_iter()
            .map(|query| self.with_types(query, &types))
            .collect::<Result<Vec<Query>>>()?;
        self.set_tree(operation, queries)
    }

    /// Queries whose columns have the same types, as a tree: at least one.
    fn set_tree(&mut self, operation: Operation, mut queries: Vec<Query>) -> Result<Query> {
        let rights = queries.split_off(queries.len().div_ceil(2));
        if rights.is_empty() {
            return queries.pop().ok_or_else(|| super::binder::internal("no queries"));
        }
        let left = self.set_tree(operation, queries)?;
        let right = self.set_tree(operation, rights)?;
        let columns: Vec<RelColumn> = left
            .columns
            .iter()
            .map(|column| self.new_column(&column.name, column.data_type))
            .collect();
        let output = columns.iter().map(output_column).collect();
        let rel = Rel::SetOperation {
            op: operation.op,
            all: operation.all,
            left_columns: left.columns.iter().map(|column| column.id).collect(),
            right_columns: right.columns.iter().map(|column| column.id).collect(),
            left: Box::new(left.rel),
            right: Box::new(right.rel),
            columns,
        };
        Ok(Query { rel, columns: output })
    }
}

/// The types that columns of `lefts` and those of one more query have in common.
fn common_types(word: &str, lefts: &[DataType], right: &Query) -> Result<Vec<DataType>> {
    if lefts.len() != right.columns.len() {
        let message = format!("each {word} query must have the same number of columns");
        return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
    }
    lefts
        .iter()
        .zip(&right.columns)
        .map(|(left, right)| coerce::common_of(&[*left, right.data_type], word, None))
        .collect()
}
