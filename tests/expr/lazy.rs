//! Laziness, NULLs and errors, and what literals become.

use std::sync::Arc;

use engine::expr::batch::Batch;
use engine::expr::bound::Expr;
use engine::expr::eval::eval;
use engine::expr::resolve::{resolve_function, resolve_operator};
use engine::expr::select::select;
use model::base::error::{sqlstate, Error};
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::value::Value;

use crate::build::{column, int, op};
use crate::world::TestEnv;

fn ints(values: &[Option<i32>]) -> Arc<Column> {
    let values: Vec<Value> =
        values.iter().map(|value| value.map_or(Value::Null, Value::Int4)).collect();
    Arc::new(Column::from_values(DataType::Int4, &values))
}

fn values(column: &Column) -> Vec<Value> {
    (0..column.len()).map(|at| column.get(at)).collect()
}

fn code(error: Error) -> String {
    error.to_sql().sqlstate.as_str().to_string()
}

#[test]
fn case_never_divides_by_zero() {
    let batch = Batch::new(vec![ints(&[Some(2), Some(0), None, Some(5)])], 4);
    let quotient = op("/", int(10), column(0));
    let guarded = Expr::Case {
        branches: vec![(op("<>", column(0), int(0)), quotient.clone())],
        otherwise: Box::new(int(-1)),
        data_type: DataType::Int4,
    };
    let mut env = TestEnv::new();
    let answer = eval(&guarded, &batch, &mut env).unwrap();
    let expected = [5, -1, -1, 2].map(Value::Int4).to_vec();
    assert_eq!(values(&answer), expected);
    assert_eq!(code(eval(&quotient, &batch, &mut env).unwrap_err()), "22012");
}

#[test]
fn and_stops_at_false_and_goes_on_at_null() {
    let batch = Batch::new(vec![ints(&[Some(0), None, Some(1), Some(7)])], 4);
    let is_large = op(">", op("/", int(6), column(0)), int(1));
    let guarded = Expr::And(vec![op("<>", column(0), int(0)), is_large]);
    let mut env = TestEnv::new();
    let answer = eval(&guarded, &batch, &mut env).unwrap();
    let (no, yes) = (Value::Bool(false), Value::Bool(true));
    assert_eq!(values(&answer), vec![no.clone(), Value::Null, yes, no]);
    assert_eq!(select(&guarded, &batch, &mut env).unwrap(), vec![2]);
}

#[test]
fn null_arguments_raise_nothing() {
    let batch = Batch::new(vec![ints(&[None, Some(1)]), ints(&[Some(0), None])], 2);
    let mut env = TestEnv::new();
    let answer = eval(&op("/", column(0), column(1)), &batch, &mut env).unwrap();
    assert_eq!(values(&answer), vec![Value::Null, Value::Null]);
}

#[test]
fn the_first_failing_row_decides_the_error() {
    // Row 0 overflows on the right, row 1 divides by zero on the left: row 0 comes first.
    let batch = Batch::new(vec![ints(&[Some(1), Some(0)]), ints(&[Some(i32::MAX), Some(1)])], 2);
    let both = op("+", op("/", int(1), column(0)), op("+", column(1), int(1)));
    let error = eval(&both, &batch, &mut TestEnv::new()).unwrap_err();
    assert_eq!(code(error), sqlstate::NUMERIC_VALUE_OUT_OF_RANGE.as_str());
}

#[test]
fn what_does_not_exist_is_said_in_postgresql_words() {
    let error = resolve_operator("+", Some(DataType::Int4), DataType::Text).unwrap_err().to_sql();
    assert_eq!(error.message, "operator does not exist: integer + text");
    assert_eq!(error.sqlstate.as_str(), "42883");
    let error = resolve_function("foo", &[DataType::Int4]).unwrap_err().to_sql();
    assert_eq!(error.message, "function foo(integer) does not exist");
}

#[test]
fn literals_take_the_type_of_their_neighbour() {
    use DataType::{Float8, Int4, Int8, Numeric, Text, Unknown, Varchar};
    let casts = |name: &str, left, right| {
        resolve_operator(name, Some(left), right).map(|row| row.arg_casts).unwrap()
    };
    let numeric = Numeric(None);
    assert_eq!(casts("+", Unknown, Int4), [Int4, Int4]);
    assert_eq!(casts("+", Int4, Int8), [Int8, Int8]);
    assert_eq!(casts("*", Int4, Numeric(Some((10, 2)))), [numeric, Numeric(Some((10, 2)))]);
    assert_eq!(casts("=", numeric, Float8), [Float8, Float8]);
    assert_eq!(casts("=", Varchar(Some(20)), Unknown), [Text, Text]);
    assert_eq!(casts("<", Unknown, Unknown), [Text, Text]);
    assert_eq!(casts("=", DataType::Char(3), Text), [Text, Text]);
}

#[test]
fn in_a_list_of_constants_is_looked_up_as_it_would_be_compared() {
    let batch = Batch::new(vec![ints(&[Some(1), Some(2), None, Some(9)])], 4);
    let equal = resolve_operator("=", Some(DataType::Int4), DataType::Int4).unwrap().function;
    let answers = |list: Vec<Expr>| {
        let test = Expr::InList { arg: Box::new(column(0)), list, equal };
        values(&eval(&test, &batch, &mut TestEnv::new()).unwrap())
    };
    let null = || Expr::Const { value: Value::Null, data_type: DataType::Int4 };
    let (yes, no, unknown) = (Value::Bool(true), Value::Bool(false), Value::Null);
    let long = vec![int(1), int(5), int(7), int(9)];
    assert_eq!(answers(long), [yes.clone(), no.clone(), unknown.clone(), yes.clone()]);
    let with_null = vec![int(5), int(9), null(), int(1)];
    let expected = [yes.clone(), unknown.clone(), unknown.clone(), yes.clone()];
    assert_eq!(answers(with_null), expected);
    assert_eq!(answers(vec![int(9), null(), int(1)]), expected, "compared one by one");
    assert_eq!(answers(vec![int(1), int(9)]), [yes.clone(), no, unknown, yes]);
}
