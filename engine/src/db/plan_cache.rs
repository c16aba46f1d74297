//! Plans that are kept, so that a statement of a known shape is neither parsed nor bound nor
//! planned again.
//!
//! ```text
//!   text --lexed--> shape + literals
//!                     | known, and nothing that its plan rests on has changed
//!                     +-- yes --> plan, and values for its parameters from the literals
//!                     +-- no ---> parse, bind, plan; keep the plan
//! ```
//!
//! A kept plan is the one that would be made anew. It rests on
//! 1. the types of the parameters and the literals that were not lifted: compared,
//! 2. the catalogue, which is never changed in place while a plan holds it: compared by address,
//! 3. the settings that the engine reads: compared,
//! 4. the page counts of the tables that it reads: compared,
//! 5. the recording level, for what is told of how it came about: compared.
//!
//! So a kept plan shows in nothing but time. Errors carry places in the text that the plan was
//! made from; they are moved to the text at hand when they occur ([`super::statement`]).
//! Past [`PLANS_MAX`] plans the one that was not used for longest goes.

use std::cell::RefCell;
use std::collections::hash_map::DefaultHasher;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use model::base::ids::RelId;
use model::base::limits::{PLANS_MAX, PLANS_OF_SHAPE_MAX};
use model::trace::event::plan::PlanEvent;
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::database::StoreSizes;
use super::settings::values::Now;
use crate::catalog::cache::Catalog;
use crate::catalog::info::{IndexInfo, TableInfo};
use crate::exec::given::Given;
use crate::plan::cardinality::{IndexSize, TableSizes};
use crate::plan::physical::Plan;
use crate::sql::lift::{read_rows, Slot};
use crate::sql::shape::{Gap, Shape};
use crate::sql::statement::OutputColumn;
use crate::storage::store::Store;

/// A plan with all that a statement needs to run it.
#[derive(Debug)]
pub struct Ready {
    /// The plan.
    pub plan: Plan,
    /// The columns of its header; `None` where it hands out no rows.
    pub header: Option<Vec<OutputColumn>>,
    /// The word that its command tag begins with.
    pub verb: &'static str,
    /// What the text that it was made from had and its shape had not.
    pub gaps: Vec<Gap>,
    /// How it came about, if that is written down.
    pub story: Vec<PlanEvent>,
}

/// What a statement puts into a plan of its shape.
#[derive(Debug, Default)]
pub struct Filling {
    /// The values of the parameters after the statement's own.
    pub values: Vec<Value>,
    /// The rows of VALUES.
    pub given: Option<Given>,
}

/// A kept plan and what it rests on, the catalogue and the settings aside.
#[derive(Debug)]
pub struct Kept {
    /// The plan.
    pub ready: Arc<Ready>,
    /// The types of the statement's own parameters.
    pub types: Vec<DataType>,
    /// The literals that became parameters.
    pub slots: Vec<Slot>,
    /// The types of the columns that given rows go to, and the number of rows.
    pub given: Option<(Vec<DataType>, usize)>,
    /// The text of every literal that did not become a parameter, with its number.
    pub fixed: Vec<(usize, String)>,
    /// The page counts that the planner asked for.
    pub sizes: Vec<(RelId, u32)>,
    /// When it was used last.
    pub(super) used: u64,
}

/// Plans by shape.
#[derive(Debug, Default)]
pub struct PlanCache {
    plans: HashMap<Vec<u8>, Vec<Kept>, BuildHasherDefault<DefaultHasher>>,
    count: usize,
    clock: u64,
    hits: u64,
    /// What all of them rest on.
    rests_on: Option<(Arc<Catalog>, Arc<Now>, Level)>,
}

impl Kept {
    /// A plan that was just made for a statement of that shape.
    pub fn new(ready: Ready, shape: &Shape<'_>, types: &[DataType], slots: Vec<Slot>) -> Kept {
        let is_fixed = |(at, _): &(usize, _)| slots.iter().all(|slot| slot.literal != *at);
        let literals = shape.literals.iter().enumerate().filter(is_fixed);
        Kept {
            ready: Arc::new(ready),
            types: types.to_vec(),
            fixed: literals.map(|(at, literal)| (at, literal.in_text(shape.text).into())).collect(),
            slots,
            given: None,
            sizes: Vec::new(),
            used: 0,
        }
    }

    /// What a statement of its shape puts in; `None` where the plan is not for that statement.
    pub fn fill(&self, shape: &Shape<'_>, types: &[DataType], store: &Store) -> Option<Filling> {
        let is_alike =
            |(at, text): &(usize, String)| shape.literals[*at].in_text(shape.text) == text.as_str();
        let is_of_size = |(rel, pages): &(RelId, u32)| store.page_count(*rel) == *pages;
        if self.types != types
            || !self.fixed.iter().all(is_alike)
            || !self.sizes.iter().all(is_of_size)
        {
            return None;
        }
        let values = self.slots.iter().map(|slot| slot.value(shape)).collect::<Option<Vec<_>>>()?;
        let given = match (&shape.rows, &self.given) {
            (Some(rows), Some((columns, count))) if rows.row_count() == *count => {
                let first = u16::try_from(types.len() + 1).ok()?;
                Some(Given { first, rows: read_rows(shape.text, rows, columns)? })
            }
            (None, None) => None,
            _ => return None,
        };
        Some(Filling { values, given })
    }
}

impl PlanCache {
    /// How often a statement was served by a kept plan. Only tests read it.
    pub fn hits(&self) -> u64 {
        self.hits
    }

    /// The plan for a statement, and what the statement puts into it.
    pub fn find(
        &mut self,
        shape: &Shape<'_>,
        types: &[DataType],
        (store, catalog, settings, level): (&Store, &Arc<Catalog>, &Arc<Now>, Level),
    ) -> Option<(Arc<Ready>, Filling)> {
        let is_same = self.rests_on.as_ref().is_some_and(|(known, old_settings, old_level)| {
            let are_same = Arc::ptr_eq(old_settings, settings) || old_settings == settings;
            Arc::ptr_eq(known, catalog) && are_same && *old_level == level
        });
        if !is_same {
            self.plans.clear();
            self.count = 0;
            self.rests_on = Some((catalog.clone(), settings.clone(), level));
            return None;
        }
        self.clock += 1;
        let plans = self.plans.get_mut(&shape.bytes)?;
        let found = plans.iter_mut().find_map(|kept| {
            let filling = kept.fill(shape, types, store)?;
            kept.used = self.clock;
            Some((kept.ready.clone(), filling))
        });
        self.hits += u64::from(found.is_some());
        found
    }

    /// Keeps a plan that was made since [`PlanCache::find`] did not find one.
    pub fn keep(&mut self, shape: Vec<u8>, kept: Kept) {
        if self.count >= PLANS_MAX {
            self.forget_oldest();
        }
        let plans = self.plans.entry(shape).or_default();
        if plans.len() == PLANS_OF_SHAPE_MAX {
            plans.remove(0);
            self.count -= 1;
        }
        plans.push(Kept { used: self.clock, ..kept });
        self.count += 1;
    }

    /// Lets go of the shape whose plans were not used for longest; the clock never says the same
    /// for two.
    fn forget_oldest(&mut self) {
        let last_use = |plans: &Vec<Kept>| plans.iter().map(|kept| kept.used).max();
        let oldest = self.plans.iter().min_by_key(|(_, plans)| last_use(plans));
        if let Some(shape) = oldest.map(|(shape, _)| shape.clone()) {
            self.count -= self.plans.remove(&shape).map_or(0, |plans| plans.len());
        }
    }
}

/// The sizes of tables, with a note of which the planner asked for.
pub struct NotedSizes<'a> {
    /// The sizes.
    pub sizes: StoreSizes<'a>,
    /// The rows that come with the statement.
    pub given_rows: Option<usize>,
    /// What was asked for.
    pub noted: RefCell<Vec<(RelId, u32)>>,
}

impl TableSizes for NotedSizes<'_> {
    fn page_count(&self, table: &TableInfo) -> u32 {
        let pages = self.sizes.page_count(table);
        let mut noted = self.noted.borrow_mut();
        if !noted.contains(&(table.file, pages)) {
            noted.push((table.file, pages));
        }
        pages
    }

    fn page_bytes(&self) -> u32 {
        self.sizes.page_bytes()
    }

    fn given_rows(&self) -> Option<usize> {
        self.given_rows
    }

    fn index_size(&self, index: &IndexInfo) -> Option<IndexSize> {
        self.sizes.index_size(index)
    }
}
