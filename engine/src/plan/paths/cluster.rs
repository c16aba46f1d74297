//! A tree of joins taken apart: relations, conditions, and the joins that bind the order.
//!
//! ```text
//!   ((a JOIN b ON p) LEFT JOIN (c JOIN d ON q) ON r) WHERE s
//!
//!   leaves     a b c d
//!   clauses    p{a b}  q{c d}  s{...}
//!   specials   LEFT  left {those of a, b that r names}  right {c d}  on r
//! ```
//!
//! Inner joins may happen in any order. An outer, semi or anti join has its whole right side on its
//! right, and on its left at least the relations that its condition names. A condition further up
//! that names the right side of an outer join waits until that join has been made, and is then a
//! filter: it must see the NULLs.

use std::collections::{BTreeMap, BTreeSet};

use super::terms::{TableColumns, Test};
use crate::expr::bound::Expr;
use crate::plan::rules::parts::{conjuncts, is_volatile};
use crate::sql::algebra::{ColumnId, JoinKind, Rel};
use crate::sql::free::{columns_of, free_columns};

/// A set of leaves, one bit for each.
pub type RelSet = u64;

/// Relations that are ordered together at most: one bit for each.
const LEAVES_MAX: usize = 60;

/// A tree of joins in parts.
#[derive(Debug, Default)]
pub struct Cluster<'r> {
    /// What is joined.
    pub leaves: Vec<&'r Rel>,
    /// Which leaf makes a column.
    pub owner: BTreeMap<ColumnId, usize>,
    /// Conditions of inner joins and filters.
    pub clauses: Vec<Clause>,
    /// Joins that bind the order.
    pub specials: Vec<Special>,
}

/// A condition, and what it waits for.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The condition.
    pub expr: Expr,
    /// The leaves that must have been joined.
    pub needs: RelSet,
    /// Whether it stands above an outer join whose right side it names.
    pub delayed: bool,
}

/// An outer, semi or anti join.
#[derive(Clone, Debug)]
pub struct Special {
    /// Left, Semi or Anti.
    pub kind: JoinKind,
    /// The leaves that must be on its left at least.
    pub left: RelSet,
    /// The leaves on its right.
    pub right: RelSet,
    /// The parts of its condition.
    pub on: Vec<Expr>,
}

impl<'r> Cluster<'r> {
    /// Takes a tree apart.
    pub fn of(rel: &'r Rel) -> Cluster<'r> {
        let mut cluster = Cluster::default();
        cluster.take(rel);
        cluster
    }

    /// A semi join to a key of a table is an inner join: no row finds two partners.
    pub fn free_semi_joins(&mut self) {
        for special in std::mem::take(&mut self.specials) {
            let is_free = special.kind == JoinKind::Semi
                && special.right.count_ones() == 1
                && names_key(self.leaves[special.right.trailing_zeros() as usize], &special.on);
            match is_free {
                true => special.on.into_iter().for_each(|part| self.add_clause(part)),
                false => self.specials.push(special),
            }
        }
    }

    /// All leaves.
    pub fn everything(&self) -> RelSet {
        (0..self.leaves.len()).fold(0, |set, leaf| set | bit(leaf))
    }

    /// The leaves whose columns an expression names.
    pub fn leaves_of(&self, expr: &Expr) -> RelSet {
        let mut used = BTreeSet::new();
        columns_of(expr, &mut used);
        used.iter().filter_map(|id| self.owner.get(id)).fold(0, |set, leaf| set | bit(*leaf))
    }

    /// The leaves under a tree.
    fn take(&mut self, rel: &'r Rel) -> RelSet {
        match rel {
            Rel::Filter { input, predicate } if can_be_parted(predicate) => {
                let set = self.take(input);
                for part in conjuncts(predicate.clone()) {
                    self.add_clause(part);
                }
                set
            }
            Rel::Join { kind, left, right, on }
                if self.leaves.len() + leaf_count(rel) <= LEAVES_MAX
                    && !is_lateral(left, right)
                    && on.as_ref().is_none_or(can_be_parted) =>
            {
                let parts = on.clone().map(conjuncts).unwrap_or_default();
                match kind {
                    JoinKind::Inner => {
                        let set = self.take(left) | self.take(right);
                        parts.into_iter().for_each(|part| self.add_clause(part));
                        set
                    }
                    JoinKind::Left | JoinKind::Semi | JoinKind::Anti => {
                        self.special(*kind, left, right, parts)
                    }
                    JoinKind::Right => self.special(JoinKind::Left, right, left, parts),
                    JoinKind::Full => self.leaf(rel),
                }
            }
            other => self.leaf(other),
        }
    }

    fn leaf(&mut self, rel: &'r Rel) -> RelSet {
        let number = self.leaves.len();
        self.leaves.push(rel);
        for id in rel.columns() {
            self.owner.insert(id, number);
        }
        bit(number)
    }

    fn special(&mut self, kind: JoinKind, left: &'r Rel, right: &'r Rel, on: Vec<Expr>) -> RelSet {
        let left = self.take(left);
        let before = self.clauses.len();
        let right = self.take(right);
        // A condition that names no relation decides about this side alone, not about the join.
        for clause in self.clauses[before..].iter_mut().filter(|clause| clause.needs == 0) {
            clause.needs = right;
        }
        let named = on.iter().fold(0, |set, part| set | self.leaves_of(part));
        let (needed, _) = self.with_outer_joins(named);
        let needed = needed & left;
        let needed = if needed == 0 { left } else { needed };
        self.specials.push(Special { kind, left: needed, right, on });
        left | right
    }

    fn add_clause(&mut self, expr: Expr) {
        let (needs, delayed) = self.with_outer_joins(self.leaves_of(&expr));
        self.clauses.push(Clause { expr, needs, delayed });
    }

    /// The leaves, and with the right side of an outer join all that this join takes.
    fn with_outer_joins(&self, mut set: RelSet) -> (RelSet, bool) {
        let before = set;
        loop {
            let mut grown = set;
            for special in &self.specials {
                if special.right & grown != 0 && special.kind == JoinKind::Left {
                    grown |= special.left | special.right;
                }
            }
            if grown == set {
                return (set, set != before);
            }
            set = grown;
        }
    }
}

/// Whether equalities with columns of others name a whole key of a scan.
pub fn names_key(leaf: &Rel, on: &[Expr]) -> bool {
    let Rel::Scan { table, columns, .. } = leaf else { return false };
    let named = TableColumns::new(table, columns);
    let equal: BTreeSet<usize> = on
        .iter()
        .flat_map(|part| named.terms(part, None))
        .filter(|term| matches!(term.test, Test::Equal(_)) && !term.outer.is_empty())
        .map(|term| term.attribute)
        .collect();
    let is_named = |key: &[usize]| !key.is_empty() && key.iter().all(|at| equal.contains(at));
    let by_index = table.indexes.iter().any(|index| {
        let key: Vec<usize> = index.keys.iter().map(|key| key.column).collect();
        index.unique && is_named(&key)
    });
    by_index || table.primary_key().is_some_and(is_named)
}

/// How many leaves a tree of joins may have: all that stand under its joins and filters.
fn leaf_count(rel: &Rel) -> usize {
    match rel {
        Rel::Filter { input, .. } => leaf_count(input),
        Rel::Join { left, right, .. } => leaf_count(left) + leaf_count(right),
        _ => 1,
    }
}

/// The set of one leaf.
pub fn bit(leaf: usize) -> RelSet {
    1 << leaf
}

/// The leaves of a set.
pub fn members(set: RelSet) -> impl Iterator<Item = usize> {
    (0..LEAVES_MAX + 4).filter(move |leaf| set & bit(*leaf) != 0)
}

/// Whether the parts of a condition may be tested in another order and place.
fn can_be_parted(condition: &Expr) -> bool {
    !is_volatile(condition)
}

fn is_lateral(left: &Rel, right: &Rel) -> bool {
    let made = left.columns();
    free_columns(right).iter().any(|id| made.contains(id))
}
