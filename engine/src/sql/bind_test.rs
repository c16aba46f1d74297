//! Tests: BETWEEN, IN a list, LIKE, IS and their opposites.

use model::base::error::{Error, Result};
use model::types::data_type::DataType;

use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::binder::{internal, Binder};
use super::coerce;
use super::unsupported::{absent, refuse};
use crate::expr::bound::Expr;
use crate::expr::resolve::{resolve_function, resolve_operator};

impl Binder<'_> {
    /// A test: an expression that asks something and answers with a boolean.
    pub fn bind_test(&mut self, expr: &ast::Expr) -> Result<Expr> {
        match expr {
            ast::Expr::Between { expr, negated, low, high } => {
                let bound = self.bind_between(expr, low, high)?;
                Ok(negate_if(*negated, bound))
            }
            ast::Expr::InList { expr, list, negated } => {
                let bound = self.bind_in_list(expr, list)?;
                Ok(negate_if(*negated, bound))
            }
            ast::Expr::Like { negated, any, expr, pattern, escape_char } => {
                absent(any, "this expression")?;
                let sign = if *negated { "!~~" } else { "~~" };
                self.bind_like(sign, expr, pattern, escape_char.as_deref())
            }
            ast::Expr::ILike { negated, any, expr, pattern, escape_char } => {
                absent(any, "this expression")?;
                let sign = if *negated { "!~~*" } else { "~~*" };
                self.bind_like(sign, expr, pattern, escape_char.as_deref())
            }
            ast::Expr::SimilarTo { negated, expr, pattern, escape_char } => {
                let bound = self.bind_similar(expr, pattern, escape_char.as_deref())?;
                Ok(negate_if(*negated, bound))
            }
            ast::Expr::IsNull(arg) => Ok(Expr::IsNull(Box::new(self.bind_expr(arg)?))),
            ast::Expr::IsNotNull(arg) => Ok(not(Expr::IsNull(Box::new(self.bind_expr(arg)?)))),
            ast::Expr::IsTrue(arg) => self.bind_is(arg, true, "IS TRUE"),
            ast::Expr::IsNotTrue(arg) => Ok(not(self.bind_is(arg, true, "IS NOT TRUE")?)),
            ast::Expr::IsFalse(arg) => self.bind_is(arg, false, "IS FALSE"),
            ast::Expr::IsNotFalse(arg) => Ok(not(self.bind_is(arg, false, "IS NOT FALSE")?)),
            ast::Expr::IsUnknown(arg) => self.bind_is_unknown(arg, "IS UNKNOWN"),
            ast::Expr::IsNotUnknown(arg) => Ok(not(self.bind_is_unknown(arg, "IS NOT UNKNOWN")?)),
            ast::Expr::IsDistinctFrom(left, right) => self.bind_distinct(left, right),
            ast::Expr::IsNotDistinctFrom(left, right) => Ok(not(self.bind_distinct(left, right)?)),
            _ => Err(internal("not a test")),
        }
    }

    /// `text SIMILAR TO pattern`: the pattern made a regular expression, as PostgreSQL does it.
    fn bind_similar(
        &mut self,
        expr: &ast::Expr,
        pattern: &ast::Expr,
        escape: Option<&ast::Expr>,
    ) -> Result<Expr> {
        let position = self.operator_after(expr.span());
        let arg = self.bind_expr(expr)?;
        let mut parts = vec![self.bind_expr(pattern)?];
        if let Some(escape) = escape {
            parts.push(self.bind_expr(escape)?);
        }
        let regex = self.function_call("similar_to_escape", parts, position)?;
        self.operator("~", vec![arg, regex], position)
    }

    fn bind_between(
        &mut self,
        expr: &ast::Expr,
        low: &ast::Expr,
        high: &ast::Expr,
    ) -> Result<Expr> {
        let position = self.operator_after(expr.span());
        let arg = self.bind_expr(expr)?;
        if let Some(low) = symmetric_low(low) {
            let (low, high) = (self.bind_expr(&low)?, self.bind_expr(high)?);
            let within = |low: &Expr, high: &Expr| -> Result<Expr> {
                let above = self.operator(">=", vec![arg.clone(), low.clone()], position)?;
                let below = self.operator("<=", vec![arg.clone(), high.clone()], position)?;
                Ok(Expr::And(vec![above, below]))
            };
            return Ok(Expr::Or(vec![within(&low, &high)?, within(&high, &low)?]));
        }
        let bounds = [(">=", low, self.bind_expr(low)?), ("<=", high, self.bind_expr(high)?)];
        let mut tests = Vec::new();
        for (sign, bound, bound_expr) in bounds {
            let mut test = self.operator_between(
                sign,
                vec![arg.clone(), bound_expr],
                [expr, bound],
                position,
            )?;
            self.lift_operands([expr, bound], &mut test);
            tests.push(test);
        }
        Ok(Expr::And(tests))
    }

    fn bind_in_list(&mut self, expr: &ast::Expr, list: &[ast::Expr]) -> Result<Expr> {
        let position = self.operator_after(expr.span());
        if let ast::Expr::Tuple(lefts) = expr {
            return self.bind_row_in_list(lefts, list, position);
        }
        let arg = self.bind_expr(expr)?;
        let items = list.iter().map(|item| self.bind_expr(item)).collect::<Result<Vec<Expr>>>()?;
        let types: Vec<DataType> = [&arg].into_iter().chain(&items).map(Expr::data_type).collect();
        // PostgreSQL compares with each item on its own where the list has no common type.
        let Ok(to) = coerce::common_of(&types, "IN", position) else {
            let tests = items
                .into_iter()
                .map(|item| self.operator("=", vec![arg.clone(), item], position))
                .collect::<Result<Vec<Expr>>>()?;
            return Ok(Expr::Or(tests));
        };
        let equal = resolve_operator("=", Some(to), to).map_err(|error| error.at(position))?;
        let common = |bound: Expr, written: &ast::Expr| -> Result<Expr> {
            let target = equal.arg_casts.first().copied().unwrap_or(to);
            let place = self.literal_place(written).or(position);
            coerce::coerce(bound, target, crate::expr::bound::CastKind::Implicit, place)?
                .ok_or_else(|| internal("no cast to the common type"))
        };
        Ok(Expr::InList {
            arg: Box::new(common(arg, expr)?),
            list: items
                .into_iter()
                .zip(list)
                .map(|(bound, written)| common(bound, written))
                .collect::<Result<_>>()?,
            equal: equal.function,
        })
    }

    fn bind_row_in_list(
        &mut self,
        lefts: &[ast::Expr],
        list: &[ast::Expr],
        position: Option<u32>,
    ) -> Result<Expr> {
        let lefts = lefts.iter().map(|expr| self.bind_expr(expr)).collect::<Result<Vec<_>>>()?;
        let mut tests = Vec::new();
        for item in list {
            let ast::Expr::Tuple(rights) = item else { return Err(refuse("a row value here")) };
            if rights.len() != lefts.len() {
                let message = "unequal number of entries in row expressions";
                let code = model::base::error::sqlstate::SYNTAX_ERROR;
                return Err(Error::sql(code, message).at(position));
            }
            let mut pairs = Vec::new();
            for (left, right) in lefts.iter().zip(rights) {
                pairs.push((left.clone(), self.bind_expr(right)?));
            }
            tests.push(self.row_comparison(pairs, "=", position)?);
        }
        Ok(Expr::Or(tests))
    }

    fn bind_like(
        &mut self,
        sign: &str,
        expr: &ast::Expr,
        pattern: &ast::Expr,
        escape: Option<&ast::Expr>,
    ) -> Result<Expr> {
        let position = self.operator_after(expr.span());
        let arg = self.bind_expr(expr)?;
        let mut pattern = self.bind_expr(pattern)?;
        if let Some(escape) = escape {
            let escape = self.bind_expr(escape)?;
            let args = vec![pattern, escape];
            let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
            let resolved = resolve_function("like_escape", &types)?;
            pattern = self.call(resolved, args, position)?;
        }
        self.operator(sign, vec![arg, pattern], position)
    }

    fn bind_is(&mut self, arg: &ast::Expr, value: bool, what: &str) -> Result<Expr> {
        let position = self.at(arg.span());
        let bound = self.bind_expr(arg)?;
        let arg = Box::new(self.condition(bound, what, position)?);
        Ok(Expr::IsBool { arg, value })
    }

    fn bind_is_unknown(&mut self, arg: &ast::Expr, what: &str) -> Result<Expr> {
        let position = self.at(arg.span());
        let bound = self.bind_expr(arg)?;
        Ok(Expr::IsNull(Box::new(self.condition(bound, what, position)?)))
    }

    fn bind_distinct(&mut self, left: &ast::Expr, right: &ast::Expr) -> Result<Expr> {
        let position = self.operator_after(left.span());
        let args = vec![self.bind_expr(left)?, self.bind_expr(right)?];
        let equal = self.operator_between("=", args, [left, right], position)?;
        Ok(Expr::IsDistinct { equal: Box::new(equal) })
    }
}

/// NOT.
pub fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}

/// The lower bound of BETWEEN SYMMETRIC, without the mark that stands before it (`token_forms`).
fn symmetric_low(low: &ast::Expr) -> Option<ast::Expr> {
    match low {
        ast::Expr::UnaryOp { op: ast::UnaryOperator::PGPrefixFactorial, expr } => {
            Some((**expr).clone())
        }
        ast::Expr::BinaryOp { left, op, right } => {
            let (left, op, right) = (Box::new(symmetric_low(left)?), op.clone(), right.clone());
            Some(ast::Expr::BinaryOp { left, op, right })
        }
        ast::Expr::Cast { kind, expr, data_type, format } => Some(ast::Expr::Cast {
            kind: kind.clone(),
            expr: Box::new(symmetric_low(expr)?),
            data_type: data_type.clone(),
            format: format.clone(),
        }),
        _ => None,
    }
}

fn negate_if(negated: bool, expr: Expr) -> Expr {
    if negated {
        not(expr)
    } else {
        expr
    }
}
