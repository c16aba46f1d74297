//! Arithmetic of intervals. Months, days and microseconds are kept apart; only multiplication and
//! `justify_*` carry from one to the other, a month counting 30 days and a day 24 hours.

use model::types::datetime::arith;

use crate::expr::form::{Bool, Float8, Interval};

functions! {
    /// Operators and functions of intervals.
    SPAN;
    "+" (a: Interval, b: Interval) -> Interval => arith::interval_sum(a, b);
    "-" (a: Interval, b: Interval) -> Interval => arith::interval_difference(a, b);
    "-" (a: Interval) -> Interval => arith::negate(a);
    "*" (a: Interval, factor: Float8) -> Interval => arith::interval_times(a, factor);
    "*" (factor: Float8, a: Interval) -> Interval => arith::interval_times(a, factor);
    "/" (a: Interval, divisor: Float8) -> Interval => arith::interval_over(a, divisor);
    "justify_hours" (a: Interval) -> Interval => arith::justify_hours(a);
    "justify_days" (a: Interval) -> Interval => arith::justify_days(a);
    "justify_interval" (a: Interval) -> Interval => arith::justify_interval(a);
    "isfinite" (_a: Interval) -> Bool = true;
}
