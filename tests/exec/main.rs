//! Operators, each on plans made by hand: the same rows and errors for batches of 1, 7 and 1,024.

mod changes;
mod foreign_keys;
mod groups;
mod indexed;
mod joins;
mod plans;
mod rows;
mod sets;
mod sorting;
mod speed;
mod spilling;
mod subplans;
mod windows;
mod world;

use engine::plan::physical::Plan;
use model::base::error::Result;
use world::{Outcome, World};

/// The sizes of a batch that every plan is run with.
const BATCH_ROWS: [usize; 3] = [1, 7, 1_024];

/// What a plan gives in a world that `set_up` makes together with it, the same for all sizes of a
/// batch.
#[track_caller]
fn outcome(set_up: impl Fn(&mut World) -> Plan) -> Result<Outcome> {
    let outcomes = BATCH_ROWS.map(|batch_rows| {
        let mut world = World::new(batch_rows);
        let plan = set_up(&mut world);
        world.run(&plan)
    });
    let [first, rest @ ..] = &outcomes;
    for other in rest {
        assert_eq!(first, other, "the size of a batch is not seen");
    }
    first.clone()
}

/// The rows of a plan without tables.
#[track_caller]
fn given(plan: &Plan) -> Vec<String> {
    outcome(|_| plan.clone()).expect("the plan runs").rows
}

/// The SQLSTATE and message of a plan that fails.
#[track_caller]
fn failure(plan: &Plan) -> String {
    let error = outcome(|_| plan.clone()).expect_err("the plan fails").to_sql();
    format!("{} {}", error.sqlstate, error.message)
}
