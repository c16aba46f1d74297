//! The tests are tested: each planted fault makes them fail.

use std::panic::{catch_unwind, set_hook, take_hook};

use engine::tracer::fault::{plant, Fault};
use glassbox_tests::grove::{walk, Plan};
use glassbox_tests::power::cut_at_every_write;

/// Whether some test notices that something is wrong.
fn is_caught() -> bool {
    let plan = Plan { page_bytes: 512, max_entries: 4, rising: false };
    (0..4).any(|seed| catch_unwind(|| walk(seed, plan, 200)).is_err())
        || (0..20).any(|seed| catch_unwind(|| cut_at_every_write(seed)).is_err())
}

#[test]
fn each_planted_fault_is_caught() {
    // What the tests say when they fail is not news here.
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let missed: Vec<Fault> = Fault::ALL
        .into_iter()
        .filter(|fault| {
            plant(Some(*fault));
            !is_caught()
        })
        .collect();
    plant(None);
    let is_sound = !is_caught();
    set_hook(hook);
    assert_eq!(missed, [], "these faults go unnoticed");
    assert!(is_sound, "something is wrong without a fault");
}
