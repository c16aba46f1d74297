//! What a column of the result is called when nobody named it (PostgreSQL manual, SELECT,
//! "SELECT List": the last name in the expression, else `?column?`).

use sqlparser::ast;

use super::literal::type_of;
use super::names::fold;

/// The name of an item of the select list without an alias.
pub fn of(expr: &ast::Expr) -> String {
    found(expr).unwrap_or_else(|| "?column?".to_string())
}

fn found(expr: &ast::Expr) -> Option<String> {
    let fixed = |name: &str| Some(name.to_string());
    match expr {
        ast::Expr::Identifier(ident) => Some(fold(ident)),
        ast::Expr::CompoundIdentifier(parts) => parts.last().map(fold),
        ast::Expr::Nested(inner) => found(inner),
        ast::Expr::Collate { expr, .. } => found(expr),
        ast::Expr::Cast { expr, data_type, .. } => {
            found(expr).or_else(|| type_of(data_type).ok().map(|to| to.short_name().to_string()))
        }
        ast::Expr::TypedString(typed) => {
            type_of(&typed.data_type).ok().map(|to| to.short_name().to_string())
        }
        ast::Expr::Interval(_) => fixed("interval"),
        ast::Expr::Function(function) => match function.name.0.last() {
            Some(ast::ObjectNamePart::Identifier(ident)) => Some(fold(ident)),
            _ => None,
        },
        ast::Expr::Case { else_result, .. } => {
            else_result.as_deref().and_then(found).or_else(|| fixed("case"))
        }
        ast::Expr::Exists { .. } => fixed("exists"),
        ast::Expr::Subquery(query) => of_query(query),
        ast::Expr::Extract { .. } => fixed("extract"),
        ast::Expr::Ceil { .. } => fixed("ceil"),
        ast::Expr::Floor { .. } => fixed("floor"),
        ast::Expr::Position { .. } => fixed("position"),
        ast::Expr::Substring { .. } => fixed("substring"),
        ast::Expr::Overlay { .. } => fixed("overlay"),
        ast::Expr::AtTimeZone { .. } => fixed("timezone"),
        ast::Expr::Trim { trim_where, .. } => fixed(match trim_where {
            Some(ast::TrimWhereField::Leading) => "ltrim",
            Some(ast::TrimWhereField::Trailing) => "rtrim",
            Some(ast::TrimWhereField::Both) | None => "btrim",
        }),
        ast::Expr::Value(ast::ValueWithSpan { value: ast::Value::Boolean(_), .. }) => fixed("bool"),
        _ => None,
    }
}

/// A scalar subquery is called what its only column is called.
fn of_query(query: &ast::Query) -> Option<String> {
    match &*query.body {
        ast::SetExpr::Select(select) => match select.projection.first()? {
            ast::SelectItem::UnnamedExpr(expr) => found(expr),
            ast::SelectItem::ExprWithAlias { alias, .. } => Some(fold(alias)),
            _ => None,
        },
        _ => None,
    }
}
