//! The chase: whether the relations of a decomposition, joined, give back what was there.
//!
//! ```text
//!               order  customer  city       a row for each relation; 0 where it has the column,
//!   {order,       0       0        1        else a symbol of its own
//!    customer}
//!   {customer,    2       0        0        customer -> city: the rows agree on customer, so
//!    city}                                  1 becomes 0, and the first row is whole
//! ```
//!
//! Functional dependencies make symbols equal, multivalued ones add rows that the others imply.
//! The join is lossless exactly if some row becomes distinguished throughout. If none does, the
//! tableau itself keeps all dependencies and its projections give back a row that it does not have.
//! No symbol is ever made, so it ends; but rows can become exponentially many, so they are bounded.
//! Source: Aho, Beeri and Ullman, "The Theory of Joins in Relational Databases" (1979).

use std::collections::{BTreeMap, BTreeSet};

use model::base::error::{sqlstate, Error, Result};
use model::base::limits::{RELATIONS_MAX, TABLEAU_ROWS_MAX};
use model::trace::derivation::Chase;
use model::trace::event::theory::ChaseStep;
use model::types::attributes::{AttributeNo, AttributeSet};
use model::types::dependency::{Dependency, DependencyKind, Scheme};

use super::fault::{planted, Fault};

/// The symbol that every column shares with the row that is looked for.
const DISTINGUISHED: u32 = 0;

/// Chases the tableau of a decomposition of a scheme.
pub fn of_decomposition(scheme: &Scheme, relations: &[AttributeSet]) -> Result<Chase> {
    let covered = relations.iter().fold(AttributeSet::EMPTY, |all, relation| all | *relation);
    let missing = scheme.all() - covered;
    if !missing.is_empty() {
        let missing = scheme.attributes.text(missing);
        let message = format!("no relation of the decomposition has {missing}");
        return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
    }
    if relations.len() > RELATIONS_MAX {
        let what = "relations of a decomposition".to_string();
        return Err(Error::Limit { what, max: RELATIONS_MAX as u64 });
    }
    let width = scheme.attributes.len();
    let mut tableau = Tableau { rows: initial(width, relations), steps: Vec::new() };
    loop {
        let before = tableau.steps.len();
        for (by, dependency) in scheme.dependencies().iter().enumerate() {
            if tableau.whole_row().is_some() {
                break;
            }
            tableau.apply(by as u32, dependency)?;
        }
        if tableau.steps.len() == before {
            let whole_row = tableau.whole_row();
            let Tableau { rows, steps } = tableau;
            return Ok(Chase { relations: relations.to_vec(), steps, rows, whole_row });
        }
    }
}

/// The tableau before anything is done.
pub fn initial(width: usize, relations: &[AttributeSet]) -> Vec<Vec<u32>> {
    let symbol = |at: usize, column: usize| {
        let has_it = relations[at].contains(column as AttributeNo);
        if has_it {
            DISTINGUISHED
        } else {
            at as u32 + 1
        }
    };
    let row = |at| (0..width).map(|column| symbol(at, column)).collect();
    (0..relations.len()).map(row).collect()
}

struct Tableau {
    rows: Vec<Vec<u32>>,
    steps: Vec<ChaseStep>,
}

impl Tableau {
    /// The first row that is distinguished throughout.
    fn whole_row(&self) -> Option<u32> {
        let strangers = |row: &Vec<u32>| row.iter().filter(|at| **at != DISTINGUISHED).count();
        let tolerated = usize::from(planted(Fault::CallsLossyLossless));
        self.rows.iter().position(|row| strangers(row) <= tolerated).map(|at| at as u32)
    }

    /// Does all that a dependency asks for at present.
    fn apply(&mut self, by: u32, dependency: &Dependency) -> Result<()> {
        let groups = self.groups(dependency.left);
        match dependency.kind {
            DependencyKind::Functional => {
                for group in groups {
                    for second in &group[1..] {
                        self.equate(by, (group[0], *second), dependency.right);
                    }
                }
                Ok(())
            }
            DependencyKind::Multivalued => {
                let mut known: BTreeSet<Vec<u32>> = self.rows.iter().cloned().collect();
                let mut exchange = |group| self.exchange(by, group, dependency.right, &mut known);
                groups.iter().try_for_each(|group| exchange(group))
            }
        }
    }

    /// The rows that agree on a left side, two or more of them, in order.
    fn groups(&self, left: AttributeSet) -> Vec<Vec<u32>> {
        let mut groups: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            let key = left.iter().map(|column| row[usize::from(column)]).collect();
            groups.entry(key).or_default().push(at as u32);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }

    /// Makes two rows agree; the lower symbol stays.
    fn equate(&mut self, by: u32, rows: (u32, u32), right: AttributeSet) {
        for column in right.iter() {
            let at = usize::from(column);
            let symbols = (self.rows[rows.0 as usize][at], self.rows[rows.1 as usize][at]);
            let (kept, replaced) = (symbols.0.min(symbols.1), symbols.0.max(symbols.1));
            if kept == replaced {
                continue;
            }
            for row in self.rows.iter_mut().filter(|row| row[at] == replaced) {
                row[at] = kept;
            }
            self.steps.push(ChaseStep::Equated { by, rows, column, replaced, kept });
        }
    }

    /// Lets the rows of a group take each other's right sides.
    fn exchange(
        &mut self,
        by: u32,
        group: &[u32],
        right: AttributeSet,
        known: &mut BTreeSet<Vec<u32>>,
    ) -> Result<()> {
        for first in group {
            for second in group {
                let rows = (*first, *second);
                let source = |column: usize| {
                    if right.contains(column as AttributeNo) {
                        rows.0
                    } else {
                        rows.1
                    }
                };
                let width = self.rows[0].len();
                let row = (0..width).map(|column| self.rows[source(column) as usize][column]);
                let row: Vec<u32> = row.collect();
                if known.contains(&row) {
                    continue;
                }
                if self.rows.len() == TABLEAU_ROWS_MAX {
                    let what = "rows of a tableau".to_string();
                    return Err(Error::Limit { what, max: TABLEAU_ROWS_MAX as u64 });
                }
                let step = ChaseStep::RowAdded { by, rows, row: self.rows.len() as u32 };
                self.steps.push(step);
                known.insert(row.clone());
                self.rows.push(row);
            }
        }
        Ok(())
    }
}
