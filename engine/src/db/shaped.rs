//! Statements of a known shape: from the text to a running plan without the parser.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use model::base::error::{Error, Result};
use model::message::reply::Reply;
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::answer::verb;
use super::database::{Database, StoreSizes};
use super::plan_cache::{Filling, Kept, NotedSizes, Ready};
use super::settings::values::Now;
use super::statement::{Kind, Request, Task};
use crate::exec::build::build_with;
use crate::plan::choose::plan;
use crate::plan::settings::PlanInputs;
use crate::sql::bind_statement::{bind_kept, bind_shape, Lifted};
use crate::sql::shape::{place_in, Shape};
use crate::sql::statement::Statement;

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
        let (shape, given) = (Shape::of(request.text)?, (types, request.params));
        let (ready, filling) = self.plan_of_shape(database, shape, given)?;
        Some(self.run_ready(database, request, ready, filling, out))
    }

    /// The plan for a statement of that shape, kept or made, and what the statement puts into it.
    /// `given`: the types and values of the statement's own parameters.
    pub(super) fn plan_of_shape(
        &self,
        database: &mut Database,
        shape: Shape<'_>,
        given: (&[DataType], &[Value]),
    ) -> Option<(Arc<Ready>, Filling)> {
        let settings = &self.settings_before.now;
        let Database { plans, catalog, store, tracer, .. } = database;
        let known = plans.find(&shape, given.0, (store, catalog, settings, tracer.level()));
        known.or_else(|| make(database, settings, shape, given))
    }

    fn run_ready(
        &mut self,
        database: &mut Database,
        request: &Request<'_>,
        ready: Arc<Ready>,
        filling: Filling,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        self.check_block(database, None)?;
        self.open_transaction(database);
        self.check_write(database, (ready.verb != "SELECT").then_some(ready.verb))?;
        self.params = [request.params, &filling.values].concat();
        database.tell_plan(&ready.story);
        let top = build_with(&ready.plan, filling.given)?;
        let mut txn = self.txn.take().expect("opened just before");
        self.begin_work(database, top, Kind::Rows(ready.verb), &mut txn);
        self.txn = Some(txn);
        out.extend(ready.header.as_ref().map(|columns| self.header(columns)));
        self.ready = Some(ready);
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

/// Parses, binds and plans a statement so that the plan serves all of its shape, and keeps it.
fn make(
    database: &mut Database,
    settings: &Now,
    shape: Shape<'_>,
    (types, params): (&[DataType], &[Value]),
) -> Option<(Arc<Ready>, Filling)> {
    let one_row = shape.rows.as_ref().map(|rows| shape.with_one_row(rows));
    let template = match &one_row {
        Some(text) => &Shape::of(text)?,
        None => &shape,
    };
    let names = (&**database.catalog(), settings.path.clone());
    let Lifted { statement, slots, given } = match shape.is_prepared() {
        true => bind_kept(shape.text, names, types.to_vec()).ok()?.into(),
        false => bind_shape(template, names, types)?,
    };
    let header = match &statement {
        Statement::Query(query) => Some(query.columns.clone()),
        Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) => {
            let columns = statement.columns();
            (!columns.is_empty()).then(|| columns.to_vec())
        }
        _ => return None,
    };
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
    let (verb, gaps, story) = (verb(&statement), template.gaps(), story.into_inner());
    let ready = Ready { plan, header, verb, gaps, story };
    let sizes = sizes.noted.into_inner();
    let kept = Kept { given, sizes, ..Kept::new(ready, &shape, types, slots) };
    let filling = kept.fill(&shape, types, &database.store)?;
    let ready = kept.ready.clone();
    // A plan made for these very values serves no others.
    if !has_looked.get() {
        database.plans.keep(shape.bytes, kept);
    }
    Some((ready, filling))
}
