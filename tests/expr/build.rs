//! Expressions by hand.

use engine::expr::bound::Expr;
use engine::expr::resolve::{resolve_function, resolve_operator};
use model::types::data_type::DataType;
use model::types::value::Value;

/// An integer.
pub fn int(value: i32) -> Expr {
    Expr::Const { value: Value::Int4(value), data_type: DataType::Int4 }
}

/// A column of integers.
pub fn column(place: usize) -> Expr {
    Expr::Column { place, data_type: DataType::Int4 }
}

/// An operator between two expressions of types that it takes as they are.
pub fn op(name: &str, left: Expr, right: Expr) -> Expr {
    let row = resolve_operator(name, Some(left.data_type()), right.data_type()).unwrap();
    Expr::Call {
        function: row.function,
        args: vec![left, right],
        data_type: row.returns,
        position: None,
    }
}

/// A function of arguments of types that it takes as they are.
pub fn function(name: &str, args: Vec<Expr>) -> Expr {
    let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
    let row = resolve_function(name, &types).unwrap();
    Expr::Call { function: row.function, args, data_type: row.returns, position: None }
}

/// A constant of that type, of its text.
pub fn constant(data_type: DataType, text: &str) -> Expr {
    let value = model::types::text::from_text(text, data_type).unwrap();
    Expr::Const { value, data_type }
}

/// A NULL of that type.
pub fn null(data_type: DataType) -> Expr {
    Expr::Const { value: Value::Null, data_type }
}
