//! `=`, `<>`, `<`, `<=`, `>`, `>=` on every ordered type.

use crate::expr::compare::{
    places, truths, Comparison, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual,
    Ordered,
};
use crate::expr::form::{
    Bool, Char, Date, Float4, Float8, Int2, Int4, Int8, Interval, Name, Numeric, Oid, Text, Time,
    Timestamp, TimestampTz, Uuid,
};
use crate::expr::function::Function;
use model::types::data_type::DataType;

/// The row of one comparison on one form.
const fn row<F: Ordered, C: Comparison>(args: &'static [DataType; 2]) -> Function {
    Function {
        select: Some(places::<F, C>),
        ..Function::strict(C::NAME, args, DataType::Bool, truths::<F, C>)
    }
}

macro_rules! six_for_each {
    ($($form:ident)*) => { &[$(
        row::<$form, Equal>(&[<$form as crate::expr::form::Form>::DATA_TYPE; 2]),
        row::<$form, NotEqual>(&[<$form as crate::expr::form::Form>::DATA_TYPE; 2]),
        row::<$form, Less>(&[<$form as crate::expr::form::Form>::DATA_TYPE; 2]),
        row::<$form, LessOrEqual>(&[<$form as crate::expr::form::Form>::DATA_TYPE; 2]),
        row::<$form, Greater>(&[<$form as crate::expr::form::Form>::DATA_TYPE; 2]),
        row::<$form, GreaterOrEqual>(&[<$form as crate::expr::form::Form>::DATA_TYPE; 2]),
    )*] };
}

/// The comparisons.
pub static COMPARISON: &[Function] = six_for_each!(
    Bool Int2 Int4 Int8 Oid Numeric Float4 Float8 Text Char Name Date Time Timestamp TimestampTz
    Interval Uuid
);

functions! {
    /// The comparisons of `real` with `double precision`.
    MIXED;
    "=" (a: Float4, b: Float8) -> Bool = Float8::is_equal(f64::from(a), b);
    "=" (a: Float8, b: Float4) -> Bool = Float8::is_equal(a, f64::from(b));
    "<>" (a: Float4, b: Float8) -> Bool = !Float8::is_equal(f64::from(a), b);
    "<>" (a: Float8, b: Float4) -> Bool = !Float8::is_equal(a, f64::from(b));
    "<" (a: Float4, b: Float8) -> Bool = Float8::is_less(f64::from(a), b);
    "<" (a: Float8, b: Float4) -> Bool = Float8::is_less(a, f64::from(b));
    "<=" (a: Float4, b: Float8) -> Bool = !Float8::is_less(b, f64::from(a));
    "<=" (a: Float8, b: Float4) -> Bool = !Float8::is_less(f64::from(b), a);
    ">" (a: Float4, b: Float8) -> Bool = Float8::is_less(b, f64::from(a));
    ">" (a: Float8, b: Float4) -> Bool = Float8::is_less(f64::from(b), a);
    ">=" (a: Float4, b: Float8) -> Bool = !Float8::is_less(f64::from(a), b);
    ">=" (a: Float8, b: Float4) -> Bool = !Float8::is_less(a, f64::from(b));
}
