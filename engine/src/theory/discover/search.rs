//! Discovery as a task: it works in slices, tells how far it is, and is cancelled by letting it go.

use model::trace::derivation::Findings;
use model::trace::event::theory::LatticeStep;

use super::independent::Independent;
use super::lattice::Lattice;
use super::near::Near;
use super::table::Table;

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The longest left side of a functional dependency, in columns.
    pub left_columns_max: usize,
    /// A dependency nearly holds if that many of a thousand rows or fewer have to go; 0 for none.
    pub near_permille: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options { left_columns_max: usize::MAX, near_permille: 50 }
    }
}

/// How far a discovery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Walking the lattice: so many columns in a set, so many sets of that size done, of so many.
    Lattice(usize, u64, u64),
    /// Measuring what nearly holds: so many left sides done, of so many.
    Near(u64, u64),
    /// Looking for independent columns: so many left sides done, of so many.
    Independent(u64, u64),
    /// Done: take the findings.
    Done,
}

/// A discovery under way.
pub struct Discovery {
    table: Table,
    lattice: Lattice,
    near: Near,
    independent: Independent,
    progress: Progress,
}

impl Discovery {
    /// A discovery in a table.
    pub fn new(table: Table, options: Options) -> Discovery {
        let removals_max = table.row_count() as u64 * options.near_permille / 1_000;
        Discovery {
            lattice: Lattice::new(options.left_columns_max),
            near: Near::new(&table, removals_max),
            independent: Independent::new(&table),
            progress: Progress::Lattice(0, 0, 1),
            table,
        }
    }

    /// Works until about that many rows were touched.
    pub fn step(&mut self, budget: u64) -> Progress {
        let mut touched = 0;
        while touched < budget && self.progress != Progress::Done {
            touched += self.advance();
        }
        self.progress
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// What the lattice taught since this was last asked.
    pub fn take_steps(&mut self) -> Vec<LatticeStep> {
        std::mem::take(&mut self.lattice.steps)
    }

    /// What was found, so far or in the end.
    pub fn findings(&self) -> Findings {
        let mut dependencies = self.lattice.dependencies.clone();
        dependencies.sort_unstable_by_key(|found| (found.right, found.left.len(), found.left));
        let mut unique = self.lattice.unique.clone();
        unique.sort_unstable_by_key(|columns| (columns.len(), *columns));
        let mut near = self.near.found.clone();
        near.sort_unstable_by_key(|found| (found.removals, found.dependency));
        Findings {
            dependencies,
            unique,
            near,
            independent: self.independent.found.clone(),
            left_columns_max: self.lattice.left_columns_max,
            untried: self.independent.untried,
        }
    }

    /// One bounded thing; how many rows it touched.
    fn advance(&mut self) -> u64 {
        let Discovery { table, lattice, near, independent, progress } = self;
        let touched = match *progress {
            Progress::Lattice(..) => lattice.advance(table),
            Progress::Near(..) => near.advance(table),
            Progress::Independent(..) => independent.advance(table),
            Progress::Done => return 0,
        };
        let (near_done, near_all) = near.progress();
        let (independent_done, independent_all) = independent.progress();
        let (sets_done, sets_all) = lattice.progress();
        *progress = match (*progress, touched) {
            (Progress::Lattice(..), Some(_)) => {
                Progress::Lattice(lattice.width, sets_done, sets_all)
            }
            (Progress::Lattice(..), None) | (Progress::Near(..), Some(_)) => {
                Progress::Near(near_done, near_all)
            }
            (Progress::Near(..), None) | (Progress::Independent(..), Some(_)) => {
                Progress::Independent(independent_done, independent_all)
            }
            (Progress::Independent(..), None) | (Progress::Done, _) => Progress::Done,
        };
        touched.unwrap_or(0).max(1)
    }
}
