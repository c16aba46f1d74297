//! Expressions: the parser's tree to ours.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use model::types::value::Value;
use sqlparser::ast;
use sqlparser::ast::Spanned;
use sqlparser::tokenizer::Span;

use super::binder::Binder;
use super::coerce::{self, Places};
use super::names::{fold, qualified};
use super::unsupported::{absent, refuse};
use crate::expr::bound::{CastKind, Expr};
use crate::expr::function::Function;
use crate::expr::resolve::{resolve_operator, Resolved};

/// An operator of a chain, its sides as they are written.
struct Link<'q> {
    left: &'q ast::Expr,
    sign: String,
    right: &'q ast::Expr,
}

/// A prefix operator that binds more loosely than the arithmetic after it: `@ -5 + 3` is
/// `@ (-5 + 3)`. The parser takes every prefix operator to bind tightly.
struct LatePrefix<'q> {
    sign: &'static str,
    operand: &'q ast::Expr,
    /// How many links of the chain belong to the operand.
    links: usize,
}

impl<'q> LatePrefix<'q> {
    fn of(links: &[Link<'q>]) -> Option<LatePrefix<'q>> {
        let ast::Expr::UnaryOp { op, expr } = links.last()?.left else { return None };
        let sign = loose_prefix(*op)?;
        let is_arithmetic =
            |link: &&Link<'_>| matches!(link.sign.as_str(), "+" | "-" | "*" | "/" | "%" | "^");
        let links = links.iter().rev().take_while(is_arithmetic).count();
        (links > 0).then_some(LatePrefix { sign, operand: expr, links })
    }
}

/// The prefix operators that bind as operators without a precedence of their own do.
fn loose_prefix(op: ast::UnaryOperator) -> Option<&'static str> {
    match op {
        ast::UnaryOperator::BitwiseNot => Some("~"),
        ast::UnaryOperator::PGAbs => Some("@"),
        ast::UnaryOperator::PGSquareRoot => Some("|/"),
        ast::UnaryOperator::PGCubeRoot => Some("||/"),
        _ => None,
    }
}

/// The span of an operand, as far as its end goes.
fn end_of(operand: &ast::Expr) -> Span {
    match operand {
        ast::Expr::BinaryOp { left: _, op: _, right } => right.span(),
        other => other.span(),
    }
}

impl Binder<'_> {
    /// An expression in the innermost block.
    pub fn bind_expr(&mut self, expr: &ast::Expr) -> Result<Expr> {
        self.deeper(|binder| binder.bind_expr_here(expr))
    }

    fn bind_expr_here(&mut self, expr: &ast::Expr) -> Result<Expr> {
        match expr {
            ast::Expr::Identifier(ident) => self.bind_name(ident),
            ast::Expr::CompoundIdentifier(parts) => self.bind_qualified_name(parts),
            ast::Expr::Nested(inner) => self.bind_expr(inner),
            ast::Expr::Value(value) => self.bind_literal(value),
            ast::Expr::TypedString(ast::TypedString { data_type, value, uses_odbc_syntax }) => {
                absent(uses_odbc_syntax, "ODBC escapes")?;
                let position = self.at(value.span);
                let literal = self.bind_literal(value)?;
                coerce::cast(literal, self.bind_type(data_type)?, position)
            }
            ast::Expr::Interval(interval) => self.bind_interval(interval),
            ast::Expr::BinaryOp { left, op, right } => self.bind_binary(left, op, right),
            ast::Expr::UnaryOp { op, expr } => self.bind_unary(*op, expr),
            ast::Expr::Function(function) => self.bind_function(function),
            ast::Expr::Collate { expr, collation } => {
                check_collation(collation)?;
                self.bind_expr(expr)
            }
            ast::Expr::Cast { kind, expr, data_type, format } => {
                absent(format, "CAST with FORMAT")?;
                self.bind_cast(kind, expr, data_type)
            }
            ast::Expr::Case { case_token: _, end_token: _, operand, conditions, else_result } => {
                self.bind_case(operand.as_deref(), conditions, else_result.as_deref())
            }
            ast::Expr::Between { .. }
            | ast::Expr::InList { .. }
            | ast::Expr::Like { .. }
            | ast::Expr::ILike { .. }
            | ast::Expr::SimilarTo { .. }
            | ast::Expr::IsNull(_)
            | ast::Expr::IsNotNull(_)
            | ast::Expr::IsTrue(_)
            | ast::Expr::IsNotTrue(_)
            | ast::Expr::IsFalse(_)
            | ast::Expr::IsNotFalse(_)
            | ast::Expr::IsUnknown(_)
            | ast::Expr::IsNotUnknown(_)
            | ast::Expr::IsDistinctFrom(_, _)
            | ast::Expr::IsNotDistinctFrom(_, _) => self.bind_test(expr),
            ast::Expr::Subquery(_)
            | ast::Expr::Exists { .. }
            | ast::Expr::InSubquery { .. }
            | ast::Expr::AnyOp { .. }
            | ast::Expr::AllOp { .. } => self.bind_subquery_expr(expr),
            ast::Expr::AtTimeZone { .. }
            | ast::Expr::Extract { .. }
            | ast::Expr::Ceil { .. }
            | ast::Expr::Floor { .. }
            | ast::Expr::Position { .. }
            | ast::Expr::Substring { .. }
            | ast::Expr::Trim { .. }
            | ast::Expr::Overlay { .. } => self.bind_special_call(expr),
            other => Err(refusal(other)),
        }
    }

    /// A bare name: the nearest block that knows it.
    fn bind_name(&mut self, ident: &ast::Ident) -> Result<Expr> {
        let name = fold(ident);
        let position = self.at(ident.span);
        for at in (0..self.blocks.len()).rev() {
            let found = self.blocks[at].scope.find(&name).map_err(|error| error.at(position))?;
            if let Some(column) = found {
                let (id, expr) = (column.id, column.expr());
                self.blocks[at].named_at.entry(id).or_insert(position);
                return Ok(expr);
            }
        }
        let scopes: Vec<_> = self.blocks.iter().rev().map(|block| &block.scope).collect();
        Err(super::scope::unknown_column(&name, &scopes).at(position))
    }

    /// `table.column`, and `schema.table.column`.
    fn bind_qualified_name(&mut self, parts: &[ast::Ident]) -> Result<Expr> {
        let (schema, table, column) = match parts {
            [table, column] => (None, table, column),
            [schema, table, column] => (Some(fold(schema)), table, column),
            _ => return Err(refuse("this expression")),
        };
        let position = parts.first().and_then(|first| self.at(first.span));
        let (alias, name) = (fold(table), fold(column));
        for at in (0..self.blocks.len()).rev() {
            if let Some(relation) = self.blocks[at].scope.relation_in(schema.as_deref(), &alias) {
                let column = relation.column(&name).map_err(|error| error.at(position))?;
                let (id, expr) = (column.id, column.expr());
                self.blocks[at].named_at.entry(id).or_insert(position);
                return Ok(expr);
            }
        }
        let message = format!("missing FROM-clause entry for table \"{alias}\"");
        Err(SqlError::new(sqlstate::UNDEFINED_TABLE, message).at(position).into())
    }

    fn bind_binary(
        &mut self,
        left: &ast::Expr,
        op: &ast::BinaryOperator,
        right: &ast::Expr,
    ) -> Result<Expr> {
        match op {
            ast::BinaryOperator::And => self.bind_logic(left, right, "AND"),
            ast::BinaryOperator::Or => self.bind_logic(left, right, "OR"),
            ast::BinaryOperator::Overlaps => self.bind_overlaps(left, right),
            _ => self.bind_chain(None, left, op, right),
        }
    }

    /// A chain of operators, which leans to the left: `a + b - c`. A sign said with it belongs to
    /// its first operand.
    fn bind_chain(
        &mut self,
        first_sign: Option<ast::UnaryOperator>,
        left: &ast::Expr,
        op: &ast::BinaryOperator,
        right: &ast::Expr,
    ) -> Result<Expr> {
        let mut links = vec![Link { left, sign: sign_of(op)?, right }];
        while let Some(Link { left: ast::Expr::BinaryOp { left, op, right }, .. }) = links.last() {
            use ast::BinaryOperator::{And, Or, Overlaps};
            if matches!(op, And | Or | Overlaps) {
                break;
            }
            links.push(Link { left, sign: sign_of(op)?, right });
        }
        let first = links.last().map_or(left, |link| link.left);
        let late = LatePrefix::of(&links);
        let mut bound = match (first_sign, &late) {
            (Some(sign), _) => Some(self.bind_unary(sign, first)?),
            (None, Some(late)) => Some(self.bind_expr(late.operand)?),
            (None, None) => None,
        };
        for (at, Link { left, sign, right }) in links.into_iter().rev().enumerate() {
            let position = self.operator_after(end_of(left));
            let left_bound = match (bound.take(), left, right) {
                (Some(bound), _, _) => bound,
                (None, ast::Expr::Tuple(lefts), ast::Expr::Tuple(rights)) => {
                    bound = Some(self.bind_row_comparison(lefts, &sign, rights, position)?);
                    continue;
                }
                (None, left, _) => self.bind_expr(left)?,
            };
            let args = vec![left_bound, self.bind_expr(right)?];
            let mut call = self.operator_between(&sign, args, [left, right], position)?;
            self.lift_operands([left, right], &mut call);
            bound = Some(match late.as_ref().filter(|late| late.links == at + 1) {
                Some(late) => self.prefix_call(late.sign, call, self.at(first.span()))?,
                None => call,
            });
        }
        super::height::checked_expr(bound.ok_or_else(|| super::binder::internal("no chain"))?)
    }

    fn bind_logic(&mut self, left: &ast::Expr, right: &ast::Expr, word: &str) -> Result<Expr> {
        let mut parts = vec![right];
        let mut rest = left;
        while let ast::Expr::BinaryOp { left, op, right } = rest {
            let same = match op {
                ast::BinaryOperator::And => word == "AND",
                ast::BinaryOperator::Or => word == "OR",
                _ => false,
            };
            if !same {
                break;
            }
            parts.push(right);
            rest = left;
        }
        parts.push(rest);
        let mut bound = Vec::new();
        for part in parts.into_iter().rev() {
            let position = self.at(part.span());
            let expr = self.bind_expr(part)?;
            bound.push(self.condition(expr, word, position)?);
        }
        Ok(if word == "AND" { Expr::And(bound) } else { Expr::Or(bound) })
    }

    /// `(a, b) = (c, d)` and its like, column by column.
    fn bind_row_comparison(
        &mut self,
        lefts: &[ast::Expr],
        sign: &str,
        rights: &[ast::Expr],
        position: Option<u32>,
    ) -> Result<Expr> {
        if lefts.len() != rights.len() {
            let message = "unequal number of entries in row expressions";
            return Err(SqlError::new(sqlstate::SYNTAX_ERROR, message).at(position).into());
        }
        let mut pairs = Vec::new();
        for (left, right) in lefts.iter().zip(rights) {
            pairs.push((self.bind_expr(left)?, self.bind_expr(right)?));
        }
        self.row_comparison(pairs, sign, position)
    }

    /// Rows of bound expressions compared: `=` is all equal, `<` is the first difference.
    pub fn row_comparison(
        &self,
        pairs: Vec<(Expr, Expr)>,
        sign: &str,
        position: Option<u32>,
    ) -> Result<Expr> {
        let each = |sign: &str, pair: &(Expr, Expr)| {
            self.operator(sign, vec![pair.0.clone(), pair.1.clone()], position)
        };
        match sign {
            "=" => Ok(Expr::And(pairs.iter().map(|pair| each("=", pair)).collect::<Result<_>>()?)),
            "<>" => Ok(Expr::Or(pairs.iter().map(|pair| each("<>", pair)).collect::<Result<_>>()?)),
            "<" | "<=" | ">" | ">=" => {
                let strict = &sign[..1];
                let (last, init) = pairs.split_last().ok_or_else(|| refuse("a row value here"))?;
                let mut result = each(sign, last)?;
                for pair in init.iter().rev() {
                    let tie = Expr::And(vec![each("=", pair)?, result]);
                    result = Expr::Or(vec![each(strict, pair)?, tie]);
                }
                Ok(result)
            }
            _ => Err(refuse("a row value here")),
        }
    }

    fn bind_unary(&mut self, op: ast::UnaryOperator, expr: &ast::Expr) -> Result<Expr> {
        let position = self.at(expr.span());
        let sign = match op {
            ast::UnaryOperator::Not => {
                let bound = self.bind_expr(expr)?;
                return Ok(Expr::Not(Box::new(self.condition(bound, "NOT", position)?)));
            }
            ast::UnaryOperator::Minus => {
                if let ast::Expr::Value(value) = expr {
                    if let Some(negative) = self.bind_negative(value)? {
                        return Ok(negative);
                    }
                }
                "-"
            }
            ast::UnaryOperator::Plus => "+",
            other => loose_prefix(other).ok_or_else(|| refuse("this expression"))?,
        };
        if let (ast::Expr::BinaryOp { left, op: ast::BinaryOperator::PGExp, right }, "-" | "+") =
            (expr, sign)
        {
            return self.bind_chain(Some(op), left, &ast::BinaryOperator::PGExp, right);
        }
        let arg = self.bind_expr(expr)?;
        self.prefix_call(sign, arg, position)
    }

    /// A prefix operator on a bound operand that begins at `position`.
    fn prefix_call(&mut self, sign: &str, arg: Expr, position: Option<u32>) -> Result<Expr> {
        let resolved = resolve_operator(sign, None, arg.data_type());
        // The sign stands just before its operand.
        let position = position.map(|at| at.saturating_sub(sign.len() as u32));
        self.call(resolved.map_err(|error| error.at(position))?, vec![arg], position)
    }

    /// An operator on bound arguments that were written so.
    pub fn operator_between(
        &self,
        sign: &str,
        args: Vec<Expr>,
        sides: [&ast::Expr; 2],
        whole: Option<u32>,
    ) -> Result<Expr> {
        let literals = sides.map(|side| self.literal_place(side));
        self.operator(sign, args, Places { literals: &literals, whole })
    }

    /// An operator on bound arguments.
    pub fn operator<'p>(
        &self,
        sign: &str,
        args: Vec<Expr>,
        places: impl Into<Places<'p>>,
    ) -> Result<Expr> {
        let places = places.into();
        let [left, right] = args.as_slice() else {
            return Err(super::binder::internal("an operator has two sides"));
        };
        let resolved = resolve_operator(sign, Some(left.data_type()), right.data_type())
            .map_err(|error| error.at(places.whole))?;
        self.call(resolved, args, places)
    }

    /// Where a quoted literal stands; `None` where it is none.
    pub fn literal_place(&self, expr: &ast::Expr) -> Option<u32> {
        match expr {
            ast::Expr::Nested(inner) => self.literal_place(inner),
            ast::Expr::Value(value) => self.at(value.span),
            _ => None,
        }
    }

    /// A call with its arguments made of the types it takes.
    pub fn call<'p>(
        &self,
        resolved: Resolved<Function>,
        args: Vec<Expr>,
        places: impl Into<Places<'p>>,
    ) -> Result<Expr> {
        let places = places.into();
        let position = places.whole;
        let Resolved { function, arg_casts: types, returns } = resolved;
        let mut made = Vec::new();
        for (at, (arg, to)) in args.into_iter().zip(&types).enumerate() {
            let from = arg.data_type();
            let arg = self.coerce(arg, *to, CastKind::Implicit, places.of_operand(at))?;
            made.push(arg.ok_or_else(|| {
                let message = format!("cannot cast type {} to {}", from.name(), to.name());
                Error::from(SqlError::new(sqlstate::CANNOT_COERCE, message).at(position))
            })?);
        }
        Ok(Expr::Call { function, args: made, data_type: returns, position })
    }

    fn bind_cast(
        &mut self,
        kind: &ast::CastKind,
        expr: &ast::Expr,
        data_type: &ast::DataType,
    ) -> Result<Expr> {
        if matches!(kind, ast::CastKind::TryCast | ast::CastKind::SafeCast) {
            return Err(refuse("TRY_CAST"));
        }
        let position = self.at(expr.span());
        let arg = self.bind_expr(expr)?;
        if matches!(data_type, ast::DataType::Regclass) {
            return self.bind_regclass(arg, position);
        }
        coerce::cast(arg, self.bind_type(data_type)?, position)
    }

    /// `'name'::regclass`: the number of the relation of that name.
    fn bind_regclass(&mut self, arg: Expr, position: Option<u32>) -> Result<Expr> {
        let Expr::Const { value: Value::Text(name), .. } = &arg else {
            return coerce::cast(arg, DataType::Oid, position);
        };
        match self.catalog.table_of_text(&self.path, name) {
            Some(table) => {
                let value = Value::Int8(i64::from(table.rel.0));
                Ok(Expr::Const { value, data_type: DataType::Oid })
            }
            None => {
                let message = format!("relation \"{name}\" does not exist");
                Err(SqlError::new(sqlstate::UNDEFINED_TABLE, message).at(position).into())
            }
        }
    }

    fn bind_case(
        &mut self,
        operand: Option<&ast::Expr>,
        conditions: &[ast::CaseWhen],
        otherwise: Option<&ast::Expr>,
    ) -> Result<Expr> {
        let operand = operand.map(|expr| self.bind_expr(expr)).transpose()?;
        let (mut tests, mut results) = (Vec::new(), Vec::new());
        let mut literals = vec![otherwise.and_then(|expr| self.literal_place(expr))];
        for ast::CaseWhen { condition, result } in conditions {
            literals.push(self.literal_place(result));
            let position = self.at(condition.span());
            let bound = self.bind_expr(condition)?;
            tests.push(match &operand {
                Some(operand) => self.operator("=", vec![operand.clone(), bound], position)?,
                None => self.condition(bound, "CASE/WHEN", position)?,
            });
            results.push(self.bind_expr(result)?);
        }
        let otherwise = match otherwise {
            Some(expr) => self.bind_expr(expr)?,
            None => super::binder::null(DataType::Unknown),
        };
        // ELSE comes first where types that go into each other compete.
        results.insert(0, otherwise);
        let whole = conditions.first().and_then(|when| self.at(when.result.span()));
        let mut results = coerce::common(results, "CASE", Places { literals: &literals, whole })?;
        let data_type = Expr::shared_type(&results);
        let otherwise = Box::new(results.remove(0));
        Ok(Expr::Case { branches: tests.into_iter().zip(results).collect(), otherwise, data_type })
    }
}

/// The sign of an operator as the operator table has it.
pub fn sign_of(op: &ast::BinaryOperator) -> Result<String> {
    Ok(match op {
        ast::BinaryOperator::NotEq => "<>".to_string(),
        ast::BinaryOperator::PGLikeMatch => "~~".to_string(),
        ast::BinaryOperator::PGILikeMatch => "~~*".to_string(),
        ast::BinaryOperator::PGNotLikeMatch => "!~~".to_string(),
        ast::BinaryOperator::PGNotILikeMatch => "!~~*".to_string(),
        ast::BinaryOperator::Custom(_)
        | ast::BinaryOperator::Match
        | ast::BinaryOperator::Regexp
        | ast::BinaryOperator::Glob
        | ast::BinaryOperator::Xor
        | ast::BinaryOperator::Spaceship
        | ast::BinaryOperator::DuckIntegerDivide
        | ast::BinaryOperator::MyIntegerDivide
        | ast::BinaryOperator::Assignment => return Err(refuse("this expression")),
        ast::BinaryOperator::PGCustomBinaryOperator(parts) => match parts.last() {
            Some(sign) => sign.clone(),
            None => return Err(refuse("this expression")),
        },
        other => other.to_string(),
    })
}

/// Text compares by bytes: the collations that say so are taken, others are refused.
pub fn check_collation(name: &ast::ObjectName) -> Result<()> {
    let name = qualified(name)?.name;
    match name.to_lowercase().as_str() {
        "c" | "posix" | "default" | "ucs_basic" | "c.utf8" | "c.utf-8" => Ok(()),
        _ => Err(refuse("COLLATE")),
    }
}

/// The error for an expression that is not built. Those that are built are named too, so that a new
/// kind of expression in the parser does not compile until somebody decides about it.
fn refusal(expr: &ast::Expr) -> Error {
    match expr {
        ast::Expr::Convert { .. } => refuse("CONVERT"),
        ast::Expr::Array(_)
        | ast::Expr::InUnnest { .. }
        | ast::Expr::CompoundFieldAccess { .. } => refuse("an array"),
        ast::Expr::JsonAccess { .. } | ast::Expr::IsJson { .. } => refuse("JSON"),
        ast::Expr::Tuple(_) => refuse("a row value here"),
        ast::Expr::GroupingSets(_) | ast::Expr::Cube(_) | ast::Expr::Rollup(_) => {
            refuse("GROUPING SETS here")
        }
        ast::Expr::Prefixed { .. } | ast::Expr::Collate { .. } => refuse("this kind of literal"),
        ast::Expr::RLike { .. }
        | ast::Expr::IsNormalized { .. }
        | ast::Expr::Struct { .. }
        | ast::Expr::Named { .. }
        | ast::Expr::Dictionary(_)
        | ast::Expr::Map(_)
        | ast::Expr::MatchAgainst { .. }
        | ast::Expr::Wildcard(_)
        | ast::Expr::QualifiedWildcard(_, _)
        | ast::Expr::OuterJoin(_)
        | ast::Expr::Prior(_)
        | ast::Expr::Lambda(_)
        | ast::Expr::MemberOf(_) => refuse("this expression"),
        ast::Expr::Identifier(_)
        | ast::Expr::CompoundIdentifier(_)
        | ast::Expr::Nested(_)
        | ast::Expr::Value(_)
        | ast::Expr::TypedString(_)
        | ast::Expr::Interval(_)
        | ast::Expr::BinaryOp { .. }
        | ast::Expr::UnaryOp { .. }
        | ast::Expr::Function(_)
        | ast::Expr::Cast { .. }
        | ast::Expr::Case { .. }
        | ast::Expr::Between { .. }
        | ast::Expr::InList { .. }
        | ast::Expr::Like { .. }
        | ast::Expr::ILike { .. }
        | ast::Expr::SimilarTo { .. }
        | ast::Expr::IsNull(_)
        | ast::Expr::IsNotNull(_)
        | ast::Expr::IsTrue(_)
        | ast::Expr::IsNotTrue(_)
        | ast::Expr::IsFalse(_)
        | ast::Expr::IsNotFalse(_)
        | ast::Expr::IsUnknown(_)
        | ast::Expr::IsNotUnknown(_)
        | ast::Expr::IsDistinctFrom(_, _)
        | ast::Expr::IsNotDistinctFrom(_, _)
        | ast::Expr::Subquery(_)
        | ast::Expr::Exists { .. }
        | ast::Expr::InSubquery { .. }
        | ast::Expr::AnyOp { .. }
        | ast::Expr::AllOp { .. }
        | ast::Expr::AtTimeZone { .. }
        | ast::Expr::Extract { .. }
        | ast::Expr::Ceil { .. }
        | ast::Expr::Floor { .. }
        | ast::Expr::Position { .. }
        | ast::Expr::Substring { .. }
        | ast::Expr::Trim { .. }
        | ast::Expr::Overlay { .. } => super::binder::internal("this expression is built"),
    }
}
