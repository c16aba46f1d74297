//! Calls that the grammar writes in words: EXTRACT(.. FROM ..), SUBSTRING(.. FOR ..) and the like.
//! Each becomes a call of the plain function behind it, as PostgreSQL's grammar does it.

use model::base::error::{sqlstate, Result, SqlError};
use model::types::data_type::DataType;
use model::types::value::Value;
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::binder::{internal, Binder};
use super::unsupported::refuse;
use crate::expr::bound::Expr;

/// The name of a unit, which may be written as a word or as a string.
fn unit_name(field: &ast::DateTimeField) -> String {
    match field {
        ast::DateTimeField::Custom(name) => name.value.to_lowercase(),
        field => field.to_string().to_lowercase(),
    }
}

impl Binder<'_> {
    /// A call written in words.
    pub fn bind_special_call(&mut self, expr: &ast::Expr) -> Result<Expr> {
        let position = self.at(expr.span());
        let (name, args) = match expr {
            ast::Expr::AtTimeZone { timestamp, time_zone } => {
                ("timezone", vec![self.bind_expr(time_zone)?, self.bind_expr(timestamp)?])
            }
            ast::Expr::Extract { field, syntax: _, expr } => {
                ("extract", vec![text(&unit_name(field)), self.bind_expr(expr)?])
            }
            ast::Expr::Ceil { expr, field } => ("ceil", vec![self.bind_rounded(expr, field)?]),
            ast::Expr::Floor { expr, field } => ("floor", vec![self.bind_rounded(expr, field)?]),
            ast::Expr::Position { expr, r#in } => {
                ("position", vec![self.bind_expr(r#in)?, self.bind_expr(expr)?])
            }
            ast::Expr::Substring {
                expr,
                substring_from,
                substring_for,
                special: _,
                shorthand: _,
            } => ("substring", self.bind_substring(expr, substring_from, substring_for)?),
            ast::Expr::Trim { trim_where, trim_what, expr, trim_characters } => {
                let name = match trim_where {
                    Some(ast::TrimWhereField::Leading) => "ltrim",
                    Some(ast::TrimWhereField::Trailing) => "rtrim",
                    Some(ast::TrimWhereField::Both) | None => "btrim",
                };
                let mut args = vec![self.bind_expr(expr)?];
                for what in trim_what.as_deref().into_iter().chain(trim_characters.iter().flatten())
                {
                    args.push(self.bind_expr(what)?);
                }
                (name, args)
            }
            ast::Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
                let mut args = vec![
                    self.bind_expr(expr)?,
                    self.bind_expr(overlay_what)?,
                    self.bind_expr(overlay_from)?,
                ];
                if let Some(length) = overlay_for {
                    args.push(self.bind_expr(length)?);
                }
                ("overlay", args)
            }
            _ => return Err(internal("no call in words")),
        };
        self.function_call(name, args, position)
    }

    /// `(from, to) OVERLAPS (from, to)`: a call, as PostgreSQL's grammar makes it.
    pub fn bind_overlaps(&mut self, left: &ast::Expr, right: &ast::Expr) -> Result<Expr> {
        let position = self.operator_after(left.span());
        let mut args = Vec::new();
        for (side, name) in [(left, "left"), (right, "right")] {
            let ends = match side {
                ast::Expr::Tuple(ends) if ends.len() == 2 => ends,
                _ => {
                    let message =
                        format!("wrong number of parameters on {name} side of OVERLAPS expression");
                    let error = SqlError::new(sqlstate::SYNTAX_ERROR, message);
                    return Err(error.at(position).into());
                }
            };
            for end in ends {
                args.push(self.bind_expr(end)?);
            }
        }
        self.function_call("overlaps", args, position)
    }

    fn bind_rounded(&mut self, expr: &ast::Expr, field: &ast::CeilFloorKind) -> Result<Expr> {
        match field {
            ast::CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime) => {
                self.bind_expr(expr)
            }
            _ => Err(refuse("this expression")),
        }
    }

    fn bind_substring(
        &mut self,
        expr: &ast::Expr,
        from: &Option<Box<ast::Expr>>,
        length: &Option<Box<ast::Expr>>,
    ) -> Result<Vec<Expr>> {
        let mut args = vec![self.bind_expr(expr)?];
        match from {
            Some(from) => args.push(self.bind_expr(from)?),
            None => args.push(Expr::Const { value: Value::Int4(1), data_type: DataType::Int4 }),
        }
        if let Some(length) = length {
            args.push(self.bind_expr(length)?);
        }
        Ok(args)
    }
}

fn text(value: &str) -> Expr {
    Expr::Const { value: Value::Text(value.to_string()), data_type: DataType::Text }
}
