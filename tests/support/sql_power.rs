//! Random SQL on a disk that remembers how it was before each write. A second lab runs the same and
//! keeps its power: what the first had committed when its power was cut is what the second had.
//!
//! ```text
//!   statement    BEGIN   INSERT   COMMIT   INSERT
//!   committed    {}      {}       {}       {1}       {1, 2}       before it and after it
//!   power cut                       ^  {} or {1}: nobody was told
//!                                      ^  {1} and nothing else
//! ```
//!
//! Draws from sequences are not undone by transactions: what came back must be a state that the
//! sequence had after the last commit that moved it, or later.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::api::lab::Lab;
use engine::index::btree::check::check;
use engine::storage::disk::Disk;
use engine::storage::memory_disk::MemoryDisk;
use model::base::ids::{RelId, SessionId};
use model::base::replacement::Replacement;
use model::base::rng::Rng;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::trace::event::page::{PowerLoss, RelationKind};
use model::trace::event::Level;

use crate::indexes::compare;
use crate::outcome::{outcomes, Outcome};
use crate::watched::{Watch, Watched};
use crate::workload::Workload;

/// Statements after those that make and fill the first tables.
const STATEMENTS: usize = 70;
const WORKER: SessionId = SessionId(0);
const READER: SessionId = SessionId(9);

/// The catalogue as far as it is the learner's, line by line.
const CATALOG: &[&str] = &[
    "SELECT relname, relkind FROM pg_class WHERE oid >= 16384 AND relnamespace <> 99",
    "SELECT relname, attname, attnum, atttypid, attnotnull, attisdropped FROM pg_class JOIN \
     pg_attribute ON attrelid = pg_class.oid WHERE attrelid >= 16384 AND relnamespace <> 99",
    "SELECT relname, conname, contype, conkey, conbin FROM pg_class JOIN pg_constraint ON \
     conrelid = pg_class.oid WHERE relnamespace <> 99",
    "SELECT relname, adnum, adbin FROM pg_class JOIN pg_attrdef ON adrelid = pg_class.oid WHERE \
     relnamespace <> 99",
];

/// What was committed: the catalogue, and the rows of each table.
type Committed = Rc<BTreeMap<String, Vec<String>>>;

/// The sequences by the file of their pages: last number, and whether it was drawn.
type Draws = BTreeMap<RelId, (i64, bool)>;

/// What cuts at every write of a workload came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Writes at which the power was cut.
    pub cuts: usize,
    /// Cuts that left a page half written.
    pub torn: usize,
    /// Cuts that left half a record, or lost records, at the end of the log.
    pub tails: usize,
    /// Transactions that recovery undid.
    pub undone: u64,
    /// Relations of such transactions that it removed.
    pub removed: u64,
    /// Entries of indexes that were compared with their rows.
    pub entries: u64,
    /// The most levels that a tree had, its leaves among them.
    pub levels: u32,
}

impl Tally {
    /// Both together.
    pub fn plus(self, other: Tally) -> Tally {
        Tally {
            cuts: self.cuts + other.cuts,
            torn: self.torn + other.torn,
            tails: self.tails + other.tails,
            undone: self.undone + other.undone,
            removed: self.removed + other.removed,
            entries: self.entries + other.entries,
            levels: self.levels.max(other.levels),
        }
    }
}

/// What a workload did, as one must know it to judge what a crash left.
struct Story {
    /// Before each statement and after the last.
    committed: Vec<Committed>,
    draws: Vec<Draws>,
    /// For each statement that ended a transaction well: how many statements were done when that
    /// transaction began.
    begun: Vec<Option<usize>>,
}

/// Runs a random workload, cuts the power at every `stride`th write of it, and panics unless
/// exactly what was committed comes back, whole and sound. The seed says which write is the first.
pub fn cut_sql_at_writes(seed: u64, stride: usize) -> Tally {
    let setup = setup_of(seed);
    let watch: Rc<RefCell<Watch<usize>>> = Rc::default();
    let story = run(&setup, &watch, seed);
    let mut rng = Rng::stream(seed, "power cuts");
    let watch = watch.borrow();
    let first = seed as usize % stride;
    let moments = watch.moments.iter().enumerate().skip(first).step_by(stride);
    let judged = moments.map(|(place, (disk, statement))| {
        let context = format!("seed {seed}, write {place}, statement {statement}");
        judge(&setup, disk.clone(), &story, *statement, &mut rng, &context)
    });
    judged.fold(Tally::default(), Tally::plus)
}

/// Small pages and a pool too small for the tables, so that pages are written at any time, and
/// trees as high as a textbook's. Each policy meets each size.
fn setup_of(seed: u64) -> Setup {
    let of = |sizes: [u32; 4], place: u64| sizes[(place % 4) as usize];
    Setup {
        seed,
        page_bytes: of([512, 1_024, 2_048, 8_192], seed),
        pool_frames: of([8, 12, 16, 24], seed / 4),
        replacement: Replacement::ALL[(seed % 3) as usize],
        index_entries: [4, 6, 12, u16::MAX][(seed / 2 % 4) as usize],
        ..Setup::at_level(Level::Counts)
    }
}

fn run(setup: &Setup, watch: &Rc<RefCell<Watch<usize>>>, seed: u64) -> Story {
    let disk = MemoryDisk::new(setup.page_bytes);
    let mut watched = Lab::on_disk(setup.clone(), Box::new(Watched::new(disk, Rc::clone(watch))));
    watch.borrow_mut().moments.clear();
    let mut model = Lab::new(Setup { pool_frames: 4_096, ..setup.clone() });
    let mut workload = Workload::new(seed);
    let mut story = Story {
        committed: vec![committed(&mut model, "at first")],
        draws: vec![Draws::new()],
        begun: Vec::new(),
    };
    let mut begun = 0;
    let opening = workload.opening();
    for at in 0..opening.len() + STATEMENTS {
        let sql = opening.get(at).cloned().unwrap_or_else(|| workload.next_sql());
        watch.borrow_mut().mark = at;
        let (real, ideal) = (execute(&mut watched, &sql), execute(&mut model, &sql));
        let said = |outcome: &Outcome| (outcome.error.clone(), outcome.rows.clone());
        assert_eq!(said(&real), said(&ideal), "seed {seed}, statement {at}: {sql}");
        let known = match workload.is_in_block() {
            true => Rc::clone(&story.committed[at]),
            false => committed(&mut model, &sql),
        };
        story.committed.push(known);
        story.draws.push(draws(&watched));
        let has_committed = match (workload.is_in_block(), real.error, real.tag.as_deref()) {
            (true, ..) | (_, Some(_), _) | (_, _, Some("ROLLBACK")) => None,
            _ => Some(begun),
        };
        story.begun.push(has_committed);
        if !workload.is_in_block() {
            begun = at + 1;
        }
    }
    story
}

fn judge(
    setup: &Setup,
    mut disk: MemoryDisk,
    story: &Story,
    statement: usize,
    rng: &mut Rng,
    context: &str,
) -> Tally {
    let PowerLoss { pages_torn, log_bytes_lost, .. } = disk.crash(rng);
    let mut lab = Lab::on_disk(setup.clone(), Box::new(disk));
    let done = recover(&mut lab, context);
    is_sound(&lab, context);
    let compared = compare(lab.database()).unwrap_or_else(|what| panic!("{context}: {what}"));
    let found = committed(&mut lab, context);
    let (before, after) = (&story.committed[statement], &story.committed[statement + 1]);
    assert!(found == *before || found == *after, "{}", difference(&found, before, context));
    are_draws_kept(&lab, story, statement, context);
    // It goes on, and the next crash finds what is new.
    let sql = "CREATE TABLE afterwards (id serial); INSERT INTO afterwards DEFAULT VALUES";
    outcomes(&lab.handle(Command::Execute { session: WORKER, sql: sql.to_string() }))
        .iter()
        .for_each(|outcome| assert_eq!(outcome.error, None, "{context}"));
    lab.handle(Command::Crash { at_write: 0 });
    recover(&mut lab, context);
    let again = execute(&mut lab, "SELECT id FROM afterwards");
    assert_eq!(again.rows, [[Some("1".to_string())]], "{context}");
    Tally {
        cuts: 1,
        torn: usize::from(pages_torn > 0),
        tails: usize::from(log_bytes_lost > 0),
        undone: done.transactions_undone,
        removed: done.relations_removed,
        entries: compared.entries,
        levels: compared.levels,
    }
}

fn recover(lab: &mut Lab, context: &str) -> model::message::reply::Recovery {
    let replies = lab.handle(Command::Recover);
    let done = replies.iter().find_map(|reply| match reply {
        Reply::Recovered(done) => Some(*done),
        Reply::RecoveryFailed(error) => panic!("{context}: {error:?}"),
        _ => None,
    });
    done.unwrap_or_else(|| panic!("{context}: recovery did not end"))
}

/// Pages, pool, transactions and trees pass their checks, and the disk has nothing that the
/// catalogue does not know.
fn is_sound(lab: &Lab, context: &str) {
    let database = lab.database();
    assert_eq!(database.store.check(), Ok(()), "{context}");
    assert_eq!(database.txns.check(), Ok(()), "{context}");
    let known: BTreeSet<_> = database.catalog().tables().map(|table| table.file).collect();
    for (rel, relation) in database.store.relations() {
        assert!(known.contains(&rel), "{context}: relation {rel} is left over");
        if relation.kind == RelationKind::Index && database.store.page_count(rel) > 0 {
            check(&database.store, rel).unwrap_or_else(|what| panic!("{context}: {rel}: {what}"));
        }
    }
    let is_temporary = |schema: &str| schema == "pg_temp";
    assert!(!database.catalog().tables().any(|table| is_temporary(&table.schema)), "{context}");
}

/// A sequence is where it was after the last transaction that was told it had committed and had
/// moved it, or where it was later.
fn are_draws_kept(lab: &Lab, story: &Story, statement: usize, context: &str) {
    for (file, found) in draws(lab) {
        let moved_it = |at: &usize| {
            let before = story.begun[*at].map(|begun| &story.draws[begun]);
            before.is_some_and(|before| before.get(&file) != story.draws[at + 1].get(&file))
        };
        let first = (0..statement).rev().find(moved_it).map_or(0, |at| at + 1);
        let had = (first..=statement + 1).filter_map(|at| story.draws[at].get(&file));
        let had: Vec<_> = had.collect();
        assert!(had.contains(&&found), "{context}: {file} is at {found:?}, was at {had:?}");
    }
}

fn draws(lab: &Lab) -> Draws {
    let known = lab.database().sequences.all();
    known.map(|(file, sequence)| (file, (sequence.last, sequence.is_called))).collect()
}

/// What a reader finds who was not there before.
fn committed(lab: &mut Lab, context: &str) -> Committed {
    let mut found = BTreeMap::new();
    for sql in CATALOG {
        found.insert((*sql).to_string(), lines(lab, sql, context));
    }
    for line in found[CATALOG[0]].clone() {
        if let Some(table) = line.strip_suffix("|r") {
            let sql = format!("SELECT * FROM {table}");
            found.insert(sql.clone(), lines(lab, &sql, context));
        }
    }
    Rc::new(found)
}

fn lines(lab: &mut Lab, sql: &str, context: &str) -> Vec<String> {
    let sql = sql.to_string();
    let outcomes = outcomes(&lab.handle(Command::Execute { session: READER, sql: sql.clone() }));
    let outcome = outcomes.into_iter().next().expect("one statement has one outcome");
    assert_eq!(outcome.error, None, "{context}: {sql}");
    let text = |value: Option<String>| value.unwrap_or("NULL".to_string());
    let line = |row: Vec<Option<String>>| row.into_iter().map(text).collect::<Vec<_>>().join("|");
    let mut lines: Vec<String> = outcome.rows.into_iter().map(line).collect();
    lines.sort();
    lines
}

fn execute(lab: &mut Lab, sql: &str) -> Outcome {
    let command = Command::Execute { session: WORKER, sql: sql.to_string() };
    outcomes(&lab.handle(command)).into_iter().next().expect("one statement has one outcome")
}

fn difference(found: &Committed, wanted: &Committed, context: &str) -> String {
    let keys: BTreeSet<&String> = found.keys().chain(wanted.keys()).collect();
    let differing = keys.into_iter().filter(|key| found.get(*key) != wanted.get(*key));
    let shown = differing.map(|key| format!("{key}\n{:?}\n{:?}", found.get(key), wanted.get(key)));
    format!("{context}: not what was committed\n{}", shown.collect::<Vec<_>>().join("\n"))
}
