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
use std::fmt;
use std::hash::BuildHasherDefault;
use std::rc::Rc;
use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::RelId;
use model::base::limits::{PLANS_MAX, PLANS_OF_SHAPE_MAX};
use model::message::reply::HeaderColumn;
use model::trace::event::plan::PlanEvent;
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::database::StoreSizes;
use super::settings::values::Now;
use crate::catalog::cache::Catalog;
use crate::catalog::info::{IndexInfo, TableInfo};
use crate::exec::build::build_with;
use crate::exec::given::Given;
use crate::exec::operator::Operator;
use crate::exec::state::ExecState;
use crate::plan::cardinality::{IndexSize, TableSizes};
use crate::plan::physical::Plan;
use crate::sql::lift::{read_rows, Slot};
use crate::sql::shape::{Gap, Shape};
use crate::sql::statement::Statement;
use crate::storage::store::Store;

/// A plan with all that a statement needs to run it.
#[derive(Debug)]
pub struct Ready {
    /// The plan.
    pub plan: Plan,
    /// The columns of its header; `None` where it hands out no rows.
    pub header: Option<Arc<[HeaderColumn]>>,
    /// The word that its command tag begins with.
    pub verb: &'static str,
    /// What the text that it was made from had and its shape had not.
    pub gaps: Vec<Gap>,
    /// How it came about, if that is written down.
    pub story: Vec<PlanEvent>,
    /// Operators of the plan that wait for the next statement.
    pub idle: RefCell<Option<Operators>>,
}

/// The operators of a plan, and their memory.
pub struct Operators {
    /// The one at the top.
    pub top: Box<dyn Operator>,
    /// What they keep between steps.
    pub state: ExecState,
}

impl Operators {
    /// Operators that were just built.
    pub fn new(top: Box<dyn Operator>) -> Operators {
        Operators { top, state: ExecState::new() }
    }
}

impl fmt::Debug for Operators {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Operators")
    }
}

impl Ready {
    /// Operators for a statement with those rows: ones that have run already, or new ones.
    pub fn operators(&self, given: Option<Given>) -> Result<Operators> {
        let mut operators = match self.idle.take() {
            Some(operators) => operators,
            None => Operators::new(build_with(&self.plan, given.as_ref())?),
        };
        operators.state.given = given.map(|given| given.rows).unwrap_or_default();
        Ok(operators)
    }

    /// Keeps operators that are done, unless they would have to be built anew.
    pub fn keep(&self, mut operators: Operators) {
        if operators.top.renew() {
            operators.state.renew();
            self.idle.replace(Some(operators));
        }
    }
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
    pub ready: Rc<Ready>,
    /// The statement, bound: to be planned again once its tables have another size.
    pub statement: Rc<Statement>,
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
    pub fn new(
        ready: Ready,
        statement: Rc<Statement>,
        shape: &Shape<'_>,
        types: &[DataType],
        slots: Vec<Slot>,
    ) -> Kept {
        let is_fixed = |(at, _): &(usize, _)| slots.iter().all(|slot| slot.literal != *at);
        let literals = shape.literals.iter().enumerate().filter(is_fixed);
        Kept {
            ready: Rc::new(ready),
            statement,
            types: types.to_vec(),
            fixed: literals.map(|(at, literal)| (at, literal.in_text(shape.text).into())).collect(),
            slots,
            given: None,
            sizes: Vec::new(),
            used: 0,
        }
    }

    /// Whether it serves a text that is its own shape.
    fn fits_text(&self, types: &[DataType], store: &Store) -> bool {
        // A shape from which something was taken has marks in it, which no text that is planned
        // has: one without literals or rows is the text itself.
        let is_whole = self.slots.is_empty() && self.fixed.is_empty() && self.given.is_none();
        is_whole && self.types == types && self.is_of_size(store)
    }

    /// Whether a statement of its shape differs in nothing that the plan depends on.
    fn is_of(&self, shape: &Shape<'_>, types: &[DataType]) -> bool {
        let is_alike =
            |(at, text): &(usize, String)| shape.literals[*at].in_text(shape.text) == text.as_str();
        self.types == types && self.fixed.iter().all(is_alike)
    }

    /// Whether tables are as large as they were when the plan was made.
    fn is_of_size(&self, store: &Store) -> bool {
        self.sizes.iter().all(|(rel, pages)| store.page_count(*rel) == *pages)
    }

    /// What a statement of its shape puts in; `None` where the plan is not for that statement.
    pub fn fill(&self, shape: &Shape<'_>, types: &[DataType], store: &Store) -> Option<Filling> {
        if !self.is_of(shape, types) || !self.is_of_size(store) {
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
    ) -> Option<(Rc<Ready>, Filling)> {
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

    /// The plan for a text without literals, which is its own shape: it is not even lexed.
    pub fn find_text(
        &mut self,
        text: &str,
        types: &[DataType],
        (store, catalog, settings, level): (&Store, &Arc<Catalog>, &Arc<Now>, Level),
    ) -> Option<Rc<Ready>> {
        let (known, old_settings, old_level) = self.rests_on.as_ref()?;
        let is_same = Arc::ptr_eq(known, catalog) && Arc::ptr_eq(old_settings, settings);
        if !is_same || *old_level != level {
            return None;
        }
        let plans = self.plans.get_mut(text.as_bytes())?;
        let kept = plans.iter_mut().find(|kept| kept.fits_text(types, store))?;
        self.clock += 1;
        self.hits += 1;
        kept.used = self.clock;
        Some(kept.ready.clone())
    }

    /// Takes a plan out that would serve a statement but for the size of tables, which are seldom
    /// of an old size again; since [`PlanCache::find`] did not find one.
    pub fn take_outgrown(
        &mut self,
        shape: &Shape<'_>,
        types: &[DataType],
        store: &Store,
    ) -> Option<Kept> {
        let row_count = shape.rows.as_ref().map(|rows| rows.row_count());
        let plans = self.plans.get_mut(&shape.bytes)?;
        let is_it = |kept: &Kept| {
            !kept.is_of_size(store)
                && kept.is_of(shape, types)
                && kept.given.as_ref().map(|(_, count)| *count) == row_count
                && kept.slots.iter().all(|slot| slot.value(shape).is_some())
        };
        let place = plans.iter().position(is_it)?;
        self.count -= 1;
        Some(plans.remove(place))
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
