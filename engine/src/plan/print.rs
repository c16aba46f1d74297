//! Lowered expressions back to SQL, as EXPLAIN prints them.

use model::types::data_type::DataType;
use model::types::text::to_text;
use model::types::value::Value;

use super::physical::PlanColumn;
use crate::expr::bound::Expr;

/// The expression over those columns: `(user_id = 42)`.
pub fn print(expr: &Expr, columns: &[PlanColumn]) -> String {
    let one = |expr: &Expr| print(expr, columns);
    let list = |exprs: &[Expr], between: &str| {
        exprs.iter().map(one).collect::<Vec<String>>().join(between)
    };
    match expr {
        Expr::Const { value, data_type } => constant(value, *data_type),
        Expr::Column { place, .. } => {
            columns.get(*place).map_or_else(|| format!("${place}"), |column| bare(&column.name))
        }
        Expr::Param { number, .. } => format!("${number}"),
        Expr::Call { function, args, .. } => call(function.name, args, columns),
        Expr::Cast { arg, to, .. } => format!("({})::{}", one(arg), to.full_name()),
        Expr::And(args) => format!("({})", list(args, " AND ")),
        Expr::Or(args) => format!("({})", list(args, " OR ")),
        Expr::Not(arg) => match &**arg {
            Expr::IsNull(inner) => format!("({} IS NOT NULL)", one(inner)),
            other => format!("(NOT {})", one(other)),
        },
        Expr::IsNull(arg) => format!("({} IS NULL)", one(arg)),
        Expr::IsBool { arg, value } => {
            format!("({} IS {})", one(arg), if *value { "TRUE" } else { "FALSE" })
        }
        Expr::IsDistinct { equal } => match &**equal {
            Expr::Call { args, .. } => format!("({})", list(args, " IS DISTINCT FROM ")),
            other => one(other),
        },
        Expr::Case { branches, otherwise, .. } => {
            let whens: Vec<String> = branches
                .iter()
                .map(|(test, result)| format!("WHEN {} THEN {}", one(test), one(result)))
                .collect();
            format!("CASE {} ELSE {} END", whens.join(" "), one(otherwise))
        }
        Expr::Coalesce(args) => format!("COALESCE({})", list(args, ", ")),
        Expr::InList { arg, list: items, .. } => {
            format!("({} = ANY ({}))", one(arg), list(items, ", "))
        }
        Expr::NullIf { args, .. } => format!("NULLIF({})", list(args, ", ")),
        Expr::Extreme { args, better } => {
            let name = if better.name == ">" { "GREATEST" } else { "LEAST" };
            format!("{name}({})", list(args, ", "))
        }
    }
}

fn call(name: &str, args: &[Expr], columns: &[PlanColumn]) -> String {
    let is_sign = !name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let printed: Vec<String> = args.iter().map(|arg| print(arg, columns)).collect();
    match (is_sign, printed.as_slice()) {
        (true, [left, right]) => format!("({left} {name} {right})"),
        (true, [only]) => format!("({name} {only})"),
        _ => format!("{name}({})", printed.join(", ")),
    }
}

fn constant(value: &Value, data_type: DataType) -> String {
    let text = || to_text(value, data_type);
    match value {
        Value::Null => "NULL".to_string(),
        Value::Int4(number) if *number >= 0 => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => format!("'{}'::{}", text().replace('\'', "''"), data_type.name()),
    }
}

/// A column without its table, as PostgreSQL prints it where one table is in play.
fn bare(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).to_string()
}
