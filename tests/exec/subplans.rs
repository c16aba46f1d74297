//! Apply: values, EXISTS, ANY and ALL, correlated and not.

use engine::expr::bound::Expr;
use engine::plan::physical::{Plan, PlanAsk};

use super::plans::*;
use super::{failure, given};

fn any(sign: &str) -> PlanAsk {
    PlanAsk::Any(op(sign, col(0, INT), col(1, INT)))
}

fn all(sign: &str) -> PlanAsk {
    PlanAsk::All(op(sign, col(0, INT), col(1, INT)))
}

#[test]
fn a_value_comes_from_one_row() {
    let input = || rows(&[INT], &["1", "2", "3", "-"]);
    let smaller = || filter(rows(&[INT], &["2"]), op("<", col(0, INT), param(INT)));
    let made = given(&apply(input(), smaller(), PlanAsk::Scalar(0), true));
    assert_eq!(made, ["1 -", "2 -", "3 2", "- -"]);
    let same = given(&apply(input(), series(1), PlanAsk::Scalar(0), false));
    assert_eq!(same, ["1 1", "2 1", "3 1", "- 1"]);
    let message = "21000 more than one row returned by a subquery used as an expression";
    assert_eq!(failure(&apply(input(), series(2), PlanAsk::Scalar(0), false)), message);
    let up_to = || series_of(vec![int(1), param(INT)], INT);
    let plan = apply(input(), up_to(), PlanAsk::Scalar(0), true);
    assert_eq!(failure(&plan), message);
    assert_eq!(given(&limit(plan, 1)), ["1 1"]);
}

#[test]
fn exists_asks_for_one_row() {
    // The second row of the subplan fails; nobody asks for it.
    let subplan = project(series(3), vec![op("/", int(1), op("-", int(2), col(0, INT)))]);
    let made = given(&apply(series(2), subplan, PlanAsk::Exists, false));
    assert_eq!(made, ["1 t", "2 t"]);
    let below = filter(series(9), op("<", col(0, INT), param(INT)));
    let made = given(&apply(series(3), below, PlanAsk::Exists, true));
    assert_eq!(made, ["1 f", "2 t", "3 t"]);
}

/// Every form of a question over the same rows: hashed where it can be, kept, correlated.
fn forms(ask: &PlanAsk, of: &[&str]) -> [Vec<String>; 3] {
    let input = || rows(&[INT], &["1", "5", "-"]);
    let subplan = || rows(&[INT], of);
    // A comparison that is not `=` alone is not hashed.
    let with_and = |compare: &Expr| Expr::And(vec![compare.clone()]);
    let plain = match ask {
        PlanAsk::Any(compare) => PlanAsk::Any(with_and(compare)),
        PlanAsk::All(compare) => PlanAsk::All(with_and(compare)),
        other => other.clone(),
    };
    let plans: [Plan; 3] = [
        apply(input(), subplan(), ask.clone(), false),
        apply(input(), subplan(), plain.clone(), false),
        apply(input(), subplan(), plain, true),
    ];
    plans.map(|plan| given(&plan))
}

#[test]
fn any_and_all_follow_the_rules_of_null() {
    let check = |ask: &PlanAsk, of: &[&str], expected: [&str; 3]| {
        for made in forms(ask, of) {
            assert_eq!(made, expected, "{of:?}");
        }
    };
    check(&any("="), &[], ["1 f", "5 f", "- f"]);
    check(&any("="), &["1", "2"], ["1 t", "5 f", "- -"]);
    check(&any("="), &["1", "-"], ["1 t", "5 -", "- -"]);
    check(&all("<>"), &[], ["1 t", "5 t", "- t"]);
    check(&all("<>"), &["1", "2"], ["1 f", "5 t", "- -"]);
    check(&all("<>"), &["1", "-"], ["1 f", "5 -", "- -"]);
    check(&any("<"), &["3", "-"], ["1 t", "5 -", "- -"]);
    check(&all("<"), &["3", "6"], ["1 t", "5 f", "- -"]);
    check(&all("<"), &["3", "-"], ["1 -", "5 f", "- -"]);
}

#[test]
fn the_row_that_decides_is_the_last_one_asked_for() {
    let quotient = op("/", int(12), op("-", int(4), col(1, INT)));
    let ask = PlanAsk::Any(op("=", quotient, col(0, INT)));
    // 12 / (4 - 1) is 4; for 7 the fourth row fails.
    let plan = apply(rows(&[INT], &["4", "7"]), series(9), ask, false);
    assert_eq!(given(&limit(plan.clone(), 1)), ["4 t"]);
    assert_eq!(failure(&plan), "22012 division by zero");
}
