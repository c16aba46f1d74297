//! The tests are tested: each planted fault makes them fail.

use std::panic::{catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

use engine::theory;
use engine::tracer::fault::{plant, Fault};
use glassbox_tests::grove::{walk, Plan};
use glassbox_tests::power::cut_at_every_write;
use glassbox_tests::theory::chance::Kinds;
use glassbox_tests::theory::{found, laws};

/// What tests say when they fail is not news here, and only one of us may silence it.
static HOOK: Mutex<()> = Mutex::new(());

/// Whether some test notices that something is wrong.
fn is_caught() -> bool {
    let plan = Plan { page_bytes: 512, max_entries: 4, rising: false };
    (0..4).any(|seed| catch_unwind(|| walk(seed, plan, 200)).is_err())
        || (0..20).any(|seed| catch_unwind(|| cut_at_every_write(seed)).is_err())
}

#[test]
fn each_planted_fault_is_caught() {
    let _alone = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
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
    let _alone = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let missed: Vec<theory::fault::Fault> = theory::fault::Fault::ALL
        .into_iter()
        .filter(|fault| {
            theory::fault::plant(Some(*fault));
            !is_theory_caught()
        })
        .collect();
    theory::fault::plant(None);
    let is_sound = !is_theory_caught();
    set_hook(hook);
    assert_eq!(missed, [], "these faults go unnoticed");
    assert!(is_sound, "something is wrong without a fault");
}
