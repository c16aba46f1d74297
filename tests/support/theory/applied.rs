//! What the statements of a decomposition must keep: on any rows that obey the scheme they run, and
//! joining back gives the same rows again.

use std::collections::BTreeSet;

use engine::api::lab::Lab;
use engine::theory::chase;
use model::base::ids::SessionId;
use model::base::rng::Rng;
use model::message::command::Command;
use model::message::settings::Setup;
use model::trace::event::Level;
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, Scheme};

use super::chance::{self, Kinds};
use crate::outcome::{outcomes, Outcome};

/// A row: the number of a value in each column; 0 is NULL.
type Row = Vec<u8>;

/// Most rows that a random table has.
const ROWS_MAX: usize = 60;

/// Decomposes a random table in every way, and by relations at random.
pub fn check(seed: u64, kinds: Kinds) {
    let mut rng = Rng::stream(seed, "applied decomposition");
    let scheme = chance::scheme(&mut rng, kinds, 5);
    let rows = obedient(&mut rng, &scheme);
    let relations = chance::decomposition(&mut rng, scheme.all());
    let listed: Vec<String> =
        relations.iter().map(|set| format!("({})", scheme.attributes.text(*set))).collect();
    let is_lossless = is_lossless(&scheme, &relations);
    for (how, must_keep) in
        [("3nf", true), ("bcnf", true), ("4nf", true), (&listed.join(" "), is_lossless)]
    {
        let mut lab = lab_with(&scheme, &rows);
        let sql = format!("SELECT statement FROM glassbox.script('wide', '{how}') \\gexec");
        let done = run(&mut lab, &sql);
        let counts = done
            .iter()
            .find(|outcome| has_column(outcome, "lost_rows"))
            .unwrap_or_else(|| panic!("{how} of {scheme:?} compares"));
        let counts: Vec<u64> = counts.rows[0]
            .iter()
            .map(|count| count.as_ref().and_then(|count| count.parse().ok()).expect("a count"))
            .collect();
        assert_eq!((counts[0], counts[2]), (0, 0), "{how} loses rows of {scheme:?} {rows:?}");
        if must_keep {
            assert_eq!((counts[1], counts[3]), (0, 0), "{how} makes up {scheme:?} {rows:?}");
        }
        let last = done.last().expect("there is a last statement").tag.clone();
        assert_eq!(last.as_deref(), Some("COMMIT"), "{how} of {scheme:?} is whole");
    }
}

/// Whether the chase says that joining the relations loses nothing.
fn is_lossless(scheme: &Scheme, relations: &[AttributeSet]) -> bool {
    let chase = chase::of_decomposition(scheme, relations).expect("a small tableau");
    chase.whole_row.is_some()
}

fn has_column(outcome: &Outcome, name: &str) -> bool {
    let columns = outcome.columns.iter().flatten();
    columns.into_iter().any(|column| column.name == name)
}

/// A lab whose table `wide` has those rows, and for which the dependencies were declared.
fn lab_with(scheme: &Scheme, rows: &BTreeSet<Row>) -> Lab {
    let mut lab = Lab::new(Setup::at_level(Level::Counts));
    let names = scheme.attributes.names();
    let columns: Vec<String> = names.iter().map(|name| format!("{name} int")).collect();
    run(&mut lab, &format!("CREATE TABLE wide ({})", columns.join(", ")));
    for row in rows {
        let value = |value: &u8| if *value == 0 { "NULL".to_string() } else { value.to_string() };
        let values: Vec<String> = row.iter().map(value).collect();
        run(&mut lab, &format!("INSERT INTO wide VALUES ({})", values.join(", ")));
    }
    for dependency in scheme.dependencies() {
        let text = dependency.text(&scheme.attributes);
        run(&mut lab, &format!("CALL glassbox.declare('wide', '{text}')"));
    }
    lab
}

/// Runs SQL that succeeds.
fn run(lab: &mut Lab, sql: &str) -> Vec<Outcome> {
    let sql = sql.to_string();
    let replies = lab.handle(Command::Execute { session: SessionId(0), sql: sql.clone() });
    let done = outcomes(&replies);
    for outcome in &done {
        assert_eq!(outcome.error, None, "{sql}");
    }
    done
}

/// Random rows that obey the scheme; none where that did not come about.
fn obedient(rng: &mut Rng, scheme: &Scheme) -> BTreeSet<Row> {
    let width = scheme.attributes.len();
    let mut rows = BTreeSet::new();
    for _ in 0..chance::between(rng, 0, 14) {
        let row: Row = (0..width).map(|_| rng.below(4) as u8).collect();
        rows.insert(row.clone());
        let obeys = |given: &Dependency| !given.is_functional() || is_kept(given, &rows);
        if !scheme.dependencies().iter().all(obeys) {
            rows.remove(&row);
        }
    }
    while let Some(missing) = missing(scheme, &rows) {
        rows.insert(missing);
    }
    let is_kept = scheme.functional().iter().all(|given| is_kept(given, &rows));
    if is_kept && rows.len() <= ROWS_MAX {
        rows
    } else {
        BTreeSet::new()
    }
}

fn agree(one: &Row, other: &Row, on: AttributeSet) -> bool {
    on.iter().all(|at| one[usize::from(at)] == other[usize::from(at)])
}

fn is_kept(given: &Dependency, rows: &BTreeSet<Row>) -> bool {
    rows.iter().all(|one| {
        rows.iter().all(|other| !agree(one, other, given.left) || agree(one, other, given.right))
    })
}

/// A row that a multivalued dependency asks for and that is not there.
fn missing(scheme: &Scheme, rows: &BTreeSet<Row>) -> Option<Row> {
    let multivalued = scheme.dependencies().iter().filter(|given| !given.is_functional());
    for given in multivalued {
        for one in rows {
            for other in rows.iter().filter(|other| agree(one, other, given.left)) {
                let value = |at: usize| {
                    let from = if given.right.contains(at as u8) { one } else { other };
                    from[at]
                };
                let swapped: Row = (0..one.len()).map(value).collect();
                if !rows.contains(&swapped) {
                    return Some(swapped);
                }
            }
        }
    }
    None
}
