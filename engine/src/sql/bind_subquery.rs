//! Subqueries in expressions: each becomes an Apply below the node that uses it.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::algebra::{Ask, Rel};
use super::bind_expr::sign_of;
use super::bind_test::not;
use super::binder::{internal, Binder, Clause, PendingSubquery};
use super::statement::Query;
use super::unsupported::refuse;
use crate::expr::bound::Expr;

enum Quantifier {
    Any,
    All,
}

impl Binder<'_> {
    /// A scalar subquery, EXISTS, IN, ANY or ALL.
    pub fn bind_subquery_expr(&mut self, expr: &ast::Expr) -> Result<Expr> {
        match expr {
            ast::Expr::Subquery(query) => self.bind_scalar_subquery(query),
            ast::Expr::Exists { subquery, negated } => {
                let query = self.bind_inner(subquery)?;
                let answer = self.ask(query.rel, Ask::Exists, "exists", DataType::Bool)?;
                Ok(if *negated { not(answer) } else { answer })
            }
            ast::Expr::InSubquery { expr, subquery, negated } => {
                let position = self.operator_after(expr.span());
                let answer =
                    self.bind_quantified(expr, "=", subquery, Quantifier::Any, position)?;
                Ok(if *negated { not(answer) } else { answer })
            }
            ast::Expr::AnyOp { left, compare_op, right, is_some: _ } => {
                let position = self.operator_after(left.span());
                let query = subquery_of(right)?;
                self.bind_quantified(left, &sign_of(compare_op)?, query, Quantifier::Any, position)
            }
            ast::Expr::AllOp { left, compare_op, right } => {
                let position = self.operator_after(left.span());
                let query = subquery_of(right)?;
                self.bind_quantified(left, &sign_of(compare_op)?, query, Quantifier::All, position)
            }
            _ => Err(internal("no subquery")),
        }
    }

    fn bind_scalar_subquery(&mut self, subquery: &ast::Query) -> Result<Expr> {
        let position = self.at(subquery.span());
        let query = self.bind_inner(subquery)?;
        let query = self.settle(query)?;
        let [column] = query.columns.as_slice() else {
            let message = "subquery must return only one column";
            return Err(SqlError::new(sqlstate::SYNTAX_ERROR, message).at(position).into());
        };
        let (ask, name) = (Ask::Scalar { value: column.id }, column.name.clone());
        let data_type = column.data_type;
        self.ask(query.rel, ask, &name, data_type)
    }

    /// `left sign ANY (subquery)`, for one column or a row of them.
    fn bind_quantified(
        &mut self,
        left: &ast::Expr,
        sign: &str,
        subquery: &ast::Query,
        quantifier: Quantifier,
        position: Option<u32>,
    ) -> Result<Expr> {
        let lefts = match left {
            ast::Expr::Tuple(items) => {
                items.iter().map(|item| self.bind_expr(item)).collect::<Result<Vec<Expr>>>()?
            }
            other => vec![self.bind_expr(other)?],
        };
        let query = self.bind_inner(subquery)?;
        let query = self.settle(query)?;
        if query.columns.len() != lefts.len() {
            let few = query.columns.len() < lefts.len();
            let message = format!("subquery has too {} columns", if few { "few" } else { "many" });
            return Err(SqlError::new(sqlstate::SYNTAX_ERROR, message).at(position).into());
        }
        let rights = query
            .columns
            .iter()
            .map(|column| Expr::Column { place: column.id, data_type: column.data_type });
        let mut pairs: Vec<(Expr, Expr)> = lefts.into_iter().zip(rights).collect();
        let compare = match pairs.len() {
            1 => {
                let (left, right) = pairs.swap_remove(0);
                self.operator(sign, vec![left, right], position)?
            }
            _ => self.row_comparison(pairs, sign, position)?,
        };
        if compare.data_type() != DataType::Bool {
            let message = "op ANY/ALL (array) requires operator to yield boolean";
            return Err(SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message).at(position).into());
        }
        let ask = match quantifier {
            Quantifier::Any => Ask::Any { compare },
            Quantifier::All => Ask::All { compare },
        };
        self.ask(query.rel, ask, "?column?", DataType::Bool)
    }

    /// A subquery at this place; 0A000 where PostgreSQL allows none.
    fn bind_inner(&mut self, subquery: &ast::Query) -> Result<Query> {
        let clause = self.block().clause;
        if matches!(clause, Clause::Default | Clause::Check) {
            let what = match clause {
                Clause::Check => "check constraint",
                _ => "DEFAULT expression",
            };
            let message = format!("cannot use subquery in {what}");
            let error = SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message);
            return Err(error.at(self.at(subquery.span())).into());
        }
        self.bind_open_query(subquery)
    }

    /// The column that answers, with the Apply that will make it put in line.
    fn ask(&mut self, rel: Rel, ask: Ask, name: &str, data_type: DataType) -> Result<Expr> {
        self.layer()?;
        let column = self.new_column(name, data_type);
        let expr = Expr::Column { place: column.id, data_type };
        self.block().subqueries.push(PendingSubquery { rel, ask, column });
        Ok(expr)
    }
}

fn subquery_of(expr: &ast::Expr) -> Result<&ast::Query> {
    match expr {
        ast::Expr::Subquery(query) => Ok(query),
        ast::Expr::Nested(inner) => subquery_of(inner),
        _ => Err::<_, Error>(refuse("an array")),
    }
}
