//! What a column of the result is called when nobody named it (PostgreSQL manual, SELECT,
//! "SELECT List": the last name in the expression, else `?column?`).

use sqlparser::ast;

use super::literal::type_of;
use super::names::fold;

/// The name of an item of the select list without an alias.
pub fn of(expr: &ast::Expr) -> String {
    found(expr).or_else(|| weak(expr)).unwrap_or_else(|| "?column?".to_string())
}

/// The name that an expression has of itself.
fn found(expr: &ast::Expr) -> Option<String> {
    let fixed = |name: &str| Some(name.to_string());
    match expr {
        ast::Expr::Identifier(ident) => Some(fold(ident)),
        ast::Expr::CompoundIdentifier(parts) => parts.last().map(fold),
        ast::Expr::Nested(inner) => found(inner),
        ast::Expr::Collate { expr, collation: _ } => found(expr),
        ast::Expr::Cast { kind: _, expr, data_type: _, format: _ } => found(expr),
        ast::Expr::Function(function) => match function.name.0.last() {
            Some(ast::ObjectNamePart::Identifier(ident)) => Some(fold(ident)),
            _ => None,
        },
        ast::Expr::Case { case_token: _, end_token: _, operand: _, conditions: _, else_result } => {
            else_result.as_deref().and_then(found)
        }
        ast::Expr::Exists { subquery: _, negated: false } => fixed("exists"),
        ast::Expr::Subquery(query) => of_query(query),
        ast::Expr::BinaryOp { left: _, op: ast::BinaryOperator::Overlaps, right: _ } => {
            fixed("overlaps")
        }
        ast::Expr::Extract { field: _, syntax: _, expr: _ } => fixed("extract"),
        ast::Expr::Ceil { expr: _, field: _ } => fixed("ceil"),
        ast::Expr::Floor { expr: _, field: _ } => fixed("floor"),
        ast::Expr::Position { expr: _, r#in: _ } => fixed("position"),
        ast::Expr::Substring {
            expr: _,
            substring_from: _,
            substring_for: _,
            special: _,
            shorthand,
        } => fixed(if *shorthand { "substr" } else { "substring" }),
        ast::Expr::Overlay { expr: _, overlay_what: _, overlay_from: _, overlay_for: _ } => {
            fixed("overlay")
        }
        ast::Expr::AtTimeZone { timestamp: _, time_zone: _ } => fixed("timezone"),
        ast::Expr::Trim { trim_where, trim_what: _, expr: _, trim_characters: _ } => {
            fixed(match trim_where {
                Some(ast::TrimWhereField::Leading) => "ltrim",
                Some(ast::TrimWhereField::Trailing) => "rtrim",
                Some(ast::TrimWhereField::Both) | None => "btrim",
            })
        }
        _ => None,
    }
}

/// The name that an expression has only where nothing in it has a better: its type's, `case`.
fn weak(expr: &ast::Expr) -> Option<String> {
    let name_of = |to: &ast::DataType| type_of(to).ok().map(|to| to.short_name().to_string());
    match expr {
        ast::Expr::Nested(inner) => weak(inner),
        ast::Expr::Collate { expr, collation: _ } => weak(expr),
        ast::Expr::Cast { kind: _, expr: _, data_type, format: _ } => name_of(data_type),
        ast::Expr::TypedString(typed) => name_of(&typed.data_type),
        ast::Expr::Interval(_) => Some("interval".to_string()),
        ast::Expr::Case {
            case_token: _,
            end_token: _,
            operand: _,
            conditions: _,
            else_result: _,
        } => Some("case".to_string()),
        _ => None,
    }
}

/// A scalar subquery is called what its only column is called.
fn of_query(query: &ast::Query) -> Option<String> {
    match &*query.body {
        ast::SetExpr::Select(select) => match select.projection.first()? {
            ast::SelectItem::UnnamedExpr(expr) => Some(of(expr)),
            ast::SelectItem::ExprWithAlias { expr: _, alias } => Some(fold(alias)),
            _ => None,
        },
        _ => None,
    }
}
