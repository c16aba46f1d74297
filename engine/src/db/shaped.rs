//! Statements of a known shape: from the text to a running plan without the parser.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use model::base::error::{Error, Result};
use model::message::reply::{HeaderColumn, Reply};
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::answer::{header_columns, verb};
use super::database::{Database, StoreSizes};
use super::plan_cache::{Filling, Kept, NotedSizes, Ready};
use super::settings::values::Now;
use super::statement::{Kind, Request, Task};
use crate::exec::given::Given;
use crate::plan::choose::plan;
use crate::plan::settings::PlanInputs;
use crate::sql::bind_statement::{bind_kept, bind_shape, Lifted};
use crate::sql::lift::Slot;
use crate::sql::shape::{place_in, Gap, Shape};
use crate::sql::statement::Statement;
use crate::txn::transaction::Transaction;

impl Task {
    /// Begins a statement that has a shape; `None`, and nothing done, for all others, those with a
    /// mistake among them.
    pub(super) fn prepare_shaped(
        &mut self,
        database: &mut Database,
        request: &Request<'_>,
        types: &[DataType],
        out: &mut Vec<Reply>,
    ) -> Option<Result<()>> {
        if request.data.is_some() || !self.settings_before.now.keeps_plans {
            return None;
        }
        let (ready, filling) = match self.plan_of_text(database, request, types) {
            Some(ready) => (ready, Filling::default()),
            None => {
                let shape = Shape::of(request.text)?;
                self.plan_of_shape(database, shape, (types, request.params))?
            }
        };
        Some(self.run_ready(database, request, ready, filling, out))
    }

    /// The kept plan for that very text, where values come with it: then it seldom has literals.
    fn plan_of_text(
        &self,
        database: &mut Database,
        request: &Request<'_>,
        types: &[DataType],
    ) -> Option<Rc<Ready>> {
        if types.is_empty() {
            return None;
        }
        let Database { plans, catalog, store, tracer, .. } = database;
        let settings = &self.settings_before.now;
        plans.find_text(request.text, types, (store, catalog, settings, tracer.level()))
    }

    /// The plan for a statement of that shape, kept or made, and what the statement puts into it.
    /// `given`: the types and values of the statement's own parameters.
    pub(super) fn plan_of_shape(
        &self,
        database: &mut Database,
        shape: Shape<'_>,
        given: (&[DataType], &[Value]),
    ) -> Option<(Rc<Ready>, Filling)> {
        let settings = &self.settings_before.now;
        let Database { plans, catalog, store, tracer, .. } = database;
        let known = plans.find(&shape, given.0, (store, catalog, settings, tracer.level()));
        known.or_else(|| make(database, settings, shape, given))
    }

    fn run_ready(
        &mut self,
        database: &mut Database,
        request: &Request<'_>,
        ready: Rc<Ready>,
        filling: Filling,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        self.check_block(database, None)?;
        self.open_transaction(database);
        self.check_write(database, (ready.verb != "SELECT").then_some(ready.verb))?;
        self.params.extend_from_slice(request.params);
        self.params.extend(filling.values);
        let mut txn = self.txn.take().expect("opened just before");
        let begun = self.begin_kept(database, &ready, filling.given, &mut txn, out);
        self.txn = Some(txn);
        self.ready = Some(ready);
        begun
    }

    /// The operators of a kept plan begin to run, and go back to it once they are done.
    pub(super) fn begin_kept(
        &mut self,
        database: &mut Database,
        ready: &Rc<Ready>,
        given: Option<Given>,
        txn: &mut Transaction,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        database.tell_plan(&ready.story);
        let operators = ready.operators(given)?;
        self.begin_work(database, operators, Kind::Rows(ready.verb), txn);
        if let Some(work) = &mut self.work {
            work.kept = Some(ready.clone());
        }
        let statement = self.id;
        out.extend(ready.header.clone().map(|columns| Reply::Header { statement, columns }));
        Ok(())
    }

    /// The error of a kept plan, its place moved from the text that the plan was made from to the
    /// text at hand.
    pub(super) fn placed(&self, error: Error, text: &str) -> Error {
        let Some(ready) = &self.ready else { return error };
        let mut error = error.to_sql();
        error.position = error.position.map(|position| match Shape::of(text) {
            Some(shape) => place_in(position, &ready.gaps, &shape.gaps()),
            None => position,
        });
        error.into()
    }
}

/// A statement that serves all of its shape, bound.
struct Bound {
    statement: Rc<Statement>,
    slots: Vec<Slot>,
    /// The types of the columns that given rows go to.
    given: Option<Vec<DataType>>,
    header: Option<Arc<[HeaderColumn]>>,
    gaps: Vec<Gap>,
}

impl Bound {
    /// Parses and binds a statement.
    fn anew(
        database: &Database,
        settings: &Now,
        shape: &Shape<'_>,
        types: &[DataType],
    ) -> Option<Bound> {
        let one_row = shape.rows.as_ref().map(|rows| shape.with_one_row(rows));
        let template = match &one_row {
            Some(text) => &Shape::of(text)?,
            None => shape,
        };
        let names = (&**database.catalog(), settings.path.clone());
        let Lifted { statement, slots, given } = match shape.is_prepared() {
            true => bind_kept(shape.text, names, types.to_vec()).ok()?.into(),
            false => bind_shape(template, names, types)?,
        };
        let header = match &statement {
            Statement::Query(query) => Some(header_columns(&query.columns)),
            Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) => {
                let columns = statement.columns();
                (!columns.is_empty()).then(|| header_columns(columns))
            }
            _ => return None,
        };
        Some(Bound { statement: Rc::new(statement), slots, given, header, gaps: template.gaps() })
    }

    /// The statement of a plan whose tables have another size now.
    fn again(kept: Kept) -> Bound {
        Bound {
            statement: kept.statement,
            slots: kept.slots,
            given: kept.given.map(|(types, _)| types),
            header: kept.ready.header.clone(),
            gaps: kept.ready.gaps.clone(),
        }
    }
}

/// Plans a statement so that the plan serves all of its shape, and keeps it. What is bound already
/// is not bound again.
fn make(
    database: &mut Database,
    settings: &Now,
    shape: Shape<'_>,
    (types, params): (&[DataType], &[Value]),
) -> Option<(Rc<Ready>, Filling)> {
    let bound = match database.plans.take_outgrown(&shape, types, &database.store) {
        Some(kept) => Bound::again(kept),
        None => Bound::anew(database, settings, &shape, types)?,
    };
    let Bound { statement, slots, given, header, gaps } = bound;
    let given = given.zip(shape.rows.as_ref().map(|rows| rows.row_count()));
    let sizes = NotedSizes {
        sizes: StoreSizes { store: &database.store },
        given_rows: given.as_ref().map(|(_, row_count)| *row_count),
        noted: RefCell::default(),
    };
    let column_count = given.as_ref().map_or(0, |(columns, _)| columns.len());
    let values: Option<Vec<Value>> = slots.iter().map(|slot| slot.value(&shape)).collect();
    let values = [params, &values?].concat();
    let has_looked = Cell::new(false);
    let is_told = database.tracer.level() >= Level::Pages;
    let story = RefCell::default();
    let inputs = PlanInputs {
        sizes: &sizes,
        settings: &settings.planner,
        params: &values,
        has_looked: &has_looked,
        story: is_told.then_some(&story),
    };
    let plan = plan(&statement, inputs, types.len() + slots.len() + column_count).ok()??;
    let (verb, story, idle) = (verb(&statement), story.into_inner(), RefCell::default());
    let ready = Ready { plan, header, verb, gaps, story, idle };
    let sizes = sizes.noted.into_inner();
    let kept = Kept { given, sizes, ..Kept::new(ready, statement, &shape, types, slots) };
    let filling = kept.fill(&shape, types, &database.store)?;
    let ready = kept.ready.clone();
    // A plan made for these very values serves no others.
    if !has_looked.get() {
        database.plans.keep(shape.bytes, kept);
    }
    Some((ready, filling))
}
