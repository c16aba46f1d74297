//! How many different rows there are in some columns (`estimate_num_groups`).

use std::collections::{BTreeMap, BTreeSet};

use super::clamp;
use super::columns::{Columns, Origin, DISTINCT};
use crate::sql::algebra::ColumnId;

/// Several columns of one table are not taken to be independent beyond this part of its rows.
const PART_MAX: f64 = 0.1;

/// Groups of equal keys in that many rows.
pub fn groups(keys: &[ColumnId], rows: f64, columns: &Columns) -> f64 {
    if keys.is_empty() {
        return 1.0;
    }
    let mut by_scan: BTreeMap<usize, Vec<&Origin>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut count = 1.0;
    // A computed key has no more values than the columns it is made from have together.
    let plain = keys.iter().flat_map(|key| match columns.made_from(*key) {
        Some(used) => used.to_vec(),
        None => vec![*key],
    });
    for key in plain.collect::<BTreeSet<ColumnId>>() {
        match columns.origin(key) {
            Some(origin) if seen.insert((origin.scan, origin.attribute)) => {
                by_scan.entry(origin.scan).or_default().push(origin);
            }
            Some(_) => {}
            None => count *= DISTINCT.min(rows.max(1.0)),
        }
    }
    for origins in by_scan.values() {
        let kept = columns.kept_rows(origins[0]);
        count *= groups_of_table(origins, rows.min(kept));
    }
    clamp(count.min(rows))
}

fn groups_of_table(origins: &[&Origin], rows: f64) -> f64 {
    let table_rows = origins[0].rows.max(1.0);
    let left = rows.min(table_rows);
    let product: f64 = origins.iter().map(|origin| origin.distinct().count).product();
    let largest = origins.iter().map(|origin| origin.distinct().count).fold(1.0, f64::max);
    let most = match origins.len() {
        1 => table_rows,
        _ => (table_rows * PART_MAX).max(largest).min(table_rows),
    };
    let all = product.min(most).max(1.0);
    if left >= table_rows {
        return all;
    }
    // Of `all` values that lie evenly, those that some of `left` rows have.
    let missed = libm::pow((table_rows - left) / table_rows, table_rows / all);
    (all * (1.0 - missed)).max(1.0)
}
