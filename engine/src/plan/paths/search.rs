//! Join orders. Every set of relations gets the best paths of all ways to part it in two.
//!
//! Up to [`ORDERED_TOGETHER_MAX`] relations all sets are looked at, the small ones first. Past that
//! the two sets that make the fewest rows are joined, again and again.

use std::collections::{BTreeMap, BTreeSet};

use model::base::error::{sqlstate, Error, Result};

use super::access::{outside, Outside};
use super::classes::{classes, Class};
use super::cluster::{bit, members, Clause, Cluster, RelSet, Special};
use super::path::{ClauseKey, Path, PathKind};
use super::set::PathSet;
use crate::expr::bound::Expr;
use crate::plan::cardinality::restrict::all;
use crate::plan::cardinality::{clamp, table_size};
use crate::plan::choose::{Planner, Want};
use crate::plan::rules::parts::operator_count;
use crate::sql::algebra::{ColumnId, JoinKind, Rel};

/// Relations whose join orders are all looked at. PostgreSQL turns to a genetic search at 12
/// (`geqo_threshold`) and gathers 8 from the text (`join_collapse_limit`).
pub const ORDERED_TOGETHER_MAX: usize = 10;

/// A search for the best join order of one cluster.
pub struct Search<'r> {
    /// The joins in parts.
    pub cluster: Cluster<'r>,
    /// Columns equal to each other.
    pub classes: Vec<Class>,
    /// What is known of each set so far.
    pub sets: BTreeMap<RelSet, Joined<'r>>,
    /// How many rows will be asked for, if not all.
    pub rows_wanted: Option<f64>,
}

/// A set of relations.
pub struct Joined<'r> {
    /// Its paths.
    pub paths: PathSet<'r>,
    /// Its rows.
    pub rows: f64,
}

/// What is tested where two sets meet.
pub struct Meeting {
    /// The join that binds the order, if it is this one, and whether the sets are the other way
    /// round.
    pub special: Option<(usize, bool)>,
    /// Conditions of the join.
    pub on: Vec<(ClauseKey, Expr)>,
    /// Conditions that wait until it has been made.
    pub after: Vec<Expr>,
}

impl<'r> Search<'r> {
    /// Whether two sets may be joined, and by which special join.
    fn legal(&self, one: RelSet, other: RelSet) -> Option<Option<(usize, bool)>> {
        let both = one | other;
        let mut found = None;
        for (number, special) in self.cluster.specials.iter().enumerate() {
            let Special { left, right, .. } = special;
            let whole = left | right;
            let is_done = |set: RelSet| whole & !set == 0;
            if right & both == 0 || is_done(one) || is_done(other) {
                continue;
            }
            let is_join = |l: RelSet, r: RelSet| left & !l == 0 && *right == r;
            match (is_join(one, other), is_join(other, one)) {
                (true, _) if found.is_none() => found = Some((number, false)),
                (_, true) if found.is_none() => found = Some((number, true)),
                // The right side is still being put together.
                _ if both & !right == 0 => {}
                _ => return None,
            }
        }
        Some(found)
    }

    /// What is tested where two sets meet.
    fn meeting(&self, one: RelSet, other: RelSet, special: Option<(usize, bool)>) -> Meeting {
        let both = one | other;
        let mut meeting = Meeting { special, on: Vec::new(), after: Vec::new() };
        if let Some((number, _)) = special {
            let parts = self.cluster.specials[number].on.iter().enumerate();
            meeting.on = parts
                .map(|(part, expr)| (ClauseKey::Special(number, part), expr.clone()))
                .collect();
        }
        let binds = special.is_some();
        for (number, class) in self.classes.iter().enumerate() {
            if class.constant.is_some() {
                continue;
            }
            if let (Some(left), Some(right)) = (class.member_in(one), class.member_in(other)) {
                let expr = class.equality(left, right);
                match binds {
                    true => meeting.after.push(expr),
                    false => meeting.on.push((ClauseKey::Class(number), expr)),
                }
            }
        }
        for (number, clause) in self.cluster.clauses.iter().enumerate() {
            let Clause { expr, needs, .. } = clause;
            if needs & !both != 0 || needs & !one == 0 || needs & !other == 0 {
                continue;
            }
            match binds {
                true => meeting.after.push(expr.clone()),
                false => meeting.on.push((ClauseKey::Clause(number), expr.clone())),
            }
        }
        meeting
    }

    /// Whether anything links two sets.
    fn linked(&self, one: RelSet, other: RelSet) -> bool {
        let touches = |needs: RelSet| needs & one != 0 && needs & other != 0;
        self.cluster.clauses.iter().any(|clause| touches(clause.needs))
            || self.classes.iter().any(|class| touches(class.leaves()))
            || self.cluster.specials.iter().any(|special| touches(special.left | special.right))
    }

    /// Whether anything links a set with the rest.
    fn is_alone(&self, set: RelSet) -> bool {
        !self.linked(set, self.cluster.everything() & !set)
    }
}

impl Planner<'_> {
    /// The paths of a tree of joins, filters and scans.
    pub fn cluster_paths<'r>(&mut self, rel: &'r Rel, want: &Want) -> Result<PathSet<'r>> {
        let mut cluster = Cluster::of(rel);
        cluster.free_semi_joins();
        let classes = classes(&mut cluster);
        let is_single = cluster.leaves.len() == 1;
        let mut search = Search { cluster, classes, sets: BTreeMap::new(), rows_wanted: want.rows };
        self.leaf_sets(&mut search, want)?;
        if !is_single {
            self.join_all(&mut search);
        }
        if let Some(story) = &mut self.story {
            story.note_search(&search);
        }
        let everything = search.cluster.everything();
        let Some(mut joined) = search.sets.remove(&everything) else {
            let message = "planner: no order of joins was found";
            return Err(Error::sql(sqlstate::INTERNAL_ERROR, message));
        };
        // Conditions that name no relation: constants, and what is handed down from outside.
        let loose: Vec<Expr> = search
            .cluster
            .clauses
            .iter()
            .filter(|clause| clause.needs == 0)
            .map(|clause| clause.expr.clone())
            .collect();
        if !loose.is_empty() {
            joined.paths = self.filtered(&joined.paths, &loose);
        }
        Ok(in_wanted_columns(joined.paths, &search.classes, want))
    }

    fn leaf_sets<'r>(&mut self, search: &mut Search<'r>, want: &Want) -> Result<()> {
        let count = search.cluster.leaves.len();
        let useful: BTreeSet<ColumnId> = want
            .order
            .first()
            .map(|key| key.column)
            .into_iter()
            .chain(search.classes.iter().flat_map(|class| class.members.iter().map(|it| it.1)))
            .collect();
        let filters: Vec<Vec<Expr>> = (0..count).map(|leaf| own_filter(search, leaf)).collect();
        let mut rows = Vec::new();
        for (leaf, filter) in filters.iter().enumerate() {
            rows.push(match search.cluster.leaves[leaf] {
                Rel::Scan { table, .. } => {
                    let (_, all_rows) = table_size(table, self.inputs.sizes);
                    clamp(all_rows * all(filter, &self.columns))
                }
                _ => f64::MAX,
            });
        }
        for (leaf, filter) in filters.iter().enumerate() {
            let rel = search.cluster.leaves[leaf];
            let paths = match rel {
                Rel::Scan { .. } => {
                    let outside: Vec<Outside> = match count {
                        1 => Vec::new(),
                        _ => outside(&search.cluster, &search.classes, leaf, &rows),
                    };
                    self.scan_paths(rel, filter, &outside, &useful)
                }
                other => {
                    let inner = match filter.is_empty() && count == 1 {
                        true => want.clone(),
                        false => Want::default(),
                    };
                    let paths = self.node_paths(other, &inner)?;
                    if filter.is_empty() {
                        paths
                    } else {
                        self.filtered(&paths, filter)
                    }
                }
            };
            let rows = paths.cheapest().map_or(1.0, |path| path.rows);
            self.columns.note_rows(rel, rows);
            search.sets.insert(bit(leaf), Joined { paths, rows });
        }
        Ok(())
    }

    /// The paths under conditions.
    pub fn filtered<'r>(&self, paths: &PathSet<'r>, conditions: &[Expr]) -> PathSet<'r> {
        let mut set = PathSet::default();
        let share = all(conditions, &self.columns);
        let operators: f64 = conditions.iter().map(operator_count).sum();
        for input in paths.all() {
            let mut cost = input.cost;
            cost.total += self.costs().operators(operators, input.rows);
            set.add(Path {
                rows: clamp(input.rows * share),
                width: input.width,
                cost,
                order: input.order.clone(),
                outer: input.outer.clone(),
                enforced: input.enforced.clone(),
                kind: PathKind::Filter { input: input.clone(), conditions: conditions.to_vec() },
            });
        }
        set
    }

    fn join_all(&mut self, search: &mut Search<'_>) {
        let count = search.cluster.leaves.len();
        if count <= ORDERED_TOGETHER_MAX {
            self.join_exhaustively(search);
        }
        if !search.sets.contains_key(&search.cluster.everything()) {
            self.join_greedily(search);
        }
    }

    fn join_exhaustively(&mut self, search: &mut Search<'_>) {
        let count = search.cluster.leaves.len() as u32;
        for size in 2..=count {
            let known: Vec<RelSet> = search.sets.keys().copied().collect();
            for (at, one) in known.iter().enumerate() {
                for other in &known[at + 1..] {
                    let fits = one & other == 0 && one.count_ones() + other.count_ones() == size;
                    if fits && may_meet(search, *one, *other) {
                        self.join_sets(search, *one, *other);
                    }
                }
            }
        }
    }

    fn join_greedily(&mut self, search: &mut Search<'_>) {
        let leaves = members(search.cluster.everything());
        let mut left: Vec<RelSet> = leaves.map(bit).collect();
        search.sets.retain(|set, _| set.count_ones() == 1);
        while left.len() > 1 {
            let mut best: Option<(bool, f64, usize, usize)> = None;
            for at in 0..left.len() {
                for to in at + 1..left.len() {
                    let (one, other) = (left[at], left[to]);
                    let Some(special) = search.legal(one, other) else { continue };
                    let meeting = search.meeting(one, other, special);
                    let rows = self.meeting_rows(search, (one, other), &meeting);
                    // Without a condition only where nothing else is left.
                    let key = (!search.linked(one, other), rows);
                    if best.is_none_or(|(loose, least, ..)| key < (loose, least)) {
                        best = Some((key.0, key.1, at, to));
                    }
                }
            }
            let Some((.., at, to)) = best else { return };
            let (one, other) = (left[at], left.remove(to));
            self.join_sets(search, one, other);
            left[at] = one | other;
        }
    }

    /// Adds the paths of two sets joined.
    fn join_sets(&mut self, search: &mut Search<'_>, one: RelSet, other: RelSet) {
        let Some(special) = search.legal(one, other) else { return };
        let meeting = search.meeting(one, other, special);
        let both = one | other;
        if !search.sets.contains_key(&both) {
            let met = self.meeting_rows(search, (one, other), &meeting);
            let rows = clamp(met * all(&meeting.after, &self.columns));
            let paths = PathSet::default();
            search.sets.insert(both, Joined { paths, rows });
        }
        let made = self.pair_paths(search, (one, other), &meeting);
        let filtered = match meeting.after.is_empty() {
            true => made,
            false => self.filtered(&made, &meeting.after),
        };
        if let Some(joined) = search.sets.get_mut(&both) {
            joined.paths.absorb(&filtered);
        }
    }

    /// The rows where two sets meet, the conditions after the join left aside.
    pub fn meeting_rows(
        &self,
        search: &Search<'_>,
        (one, other): (RelSet, RelSet),
        meeting: &Meeting,
    ) -> f64 {
        let (kind, left, right) = match meeting.special {
            None => (JoinKind::Inner, one, other),
            Some((number, false)) => (search.cluster.specials[number].kind, one, other),
            Some((number, true)) => (search.cluster.specials[number].kind, other, one),
        };
        let on: Vec<Expr> = meeting.on.iter().map(|(_, expr)| expr.clone()).collect();
        let is_right = |id: ColumnId| {
            search.cluster.owner.get(&id).is_some_and(|leaf| right & bit(*leaf) != 0)
        };
        let rows = (search.sets[&left].rows, search.sets[&right].rows);
        super::rows::joined(kind, rows, &on, &is_right, &self.columns)
    }
}

/// Sets that something links, and sets that nothing links with anything.
fn may_meet(search: &Search<'_>, one: RelSet, other: RelSet) -> bool {
    search.linked(one, other) || (search.is_alone(one) && search.is_alone(other))
}

/// The conditions on one leaf alone.
fn own_filter(search: &Search<'_>, leaf: usize) -> Vec<Expr> {
    let own = search.cluster.clauses.iter().filter(|clause| clause.needs == bit(leaf));
    let mut filter: Vec<Expr> = Vec::new();
    for clause in own {
        if !filter.contains(&clause.expr) {
            filter.push(clause.expr.clone());
        }
    }
    filter
}

/// The paths with orders told in the columns that are asked for, where those are equal.
fn in_wanted_columns<'r>(paths: PathSet<'r>, classes: &[Class], want: &Want) -> PathSet<'r> {
    if want.order.is_empty() || classes.is_empty() {
        return paths;
    }
    let mut set = PathSet::default();
    for path in paths.all() {
        let mut order = path.order.clone();
        for (key, wanted) in order.iter_mut().zip(&want.order) {
            let same = |class: &&Class| class.has(key.column) && class.has(wanted.column);
            if classes.iter().any(|class| same(&class)) {
                key.column = wanted.column;
            }
        }
        match order == path.order {
            true => set.add_shared(path.clone()),
            false => set.add(path.in_order(order)),
        }
    }
    set
}
