//! The fraction of pairs for which left = right is true (`eqjoinsel`).

use model::types::data_type::DataType;
use model::types::order::compare;

use super::columns::{Columns, Distinct, Origin};
use super::restrict::EQUAL;
use crate::catalog::statistics::info::ColumnStats;
use crate::expr::bound::Expr;

/// Among all pairs of rows, those for which both are equal.
pub fn equal_pairs(left: &Expr, right: &Expr, columns: &Columns) -> f64 {
    let (l, r) = (columns.variable(left), columns.variable(right));
    let (nulls_left, nulls_right) = (nulls(l), nulls(r));
    let (count_left, count_right) = (distinct(l).count, distinct(r).count);
    if let (Some(a), Some(b)) = (common(l), common(r)) {
        let data_type = left.data_type();
        return with_common((a, count_left), (b, count_right), data_type);
    }
    if l.is_none() && r.is_none() {
        return EQUAL;
    }
    (1.0 - nulls_left) * (1.0 - nulls_right) / count_left.max(count_right)
}

/// Among left rows, those with an equal right row, of which there are `right_rows`.
pub fn equal_partner(left: &Expr, right: &Expr, right_rows: f64, columns: &Columns) -> f64 {
    let (l, r) = (columns.variable(left), columns.variable(right));
    let nulls_left = nulls(l);
    let (count_left, mut count_right) = (distinct(l), distinct(r));
    // No more values than rows; then the number is no mere default.
    if count_right.count >= right_rows {
        count_right = Distinct { count: right_rows.max(1.0), is_default: false };
    }
    if count_left.is_default || count_right.is_default {
        return 0.5 * (1.0 - nulls_left);
    }
    (count_right.count / count_left.count).min(1.0) * (1.0 - nulls_left)
}

fn nulls(origin: Option<&Origin>) -> f64 {
    origin.map_or(0.0, Origin::null_fraction)
}

fn distinct(origin: Option<&Origin>) -> Distinct {
    let unknown = Distinct { count: super::columns::DISTINCT, is_default: true };
    origin.map_or(unknown, Origin::distinct)
}

fn common(origin: Option<&Origin>) -> Option<&ColumnStats> {
    origin?.stats().filter(|stats| !stats.common.is_empty())
}

/// Common values are matched one by one; what is left is taken to be even.
fn with_common(
    (left, left_count): (&ColumnStats, f64),
    (right, right_count): (&ColumnStats, f64),
    data_type: DataType,
) -> f64 {
    let mut is_taken = vec![false; right.common.len()];
    let (mut matched, mut left_matched, mut right_matched, mut matches) = (0.0, 0.0, 0.0, 0.0);
    for (value, fraction) in &left.common {
        let partner =
            right.common.iter().enumerate().find(|(at, (other, _))| {
                !is_taken[*at] && compare(value, other, data_type).is_eq()
            });
        if let Some((at, (_, other_fraction))) = partner {
            is_taken[at] = true;
            matched += fraction * other_fraction;
            left_matched += fraction;
            right_matched += other_fraction;
            matches += 1.0;
        }
    }
    let left = Shares::new(left, left_matched, left_count);
    let right = Shares::new(right, right_matched, right_count);
    let seen = |own: &Shares, other: &Shares| {
        let mut total = matched;
        if other.distinct > other.common {
            total += own.unmatched * other.rest / (other.distinct - other.common);
        }
        if other.distinct > matches {
            total += own.rest * (other.rest + other.unmatched) / (other.distinct - matches);
        }
        total
    };
    seen(&left, &right).min(seen(&right, &left))
}

/// The rows of one side.
struct Shares {
    /// Its common values.
    common: f64,
    /// Rows with a common value that is not common on the other side.
    unmatched: f64,
    /// Rows with another value.
    rest: f64,
    /// Its different values.
    distinct: f64,
}

impl Shares {
    fn new(stats: &ColumnStats, matched: f64, distinct: f64) -> Shares {
        let common = stats.common_fraction();
        Shares {
            common: stats.common.len() as f64,
            unmatched: common - matched,
            rest: (1.0 - stats.null_fraction - common).clamp(0.0, 1.0),
            distinct,
        }
    }
}
