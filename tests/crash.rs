//! The power is cut at every single write of random work. What comes back holds exactly the rows of
//! the transactions that were told they had committed.

use glassbox_tests::power::{cut_at_every_write, losses_without_images};
use glassbox_tests::soak::{figure, seeds, stride};
use glassbox_tests::sql_power::{cut_sql_at_writes, Tally};

#[test]
fn a_crash_at_any_write_keeps_exactly_what_was_committed() {
    let write_count: usize = seeds(50, 200).map(cut_at_every_write).sum();
    figure("writes at which the power was cut", write_count);
    assert!(write_count > 5_000, "{write_count} writes are too few to prove anything");
}

#[test]
fn without_whole_pages_in_the_log_a_torn_page_is_lost_and_said_so() {
    let losses: usize = seeds(10, 100).map(losses_without_images).sum();
    assert!(losses > 0, "torn pages go unnoticed");
}

#[test]
fn a_crash_at_any_write_of_sql_keeps_exactly_what_was_committed() {
    let cut = |seed| cut_sql_at_writes(seed, stride(9));
    let tally = seeds(8, 50).map(cut).fold(Tally::default(), Tally::plus);
    figure("writes of SQL at which the power was cut", tally.cuts);
    figure("of these with a page half written", tally.torn);
    figure("of these with the end of the log lost", tally.tails);
    figure("transactions undone by recovery", tally.undone);
    figure("relations of such transactions removed", tally.removed);
    figure("entries of indexes found to be their rows'", tally.entries);
    figure("levels of the highest tree", tally.levels);
    assert!(tally.cuts > 300, "{tally:?}: too few to prove anything");
    assert!(tally.torn > 0 && tally.tails > 0, "{tally:?}: the disk is too kind");
    assert!(tally.entries > 0 && tally.levels > 2, "{tally:?}: no tree was split");
    assert!(tally.undone > 0 && tally.removed > 0, "{tally:?}: nothing was under way");
}
