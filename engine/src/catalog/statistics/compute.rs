//! A sample of a column to its statistics, by the methods of PostgreSQL's `analyze.c`.

use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::order::compare_at;

use super::info::ColumnStats;
use super::sample::TARGET;

/// Values longer than this are counted and not kept (`WIDTH_THRESHOLD`).
const KEPT_BYTES_MAX: usize = 1_024;
/// More different values than this fraction of the rows are taken to grow with them.
const GROWING_FRACTION: f64 = 0.1;

/// Values alike: the place of one of them in the sorted sample, and how many there are.
#[derive(Clone, Copy)]
struct Group {
    start: usize,
    count: usize,
}

/// The statistics of a column of which `sample` are some of `rows` rows, in the table's order.
pub fn column_stats(sample: &Column, data_type: DataType, rows: f64) -> ColumnStats {
    let sampled = sample.len();
    let valid: Vec<u32> =
        (0..sampled).filter(|&at| sample.is_valid(at)).map(|at| at as u32).collect();
    let null_fraction = 1.0 - valid.len() as f64 / (sampled as f64).max(1.0);
    if valid.is_empty() {
        let null_fraction = if sampled == 0 { 0.0 } else { 1.0 };
        return ColumnStats { null_fraction, ..ColumnStats::default() };
    }
    let width_bytes = width(sample, &valid);
    let mut sorted: Vec<u32> =
        valid.iter().copied().filter(|&at| bytes(sample, at as usize) <= KEPT_BYTES_MAX).collect();
    let wide_count = valid.len() - sorted.len();
    // Ties keep the table's order, so that a constant column is perfectly correlated.
    sorted.sort_by(|&left, &right| {
        compare_at(sample, left as usize, sample, right as usize, data_type)
    });
    let groups = groups(sample, &sorted, data_type);
    let repeated = groups.iter().filter(|group| group.count > 1).count();
    let distinct = distinct(
        (groups.len(), repeated, wide_count),
        (valid.len() as f64, rows * (1.0 - null_fraction)),
        (rows, null_fraction),
    );
    let common = common(&groups, distinct, null_fraction, (sampled, rows), wide_count);
    let histogram = histogram(&sorted, &groups, &common);
    ColumnStats {
        null_fraction: single(null_fraction),
        width_bytes,
        distinct: single(distinct),
        common: common
            .iter()
            .map(|group| {
                let value = sample.get(sorted[group.start] as usize);
                (value, single(group.count as f64 / sampled as f64))
            })
            .collect(),
        histogram: histogram.into_iter().map(|at| sample.get(at as usize)).collect(),
        correlation: correlation(&sorted).map(single),
    }
}

/// A number as `pg_statistic` keeps it, so that plans are the same after the table is read again.
fn single(number: f64) -> f64 {
    f64::from(number as f32)
}

fn groups(sample: &Column, sorted: &[u32], data_type: DataType) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, &at) in sorted.iter().enumerate() {
        match groups.last_mut() {
            Some(group)
                if compare_at(
                    sample,
                    sorted[group.start] as usize,
                    sample,
                    at as usize,
                    data_type,
                )
                .is_eq() =>
            {
                group.count += 1;
            }
            _ => groups.push(Group { start: place, count: 1 }),
        }
    }
    groups
}

/// The number of different values in the table: Haas and Stokes, "Estimating the Number of Classes
/// in a Finite Population" (1998), estimator Duj1.
fn distinct(
    (groups, repeated, wide): (usize, usize, usize),
    (sampled, all): (f64, f64),
    (rows, null_fraction): (f64, f64),
) -> f64 {
    if repeated == 0 {
        return -(1.0 - null_fraction);
    }
    let found = (groups + wide) as f64;
    let count = if wide == 0 && repeated == groups {
        found
    } else {
        let once = found - repeated as f64;
        let guess = sampled * found / ((sampled - once) + once * sampled / all.max(1.0));
        (guess.clamp(found, all.max(found)) + 0.5).floor()
    };
    if count > GROWING_FRACTION * rows {
        -(count / rows.max(1.0))
    } else {
        count
    }
}

/// The values common enough to be kept one by one, commonest first.
fn common(
    groups: &[Group],
    distinct: f64,
    null_fraction: f64,
    (sampled, rows): (usize, f64),
    wide_count: usize,
) -> Vec<Group> {
    let mut common: Vec<Group> = groups.iter().copied().filter(|group| group.count > 1).collect();
    common.sort_by(|left, right| right.count.cmp(&left.count).then(left.start.cmp(&right.start)));
    common.truncate(TARGET);
    let has_all = common.len() == groups.len() && wide_count == 0 && distinct > 0.0;
    if has_all || sampled as f64 >= rows {
        return common;
    }
    let distinct = if distinct < 0.0 { -distinct * rows } else { distinct };
    let (n, all) = (sampled as f64, rows);
    // The rarest goes as long as it is no more common than it would be taken for if it went.
    while let Some((rarest, others)) = common.split_last() {
        let others_count: usize = others.iter().map(|group| group.count).sum();
        let mut share = (1.0 - others_count as f64 / n - null_fraction).clamp(0.0, 1.0);
        let other_distinct = distinct - others.len() as f64;
        if other_distinct > 1.0 {
            share /= other_distinct;
        }
        let count = rarest.count as f64;
        let expected = all * count / n;
        let variance = n * expected * (all - expected) * (all - n) / (all * all * (all - 1.0));
        if count > share * n + 2.0 * libm::sqrt(variance) + 0.5 {
            break;
        }
        common.pop();
    }
    common
}

/// Bounds among the values that are not common.
fn histogram(sorted: &[u32], groups: &[Group], common: &[Group]) -> Vec<u32> {
    let bounds = (groups.len() - common.len()).min(TARGET + 1);
    if bounds < 2 {
        return Vec::new();
    }
    let is_common = |group: &&Group| common.iter().any(|it| it.start == group.start);
    let others: Vec<u32> = groups
        .iter()
        .filter(|group| !is_common(group))
        .flat_map(|group| &sorted[group.start..group.start + group.count])
        .copied()
        .collect();
    let last = others.len() - 1;
    (0..bounds).map(|bound| others[bound * last / (bounds - 1)]).collect()
}

/// Pearson's coefficient between the places of values in the table and in their order.
fn correlation(sorted: &[u32]) -> Option<f64> {
    if sorted.len() < 2 {
        return None;
    }
    // Both are 0, 1, 2, ... in some order, so that their sums are known.
    let mut rank: Vec<(u32, usize)> =
        sorted.iter().enumerate().map(|(place, &at)| (at, place)).collect();
    rank.sort_unstable();
    let n = sorted.len() as f64;
    let products: f64 =
        rank.iter().enumerate().map(|(row, (_, place))| row as f64 * *place as f64).sum();
    let sum = n * (n - 1.0) / 2.0;
    let squares = n * (n - 1.0) * (2.0 * n - 1.0) / 6.0;
    Some((n * products - sum * sum) / (n * squares - sum * sum))
}

fn width(sample: &Column, valid: &[u32]) -> u32 {
    let total: usize = valid.iter().map(|&at| bytes(sample, at as usize)).sum();
    (total as f64 / valid.len() as f64).round() as u32
}

/// Bytes of a value as it is stored, its length word included.
fn bytes(column: &Column, at: usize) -> usize {
    match &column.data {
        ColumnData::Null(_) => 0,
        ColumnData::Bool(_) => 1,
        ColumnData::Int2(_) => 2,
        ColumnData::Int4(_) | ColumnData::Float4(_) | ColumnData::Date(_) => 4,
        ColumnData::Int8(_)
        | ColumnData::Float8(_)
        | ColumnData::Time(_)
        | ColumnData::Timestamp(_)
        | ColumnData::TimestampTz(_) => 8,
        ColumnData::Interval(_) | ColumnData::Uuid(_) => 16,
        ColumnData::Text(texts) => texts.get(at).len() + 1,
        ColumnData::Numeric(numbers) => {
            let mut packed = Vec::new();
            numbers[at].pack(&mut packed);
            packed.len() + 1
        }
    }
}
