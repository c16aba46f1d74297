//! The tests are tested: each planted fault makes the test fail that is there to catch it.
//!
//! ```text
//!   trees    a B+-tree beside a plain list                          tests/storage/btree.rs
//!   power    the power is cut at any write of pages and log         tests/crash.rs
//!   sql      the power is cut at any write of random SQL            tests/crash.rs
//!   naive    random SQL beside a naive database                     tests/model.rs
//! ```

use std::panic::{catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

use engine::theory;
use engine::tracer::fault::{plant, Fault};
use glassbox_tests::grove::{walk, Plan};
use glassbox_tests::oracle::play::play;
use glassbox_tests::power::cut_at_every_write;
use glassbox_tests::sql_power::cut_sql_at_writes;
use glassbox_tests::theory::chance::Kinds;
use glassbox_tests::theory::{found, laws};

/// A fault is planted in the whole process, and what tests say when they fail is not news here: so
/// one at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// A test that catches faults: a few of its seeds, which fail by panicking.
type Catcher = fn(u64);

const TREES: Catcher =
    |seed| walk(seed, Plan { page_bytes: 512, max_entries: 4, rising: false }, 200);
const POWER: Catcher = |seed| {
    cut_at_every_write(seed);
};
const SQL: Catcher = |seed| {
    cut_sql_at_writes(seed, 7);
};
const NAIVE: Catcher = |seed| {
    play(seed);
};

/// Seeds that a catcher may try.
const SEEDS: u64 = 12;

/// What a test says, heard by nobody.
fn quietly<T>(act: impl FnOnce() -> T) -> T {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let told = act();
    set_hook(hook);
    told
}

fn is_caught(fault: Fault, catcher: Catcher) -> bool {
    quietly(|| {
        plant(Some(fault));
        let is_caught = (0..SEEDS).any(|seed| catch_unwind(|| catcher(seed)).is_err());
        plant(None);
        is_caught
    })
}

/// A test for each fault, named for it and for what catches it.
macro_rules! faults {
    ($($name:ident: $fault:ident by $catcher:ident;)*) => {
        $(
            #[test]
            fn $name() {
                assert!(is_caught(Fault::$fault, $catcher), "{:?} goes unnoticed", Fault::$fault);
            }
        )*

        const TESTED: &[Fault] = &[$(Fault::$fault),*];
    };
}

faults! {
    a_lost_log_record_is_caught_by_power_cuts: LosesLogRecord by POWER;
    a_page_written_before_its_log_is_caught_by_power_cuts: WritesPageBeforeLog by POWER;
    a_commit_told_too_early_is_caught_by_power_cuts: TellsCommitBeforeLog by POWER;
    a_page_image_left_out_is_caught_by_power_cuts: ForgetsPageImage by POWER;
    a_checkpoint_without_sync_is_caught_by_power_cuts: SkipsCheckpointSync by POWER;
    a_dirty_page_dropped_is_caught_by_power_cuts: DropsDirtyPage by POWER;
    aborted_rows_that_are_seen_are_caught_by_power_cuts: SeesAborted by POWER;
    a_savepoint_that_keeps_is_caught_by_power_cuts: KeepsSavepoint by POWER;
    a_missed_null_is_caught_by_power_cuts: ForgetsNull by POWER;
    a_skipped_slot_is_caught_by_power_cuts: SkipsLastSlot by POWER;
    a_skipped_split_is_caught_beside_a_list: SkipsParent by TREES;
    a_range_scan_that_is_one_short_is_caught_beside_a_list: StopsOneEarly by TREES;
    a_leaf_passed_over_is_caught_beside_a_list: MissesNextLeaf by TREES;
    a_missed_null_in_a_key_is_caught_beside_a_list: ForgetsNullKey by TREES;
    a_duplicate_let_in_is_caught_beside_a_list: LetsDuplicateIn by TREES;
    a_sequence_begun_anew_is_caught_by_power_cuts_of_sql: ResetsSequence by SQL;
    a_draw_told_too_early_is_caught_by_power_cuts_of_sql: ForgetsDraws by SQL;
    a_relation_left_over_is_caught_by_power_cuts_of_sql: KeepsLeftovers by SQL;
    a_row_missing_in_an_index_is_caught_by_power_cuts_of_sql: SkipsIndexEntry by SQL;
    nulls_that_meet_in_a_join_are_caught_by_the_naive_database: JoinsNulls by NAIVE;
}

#[test]
fn every_fault_is_tested() {
    assert_eq!(TESTED, Fault::ALL);
}

#[test]
fn nothing_is_caught_without_a_fault() {
    let catchers = [TREES, POWER, SQL, NAIVE];
    let is_sound = |catcher: &Catcher| (0..2).all(|seed| catch_unwind(|| catcher(seed)).is_ok());
    assert!(quietly(|| catchers.iter().all(is_sound)), "something is wrong without a fault");
}

/// Whether some law of the theory of dependencies notices that something is wrong.
fn is_theory_caught() -> bool {
    let notices = |seed: u64| {
        catch_unwind(|| laws::check(seed, Kinds::Functional, 6)).is_err()
            || catch_unwind(|| laws::check(seed, Kinds::Mixed, 4)).is_err()
            || catch_unwind(|| found::check(seed, 5, 12)).is_err()
    };
    (0..100).any(notices)
}

#[test]
fn each_planted_fault_of_the_theory_is_caught() {
    let (missed, is_sound) = quietly(|| {
        let missed: Vec<theory::fault::Fault> = theory::fault::Fault::ALL
            .into_iter()
            .filter(|fault| {
                theory::fault::plant(Some(*fault));
                !is_theory_caught()
            })
            .collect();
        theory::fault::plant(None);
        (missed, !is_theory_caught())
    });
    assert_eq!(missed, [], "these faults go unnoticed");
    assert!(is_sound, "something is wrong without a fault");
}
