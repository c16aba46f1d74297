//! An expression back to SQL, as EXPLAIN prints it.
//!
//! ```text
//!   user_id = 42                    (user_id = 42)
//!   varchar column = 'x'            ((name)::text = 'x'::text)
//!   a IN (1, 2)                     (a = ANY ('{1,2}'::integer[]))
//!   NOT (a IS NULL)                 (a IS NOT NULL)
//! ```
//!
//! Constants carry their type where the bare text would be read as another: PostgreSQL's
//! `ruleutils.c` decides which.

use model::types::data_type::DataType;
use model::types::text::to_text;
use model::types::value::Value;

use super::bound::Expr;

/// What columns and parameters are called. A function of places names columns alone.
pub trait Names {
    /// The column at a place.
    fn column(&self, place: usize) -> String;

    /// The parameter of a number.
    fn param(&self, number: u16) -> String {
        format!("${number}")
    }
}

impl<F: Fn(usize) -> String> Names for F {
    fn column(&self, place: usize) -> String {
        self(place)
    }
}

/// The expression, its columns and parameters named by `names`.
pub fn print(expr: &Expr, names: &dyn Names) -> String {
    let one = |expr: &Expr| print(expr, names);
    let list = |exprs: &[Expr], between: &str| {
        exprs.iter().map(one).collect::<Vec<String>>().join(between)
    };
    match expr {
        Expr::Const { value, data_type } => constant(value, *data_type),
        Expr::Column { place, .. } => names.column(*place),
        Expr::Param { number, .. } => names.param(*number),
        Expr::Call { function, args, .. } => call(function.name, args, names),
        Expr::Cast { arg, to, .. } => match &**arg {
            // A constant that is cast where it stands shows one type, not two.
            Expr::Const { value: Value::Null, .. } => format!("NULL::{}", to.full_name()),
            other => format!("({})::{}", one(other), to.full_name()),
        },
        Expr::And(args) => format!("({})", list(args, " AND ")),
        Expr::Or(args) => format!("({})", list(args, " OR ")),
        Expr::Not(arg) => negated(arg, names),
        Expr::IsNull(arg) => format!("({} IS NULL)", one(arg)),
        Expr::IsBool { arg, value } => format!("({} IS {})", one(arg), truth_name(*value)),
        Expr::IsDistinct { equal } => match &**equal {
            Expr::Call { args, .. } => format!("({})", list(args, " IS DISTINCT FROM ")),
            other => one(other),
        },
        Expr::Case { branches, otherwise, .. } => {
            let branch = |(condition, result): &(Expr, Expr)| {
                format!("WHEN {} THEN {}", one(condition), one(result))
            };
            let branches: Vec<String> = branches.iter().map(branch).collect();
            format!("CASE {} ELSE {} END", branches.join(" "), one(otherwise))
        }
        Expr::Coalesce(args) => format!("COALESCE({})", list(args, ", ")),
        Expr::InList { arg, list: items, .. } => {
            let items = constants(items).unwrap_or_else(|| format!("ARRAY[{}]", list(items, ", ")));
            format!("({} = ANY ({items}))", one(arg))
        }
        Expr::NullIf { args, .. } => format!("NULLIF({})", list(args, ", ")),
        Expr::Extreme { args, better } => {
            let name = if better.name == ">" { "GREATEST" } else { "LEAST" };
            format!("{name}({})", list(args, ", "))
        }
    }
}

fn truth_name(value: bool) -> &'static str {
    match value {
        true => "TRUE",
        false => "FALSE",
    }
}

/// NOT, written into the test where SQL has a word for that.
fn negated(arg: &Expr, names: &dyn Names) -> String {
    match arg {
        Expr::IsNull(inner) => format!("({} IS NOT NULL)", print(inner, names)),
        Expr::IsBool { arg, value } => {
            format!("({} IS NOT {})", print(arg, names), truth_name(*value))
        }
        Expr::IsDistinct { equal } => match &**equal {
            Expr::Call { args, .. } => {
                let args: Vec<String> = args.iter().map(|arg| print(arg, names)).collect();
                format!("({})", args.join(" IS NOT DISTINCT FROM "))
            }
            other => format!("(NOT {})", print(other, names)),
        },
        other => format!("(NOT {})", print(other, names)),
    }
}

fn call(function: &str, args: &[Expr], names: &dyn Names) -> String {
    let is_sign = !function.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    let printed: Vec<String> = args.iter().map(|arg| print(arg, names)).collect();
    match (is_sign, function, printed.as_slice(), args) {
        (true, _, [left, right], _) => format!("({left} {function} {right})"),
        (true, _, [only], _) => format!("({function} {only})"),
        (_, "extract", [_, from], [Expr::Const { value: Value::Text(field), .. }, _]) => {
            format!("EXTRACT({field} FROM {from})")
        }
        _ => format!("{function}({})", printed.join(", ")),
    }
}

/// A constant, with its type where its text alone would mean another.
fn constant(value: &Value, data_type: DataType) -> String {
    let text = to_text(value, data_type);
    let is_bare = match value {
        Value::Null => return format!("NULL::{}", data_type.full_name()),
        Value::Bool(truth) => return truth.to_string(),
        Value::Int4(number) => *number >= 0,
        Value::Numeric(_) => {
            text.starts_with(|sign: char| sign.is_ascii_digit())
                && text.contains(['.', 'e'])
                && data_type == DataType::Numeric(None)
        }
        _ => false,
    };
    match data_type {
        _ if is_bare => text,
        DataType::Unknown => quoted(&text),
        _ => format!("{}::{}", quoted(&text), data_type.full_name()),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A list of constants as PostgreSQL's array of them; `None` if one is no constant.
fn constants(items: &[Expr]) -> Option<String> {
    let mut texts = Vec::new();
    let mut data_type = DataType::Unknown;
    for item in items {
        let Expr::Const { value, data_type: item_type } = item else { return None };
        data_type = *item_type;
        texts.push(match value {
            Value::Null => "NULL".to_string(),
            _ => element(&to_text(value, data_type)),
        });
    }
    let list = format!("{{{}}}", texts.join(","));
    Some(format!("{}::{}[]", quoted(&list), data_type.full_name()))
}

/// An element as an array's text holds it: quoted where it would be read otherwise.
fn element(text: &str) -> String {
    let needs_quotes = text.is_empty()
        || text.eq_ignore_ascii_case("null")
        || text.contains(|sign: char| {
            matches!(sign, '{' | '}' | ',' | '"' | '\\') || sign.is_whitespace()
        });
    if needs_quotes {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_string()
    }
}
