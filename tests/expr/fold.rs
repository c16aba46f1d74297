//! What is constant is computed beforehand, unless nobody can reach it; and all of it prints as in
//! EXPLAIN.

use engine::expr::bound::{CastKind, Expr};
use engine::expr::fold::fold;
use engine::expr::print::print;
use engine::expr::resolve::resolve_operator;
use model::types::data_type::DataType;
use model::types::value::Value;

use crate::build::{column, constant, function, int, null, op};

#[track_caller]
fn folds(expr: Expr, printed: &str) {
    let names = |place: usize| ["a", "b", "c"][place].to_string();
    assert_eq!(print(&fold(expr).unwrap(), &names), printed);
}

fn truth(value: bool) -> Expr {
    Expr::Const { value: Value::Bool(value), data_type: DataType::Bool }
}

#[test]
fn constants_are_computed() {
    folds(op("+", int(1), op("*", int(2), int(3))), "7");
    folds(op(">", column(0), op("+", int(1), int(2))), "(a > 3)");
    folds(op("+", int(1), op("*", column(0), int(3))), "(1 + (a * 3))");
    folds(function("upper", vec![constant(DataType::Text, "x")]), "'X'::text");
    folds(function("upper", vec![null(DataType::Text)]), "NULL::text");
    folds(Expr::IsNull(Box::new(int(1))), "false");
    folds(Expr::Not(Box::new(truth(true))), "false");
}

#[test]
fn what_changes_stays() {
    folds(function("random", vec![]), "random()");
    folds(function("now", vec![]), "now()");
    let text = constant(DataType::Text, "now");
    let cast = |arg| Expr::Cast { arg, to: DataType::Date, kind: CastKind::Explicit };
    folds(cast(Box::new(text)), "('now'::text)::date");
}

#[test]
fn junctions_lose_what_decides_nothing() {
    let test = |place| op("=", column(place), int(1));
    folds(Expr::And(vec![truth(true), test(0)]), "(a = 1)");
    folds(Expr::And(vec![test(0), truth(false)]), "false");
    folds(Expr::Or(vec![test(0), truth(true)]), "true");
    folds(Expr::Or(vec![truth(false), truth(false)]), "false");
    let nested = Expr::And(vec![test(0), Expr::And(vec![test(1), test(2)])]);
    folds(nested, "((a = 1) AND (b = 1) AND (c = 1))");
}

#[test]
fn dead_branches_go() {
    let case = |branches, otherwise| Expr::Case {
        branches,
        otherwise: Box::new(otherwise),
        data_type: DataType::Int4,
    };
    let failing = || op("/", int(1), int(0));
    folds(case(vec![(truth(false), failing())], column(0)), "a");
    folds(case(vec![(truth(true), column(0))], failing()), "a");
    let open = case(vec![(op("=", column(0), int(1)), int(2)), (truth(true), int(3))], int(4));
    folds(open, "CASE WHEN (a = 1) THEN 2 ELSE 3 END");
    let nulls = vec![null(DataType::Int4), column(0), int(1), failing()];
    folds(Expr::Coalesce(nulls), "COALESCE(a, 1)");
}

#[test]
fn a_constant_that_fails_is_an_error_though_no_row_reaches_it() {
    let guarded = Expr::Case {
        branches: vec![(op(">", column(0), int(100)), op("/", int(1), int(0)))],
        otherwise: Box::new(int(0)),
        data_type: DataType::Int4,
    };
    assert_eq!(fold(guarded).unwrap_err().to_sql().sqlstate.as_str(), "22012");
}

#[test]
fn expressions_print_as_in_explain() {
    let numeric = DataType::Numeric(None);
    let total = |to| Expr::Cast { arg: Box::new(column(0)), to, kind: CastKind::Implicit };
    folds(op(">", total(numeric), constant(numeric, "10.50")), "((a)::numeric > 10.50)");
    folds(op("<", column(0), int(-5)), "(a < '-5'::integer)");
    folds(op("=", column(0), null(DataType::Int4)), "NULL::boolean");
    let equal = resolve_operator("=", Some(DataType::Int4), DataType::Int4).unwrap().function;
    let list = vec![int(1), int(2), null(DataType::Int4)];
    let in_list = Expr::InList { arg: Box::new(column(0)), list, equal };
    folds(in_list, "(a = ANY ('{1,2,NULL}'::integer[]))");
    folds(Expr::Not(Box::new(Expr::IsNull(Box::new(column(1))))), "(b IS NOT NULL)");
    let distinct = Expr::IsDistinct { equal: Box::new(op("=", column(0), column(1))) };
    folds(distinct, "(a IS DISTINCT FROM b)");
    let name = Expr::Column { place: 2, data_type: DataType::Varchar(Some(20)) };
    let name = Expr::Cast { arg: Box::new(name), to: DataType::Text, kind: CastKind::Implicit };
    folds(op("~~", name, constant(DataType::Text, "o'%")), "((c)::text ~~ 'o''%'::text)");
}
