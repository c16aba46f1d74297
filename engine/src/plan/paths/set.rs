//! The paths of one relation or join that are worth keeping (`add_path`).
//!
//! A path is dropped where another is no dearer, in no worse order, and asks for no more. What is
//! dropped is kept apart with what beat it, the cheapest first to tell ([`LOST_PATHS_MAX`]).

use std::collections::BTreeSet;
use std::rc::Rc;

use model::base::limits::LOST_PATHS_MAX;

use super::path::{satisfies, Path, PathRef};
use crate::plan::physical::PlanCost;
use crate::sql::algebra::{ColumnId, SortKey};

/// Costs this close are taken for equal (`STD_FUZZ_FACTOR`).
const FUZZ: f64 = 1.01;

/// Paths worth keeping, the cheapest first.
#[derive(Clone, Debug, Default)]
pub struct PathSet<'r> {
    paths: Vec<PathRef<'r>>,
    lost: Vec<Lost<'r>>,
    lost_untold: u32,
    unasked: Vec<(String, String)>,
}

/// A path that was dropped.
#[derive(Clone, Debug)]
pub struct Lost<'r> {
    /// The path.
    pub path: PathRef<'r>,
    /// What beat it.
    pub by: Option<PathRef<'r>>,
}

/// How two things compare.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Equal,
    Better,
    Worse,
    Different,
}

impl<'r> PathSet<'r> {
    /// One path.
    pub fn of(path: Path<'r>) -> PathSet<'r> {
        PathSet { paths: vec![Rc::new(path)], ..PathSet::default() }
    }

    /// Paths that were dropped.
    pub fn lost(&self) -> &[Lost<'r>] {
        &self.lost
    }

    /// How many more were dropped.
    pub fn lost_untold(&self) -> u32 {
        self.lost_untold
    }

    /// How many paths have been weighed so far.
    pub fn weighed_count(&self) -> usize {
        self.paths.len() + self.lost.len() + self.lost_untold as usize
    }

    /// Indexes of which no path was made, each with the column that nothing is asked of.
    pub fn unasked(&self) -> &[(String, String)] {
        &self.unasked
    }

    /// Notes an index of which no path is made.
    pub fn note_unasked(&mut self, index: &str, column: &str) {
        self.unasked.push((index.to_string(), column.to_string()));
    }

    /// Takes in the paths of another set, and what it dropped.
    pub fn absorb(&mut self, other: &PathSet<'r>) {
        for lost in &other.lost {
            self.note_lost(lost.clone());
        }
        self.lost_untold += other.lost_untold;
        for path in &other.paths {
            self.add_shared(path.clone());
        }
    }

    fn note_lost(&mut self, lost: Lost<'r>) {
        let at = self.lost.partition_point(|old| old.path.cost.total <= lost.path.cost.total);
        self.lost.insert(at, lost);
        if self.lost.len() > LOST_PATHS_MAX {
            self.lost.pop();
            self.lost_untold += 1;
        }
    }

    /// All paths.
    pub fn all(&self) -> &[PathRef<'r>] {
        &self.paths
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Paths that ask for nothing from outside.
    pub fn free(&self) -> impl Iterator<Item = &PathRef<'r>> {
        self.paths.iter().filter(|path| path.outer.is_empty())
    }

    /// The cheapest of the free ones when all rows are asked for.
    pub fn cheapest(&self) -> Option<&PathRef<'r>> {
        self.free().min_by(|a, b| a.cost.total.total_cmp(&b.cost.total))
    }

    /// The cheapest of the free ones when only part of the rows is asked for.
    pub fn cheapest_for(&self, rows: Option<f64>) -> Option<&PathRef<'r>> {
        self.free().min_by(|a, b| partial(a, rows).total_cmp(&partial(b, rows)))
    }

    /// The cheapest free path in that order.
    pub fn cheapest_in_order(&self, order: &[SortKey], rows: Option<f64>) -> Option<&PathRef<'r>> {
        self.free()
            .filter(|path| satisfies(&path.order, order))
            .min_by(|a, b| partial(a, rows).total_cmp(&partial(b, rows)))
    }

    /// Adds a path, unless one that is there is as good; drops those that it beats.
    pub fn add(&mut self, path: Path<'r>) {
        self.add_shared(Rc::new(path));
    }

    /// Adds a path that others share.
    pub fn add_shared(&mut self, new: PathRef<'r>) {
        let mut winner = None;
        let mut beaten = Vec::new();
        self.paths.retain(|old| {
            if winner.is_some() {
                return true;
            }
            match compare(&new, old) {
                Verdict::Better => {
                    beaten.push(old.clone());
                    false
                }
                Verdict::Worse | Verdict::Equal => {
                    winner = Some(old.clone());
                    true
                }
                Verdict::Different => true,
            }
        });
        for path in beaten {
            self.note_lost(Lost { path, by: Some(new.clone()) });
        }
        if winner.is_some() {
            self.note_lost(Lost { path: new, by: winner });
        } else {
            let at = self.paths.partition_point(|old| old.cost.total <= new.cost.total);
            self.paths.insert(at, new);
        }
    }
}

/// What a path costs until that many of its rows are there.
pub fn partial(path: &Path<'_>, rows: Option<f64>) -> f64 {
    let PlanCost { startup, total } = path.cost;
    match rows {
        Some(rows) if rows < path.rows => startup + (total - startup) * rows / path.rows,
        _ => total,
    }
}

/// How a new path compares with an old one.
fn compare(new: &Path<'_>, old: &Path<'_>) -> Verdict {
    let verdicts = [
        costs(new.cost, old.cost),
        orders(&new.order, &old.order),
        outers(&new.outer, &old.outer),
        fewer(new.rows, old.rows),
    ];
    let has = |verdict| verdicts.contains(&verdict);
    match (has(Verdict::Better), has(Verdict::Worse)) {
        _ if has(Verdict::Different) => Verdict::Different,
        (true, true) => Verdict::Different,
        (true, false) => Verdict::Better,
        (false, true) => Verdict::Worse,
        (false, false) if new.cost.total < old.cost.total / (1.0 + 1.0e-10) => Verdict::Better,
        (false, false) => Verdict::Equal,
    }
}

fn costs(new: PlanCost, old: PlanCost) -> Verdict {
    let total = fewer_fuzzy(new.total, old.total);
    let startup = fewer_fuzzy(new.startup, old.startup);
    match (total, startup) {
        (Verdict::Equal, other) | (other, Verdict::Equal) => other,
        (total, startup) if total == startup => total,
        _ => Verdict::Different,
    }
}

fn fewer_fuzzy(new: f64, old: f64) -> Verdict {
    if new > old * FUZZ {
        Verdict::Worse
    } else if old > new * FUZZ {
        Verdict::Better
    } else {
        Verdict::Equal
    }
}

fn fewer(new: f64, old: f64) -> Verdict {
    match new.total_cmp(&old) {
        std::cmp::Ordering::Less => Verdict::Better,
        std::cmp::Ordering::Equal => Verdict::Equal,
        std::cmp::Ordering::Greater => Verdict::Worse,
    }
}

fn orders(new: &[SortKey], old: &[SortKey]) -> Verdict {
    match (satisfies(new, old), satisfies(old, new)) {
        (true, true) => Verdict::Equal,
        (true, false) => Verdict::Better,
        (false, true) => Verdict::Worse,
        (false, false) => Verdict::Different,
    }
}

fn outers(new: &BTreeSet<ColumnId>, old: &BTreeSet<ColumnId>) -> Verdict {
    match (new.is_subset(old), old.is_subset(new)) {
        (true, true) => Verdict::Equal,
        (true, false) => Verdict::Better,
        (false, true) => Verdict::Worse,
        (false, false) => Verdict::Different,
    }
}
