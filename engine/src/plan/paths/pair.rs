//! Ways to join two sets of relations: nested loops, hash joins, merge joins.
//!
//! Formulas: the comments of `costsize.c` on `initial_cost_nestloop`, `initial_cost_hashjoin`,
//! `initial_cost_mergejoin` and their like.

use std::collections::BTreeSet;

use super::cluster::{bit, names_key, RelSet};
use super::path::{satisfies, ClauseKey, Method, Path, PathKind, PathRef};
use super::rows::with_partner;
use super::search::{Meeting, Search};
use super::set::PathSet;
use crate::expr::bound::Expr;
use crate::plan::cardinality::restrict::all;
use crate::plan::choose::Planner;
use crate::plan::physical::PlanCost;
use crate::plan::rules::parts::operator_count;
use crate::sql::algebra::{ColumnId, JoinKind, SortKey};
use crate::sql::free::columns_of;

/// Buckets of a hash table at least (`ExecChooseHashTableSize`).
const BUCKETS_MIN: f64 = 1_024.0;
/// A bucket's share of the rows, nothing being known (`estimate_hash_bucket_stats`).
const BUCKET_SHARE_UNKNOWN: f64 = 0.1;

/// One side on the left, the other on the right.
struct Pair<'a, 'r> {
    kind: JoinKind,
    left: &'a PathSet<'r>,
    right: &'a PathSet<'r>,
    left_set: RelSet,
    right_set: RelSet,
    on: &'a [(ClauseKey, Expr)],
    /// Rows of the join.
    rows: f64,
    /// The fraction of left rows with a partner, where a left row needs no more than one.
    matched: f64,
    /// Whether no left row needs more than one partner: semi and anti joins, and joins to a key.
    first_is_enough: bool,
    /// Partners of a left row that has any.
    partners: f64,
    rows_wanted: Option<f64>,
}

impl Planner<'_> {
    /// The paths that join two sets.
    pub fn pair_paths<'r>(
        &self,
        search: &Search<'r>,
        (one, other): (RelSet, RelSet),
        meeting: &Meeting,
    ) -> PathSet<'r> {
        let rows = self.meeting_rows(search, (one, other), meeting);
        let sides: Vec<(JoinKind, RelSet, RelSet)> = match meeting.special {
            None => vec![(JoinKind::Inner, one, other), (JoinKind::Inner, other, one)],
            Some((number, swapped)) => {
                let kind = search.cluster.specials[number].kind;
                let (left, right) = if swapped { (other, one) } else { (one, other) };
                match kind {
                    JoinKind::Left => {
                        vec![(kind, left, right), (JoinKind::Right, right, left)]
                    }
                    kind => vec![(kind, left, right)],
                }
            }
        };
        let mut made = PathSet::default();
        for (kind, left_set, right_set) in sides {
            let right = &search.sets[&right_set];
            let on: Vec<Expr> = meeting.on.iter().map(|(_, expr)| expr.clone()).collect();
            let is_right =
                |id| search.cluster.owner.get(&id).is_some_and(|leaf| right_set & bit(*leaf) != 0);
            let is_semi = matches!(kind, JoinKind::Semi | JoinKind::Anti);
            let is_key = self.is_key(search, right_set, meeting);
            let each = all(&on, &self.columns);
            let matched = match is_semi {
                true => with_partner(&on, right.rows, &is_right, &self.columns),
                // PostgreSQL estimates this as it does for all pairs; so do we, to cost alike.
                false => each,
            };
            let pair = Pair {
                kind,
                first_is_enough: is_semi || is_key,
                partners: match matched > 0.0 {
                    true => (each * right.rows / matched).max(1.0),
                    false => 1.0,
                },
                left: &search.sets[&left_set].paths,
                right: &right.paths,
                left_set,
                right_set,
                on: &meeting.on,
                rows,
                matched,
                rows_wanted: search.rows_wanted,
            };
            self.nested_loops(search, &pair, &mut made);
            self.hash_joins(search, &pair, &mut made);
            self.merge_joins(search, &pair, &mut made);
        }
        made
    }

    /// Whether a set is one table of which the join's equalities name a whole key.
    fn is_key(&self, search: &Search<'_>, set: RelSet, meeting: &Meeting) -> bool {
        if set.count_ones() != 1 {
            return false;
        }
        let on: Vec<Expr> = meeting.on.iter().map(|(_, expr)| expr.clone()).collect();
        names_key(search.cluster.leaves[set.trailing_zeros() as usize], &on)
    }

    fn nested_loops<'r>(&self, search: &Search<'r>, pair: &Pair<'_, 'r>, made: &mut PathSet<'r>) {
        if pair.kind == JoinKind::Right {
            return;
        }
        let owns = |id: &ColumnId| {
            search.cluster.owner.get(id).is_some_and(|leaf| pair.left_set & bit(*leaf) != 0)
        };
        for left in pair.left.free() {
            for right in pair.right.all() {
                if right.outer.iter().all(owns) {
                    made.add(self.nested_loop(pair, left, right));
                }
            }
        }
    }

    fn nested_loop<'r>(
        &self,
        pair: &Pair<'_, 'r>,
        left: &PathRef<'r>,
        right: &PathRef<'r>,
    ) -> Path<'r> {
        let costs = self.costs();
        let on: Vec<Expr> = pair
            .on
            .iter()
            .filter(|(key, _)| !right.enforced.contains(key))
            .map(|(_, expr)| expr.clone())
            .collect();
        let operators: f64 = on.iter().map(operator_count).sum();
        // Rows that do not depend on the left row are kept; others are made anew.
        let (first, again) = if right.outer.is_empty() {
            (costs.kept(right.cost, right.rows), costs.again(right.rows))
        } else {
            (right.cost, right.cost.total)
        };
        let more = (left.rows - 1.0).max(0.0);
        let (runs, pairs) = match pair.first_is_enough {
            false => (first.total + more * again, left.rows * right.rows),
            true => first_enough(pair, (left.rows, right), (first, again)),
        };
        let startup =
            left.cost.startup + first.startup + costs.barred(self.inputs.settings.enable_nestloop);
        let run = left.cost.total - left.cost.startup + runs - first.startup
            + costs.tuples(pairs)
            + costs.operators(operators, pairs);
        let cost = PlanCost { startup, total: startup + run };
        let params = right.outer.iter().copied().collect();
        let method = Method::NestedLoop { params };
        joined(pair, method, (left, right), on, (cost, left.order.clone()))
    }

    fn hash_joins<'r>(&self, search: &Search<'r>, pair: &Pair<'_, 'r>, made: &mut PathSet<'r>) {
        let (mut keys, mut rest) = (Vec::new(), Vec::new());
        for (_, expr) in pair.on {
            match self.sides(search, pair, expr) {
                Some(key) => keys.push(key),
                None => rest.push(expr.clone()),
            }
        }
        let Some(right) = pair.right.cheapest() else { return };
        if keys.is_empty() {
            return;
        }
        let soonest = pair.left.cheapest_for(pair.rows_wanted.map(|_| 1.0));
        for left in pair.left.cheapest().into_iter().chain(soonest) {
            made.add(self.hash_join(pair, (left, right), keys.clone(), rest.clone()));
        }
    }

    /// `left expression = right expression`, if that is what a condition says.
    fn sides(&self, search: &Search<'_>, pair: &Pair<'_, '_>, expr: &Expr) -> Option<(Expr, Expr)> {
        let Expr::Call { function, args, .. } = expr else { return None };
        let (true, [a, b]) = (function.name == "=", args.as_slice()) else { return None };
        // Values of unlike types are equal by an operator of their own, not by their bytes.
        if a.data_type().unmodified() != b.data_type().unmodified() {
            return None;
        }
        let is_of = |expr: &Expr, set: RelSet| {
            let mut used = BTreeSet::new();
            columns_of(expr, &mut used);
            let within =
                |id| search.cluster.owner.get(id).is_some_and(|leaf| set & bit(*leaf) != 0);
            !used.is_empty() && used.iter().all(within)
        };
        if is_of(a, pair.left_set) && is_of(b, pair.right_set) {
            Some((a.clone(), b.clone()))
        } else if is_of(b, pair.left_set) && is_of(a, pair.right_set) {
            Some((b.clone(), a.clone()))
        } else {
            None
        }
    }

    fn hash_join<'r>(
        &self,
        pair: &Pair<'_, 'r>,
        (left, right): (&PathRef<'r>, &PathRef<'r>),
        keys: Vec<(Expr, Expr)>,
        on: Vec<Expr>,
    ) -> Path<'r> {
        let costs = self.costs();
        let settings = self.inputs.settings;
        let key_count = keys.len() as f64;
        let mut startup = left.cost.startup
            + right.cost.total
            + costs.operators(key_count, right.rows)
            + costs.tuples(right.rows)
            + costs.barred(settings.enable_hashjoin);
        let mut run = left.cost.total - left.cost.startup + costs.operators(key_count, left.rows);
        let (parts, right_pages) = costs.parts(right.rows, right.width);
        if parts > 1.0 {
            let (_, left_pages) = costs.parts(left.rows, left.width);
            startup += settings.seq_page_cost * right_pages;
            run += settings.seq_page_cost * (right_pages + 2.0 * left_pages);
        }
        let buckets = next_power_of_two(BUCKETS_MIN.max(right.rows)) * parts;
        let share = keys
            .iter()
            .map(|(_, right_key)| self.bucket_share(right_key, right.rows, buckets))
            .fold(1.0, f64::min);
        let in_bucket = (right.rows * share).round().max(1.0);
        let (compared, pairs) = match pair.first_is_enough {
            true => {
                let matched = (left.rows * pair.matched).round();
                let looked = (right.rows * share * 2.0 / (pair.partners + 1.0)).round().max(1.0);
                let in_vain = (right.rows / buckets).round().max(1.0);
                let vain = left.rows - matched;
                let pairs = if pair.kind == JoinKind::Anti { vain } else { matched };
                (matched * looked * 0.5 + vain * in_vain * 0.05, pairs)
            }
            false => (left.rows * in_bucket * 0.5, pair.rows),
        };
        let operators: f64 = on.iter().map(operator_count).sum();
        run += costs.operators(key_count, compared)
            + costs.tuples(pairs)
            + costs.operators(operators, pairs);
        let cost = PlanCost { startup, total: startup + run };
        joined(pair, Method::Hash(keys), (left, right), on, (cost, Vec::new()))
    }

    /// The share of rows that fall into one bucket.
    fn bucket_share(&self, key: &Expr, rows: f64, buckets: f64) -> f64 {
        let Some(origin) = self.columns.variable(key) else { return BUCKET_SHARE_UNKNOWN };
        let distinct = origin.distinct();
        if distinct.is_default {
            return BUCKET_SHARE_UNKNOWN;
        }
        let left = (distinct.count * (rows / origin.rows.max(1.0)).min(1.0)).max(1.0);
        let share = if left > buckets { 1.0 / buckets } else { 1.0 / left };
        let most = origin.stats().and_then(|stats| stats.common.first()).map_or(0.0, |it| it.1);
        let average = (1.0 - origin.null_fraction()) / distinct.count.max(1.0);
        let skew = if average > 0.0 && most > average { most / average } else { 1.0 };
        (share * skew).clamp(1.0e-6, 1.0)
    }

    fn merge_joins<'r>(&self, search: &Search<'r>, pair: &Pair<'_, 'r>, made: &mut PathSet<'r>) {
        if pair.kind == JoinKind::Right {
            return;
        }
        let (mut keys, mut rest) = (Vec::new(), Vec::new());
        for (_, expr) in pair.on {
            match self.sides(search, pair, expr) {
                Some((
                    Expr::Column { place: left, data_type },
                    Expr::Column { place: right, .. },
                )) => keys.push((ascending(left, data_type), ascending(right, data_type))),
                _ => rest.push(expr.clone()),
            }
        }
        if keys.is_empty() {
            return;
        }
        // Any of the keys may come first: an index may have that order.
        for first in 0..keys.len() {
            let mut keys = keys.clone();
            keys.swap(0, first);
            let (left_order, right_order): (Vec<SortKey>, Vec<SortKey>) =
                keys.iter().cloned().unzip();
            for left in self.ordered(pair.left, &left_order) {
                for right in self.ordered(pair.right, &right_order) {
                    let path = self.merge_join(pair, (&left, &right), &keys, &rest);
                    made.add(path);
                }
            }
        }
    }

    /// The cheapest path that has an order, and the cheapest one put in it.
    pub fn ordered<'r>(&self, set: &PathSet<'r>, order: &[SortKey]) -> Vec<PathRef<'r>> {
        let there = set.cheapest_in_order(order, None).cloned();
        let cheapest = set.cheapest().filter(|path| !satisfies(&path.order, order));
        let sorted = cheapest.map(|path| PathRef::new(self.sorted(path, order, None)));
        there.into_iter().chain(sorted).collect()
    }

    fn merge_join<'r>(
        &self,
        pair: &Pair<'_, 'r>,
        (left, right): (&PathRef<'r>, &PathRef<'r>),
        keys: &[(SortKey, SortKey)],
        rest: &[Expr],
    ) -> Path<'r> {
        let costs = self.costs();
        let key_count = keys.len() as f64;
        // Right rows alike are walked again for each left row alike.
        let again = match pair.kind {
            JoinKind::Semi | JoinKind::Anti => 0.0,
            _ => (pair.rows - right.rows).max(0.0),
        };
        let startup = left.cost.startup
            + right.cost.startup
            + costs.barred(self.inputs.settings.enable_mergejoin);
        let operators: f64 = rest.iter().map(operator_count).sum();
        let run = left.cost.total - left.cost.startup + right.cost.total - right.cost.startup
            + costs.operators(key_count, left.rows + right.rows + again)
            + costs.again(again)
            + costs.tuples(pair.rows)
            + costs.operators(operators, pair.rows);
        let cost = PlanCost { startup, total: startup + run };
        let order = left.order.clone();
        joined(pair, Method::Merge(keys.to_vec()), (left, right), rest.to_vec(), (cost, order))
    }
}

/// What the right side costs where a left row stops at its first partner, and the pairs tried.
fn first_enough(
    pair: &Pair<'_, '_>,
    (left_rows, right): (f64, &PathRef<'_>),
    (first, again): (PlanCost, f64),
) -> (f64, f64) {
    let matched = (left_rows * pair.matched).round();
    let vain = left_rows - matched;
    let part = 2.0 / (pair.partners + 1.0);
    let tried = matched * right.rows * part;
    if !right.outer.is_empty() {
        // An index finds nothing at once.
        let more = (matched - 1.0).max(0.0) * again * part;
        let nothing = vain * again / right.rows.max(1.0);
        return (first.startup + (first.total - first.startup) * part + more + nothing, tried);
    }
    let (vain_again, matched_again) =
        if vain >= 1.0 { (vain - 1.0, matched) } else { (vain, (matched - 1.0).max(0.0)) };
    let runs = first.total + matched_again * again * part + vain_again * again;
    (runs, tried + vain * right.rows)
}

fn joined<'r>(
    pair: &Pair<'_, 'r>,
    method: Method,
    (left, right): (&PathRef<'r>, &PathRef<'r>),
    on: Vec<Expr>,
    (cost, order): (PlanCost, Vec<SortKey>),
) -> Path<'r> {
    let width = match pair.kind {
        JoinKind::Semi | JoinKind::Anti => left.width,
        _ => left.width + right.width,
    };
    let (left, right) = (left.clone(), right.clone());
    Path {
        kind: PathKind::Join { method, kind: pair.kind, left, right, on },
        rows: pair.rows,
        width,
        cost,
        order,
        outer: BTreeSet::new(),
        enforced: BTreeSet::new(),
    }
}

fn ascending(column: ColumnId, data_type: model::types::data_type::DataType) -> SortKey {
    SortKey { column, data_type, descending: false, nulls_first: false }
}

fn next_power_of_two(count: f64) -> f64 {
    libm::pow(2.0, libm::ceil(libm::log2(count)))
}
