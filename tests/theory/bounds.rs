//! Large questions: an answer at once, or a refusal that names its bound, and never a hang.

use std::time::Instant;

use engine::theory::discover::examine;
use engine::theory::discover::search::{Discovery, Options, Progress};
use engine::theory::discover::table::Table;
use engine::theory::{
    basis, chase, closure, cover, decompose, forms, keys, preserve, projection, proof, synthesis,
};
use glassbox_tests::soak::{figure, seeds};
use glassbox_tests::theory::chance;
use model::base::error::{Error, Result};
use model::base::limits::{ATTRIBUTES_MAX, DEPENDENCIES_MAX, KEYS_MAX};
use model::base::rng::Rng;
use model::trace::event::theory::NormalForm;
use model::types::attributes::{AttributeNo, AttributeSet, Attributes};
use model::types::dependency::{Dependency, DependencyKind, Scheme};

/// A scheme of 32 attributes and 64 dependencies.
fn large(seed: u64, multivalued_of_ten: u64) -> Scheme {
    let mut rng = Rng::stream(seed, "bounds");
    let dependencies = (0..64).map(|_| {
        let kind = match rng.below(10) < multivalued_of_ten {
            true => DependencyKind::Multivalued,
            false => DependencyKind::Functional,
        };
        let left = chance::set(&mut rng, 32, 1, 3);
        Dependency { left, right: chance::set(&mut rng, 32, 1, 3), kind }
    });
    let dependencies = dependencies.collect();
    Scheme::new(chance::attributes(32), dependencies).expect("within bounds")
}

/// The names of the bounds that stopped an answer, and the longest that one took.
#[derive(Default)]
struct Asked {
    refused: Vec<String>,
    micros_max: u128,
    slowest: &'static str,
}

impl Asked {
    fn ask<T>(&mut self, name: &'static str, question: impl FnOnce() -> Result<T>) -> Option<T> {
        let begun = Instant::now();
        let answer = question();
        let micros = begun.elapsed().as_micros();
        if micros > self.micros_max {
            (self.micros_max, self.slowest) = (micros, name);
        }
        match answer {
            Ok(answer) => Some(answer),
            Err(Error::Limit { what, .. }) => {
                self.refused.push(format!("{name}: {what}"));
                None
            }
            Err(other) => panic!("{name}: {other:?}"),
        }
    }

    fn ask_all(&mut self, scheme: &Scheme) {
        let one = AttributeSet::of(0);
        self.ask("closure", || Ok(closure::proved(scheme, one)));
        self.ask("basis", || Ok(basis::proved(scheme, one)));
        self.ask("cover", || Ok(cover::minimal(scheme)));
        self.ask("proof", || {
            Ok(proof::of(scheme, &Dependency::functional(one, closure::of(scheme, one))))
        });
        self.ask("keys", || keys::all(scheme));
        self.ask("verdict", || forms::verdict(scheme, &[]));
        self.ask("projection", || projection::of(scheme, AttributeSet::first(16)));
        if let Some(found) = self.ask("synthesis", || synthesis::third(scheme)) {
            let sets: Vec<AttributeSet> = found.relations.iter().map(|r| r.attributes).collect();
            self.ask("chase", || chase::of_decomposition(scheme, &sets));
            self.ask("preservation", || preserve::tested(scheme, &sets));
        }
        self.ask("bcnf", || decompose::split(scheme, NormalForm::BoyceCodd, &[]));
        self.ask("4nf", || decompose::split(scheme, NormalForm::Fourth, &[]));
    }
}

#[test]
fn thirty_two_attributes_and_sixty_four_dependencies() {
    for multivalued_of_ten in [0, 2] {
        let mut asked = Asked::default();
        for seed in seeds(1, 50) {
            asked.ask_all(&large(seed, multivalued_of_ten));
        }
        let name = format!("32 attributes, {multivalued_of_ten} of 10 multivalued");
        figure(&format!("{name}, longest answer in ms"), asked.micros_max / 1000);
        figure(&format!("{name}, refused"), asked.refused.len());
        println!("{name}: slowest {}, refused {:?}", asked.slowest, asked.refused);
        let is_pure = multivalued_of_ten == 0;
        assert!(!is_pure || asked.refused.is_empty(), "{:?}", asked.refused);
    }
}

/// Pairs of attributes that decide each other.
fn pairs(count: u8) -> Scheme {
    let pair = |at: u8| {
        let (one, other) = (AttributeSet::of(2 * at), AttributeSet::of(2 * at + 1));
        [Dependency::functional(one, other), Dependency::functional(other, one)]
    };
    let dependencies = (0..count).flat_map(pair).collect();
    Scheme::new(chance::attributes(2 * usize::from(count)), dependencies).expect("within bounds")
}

#[test]
fn exponentially_many_keys_are_refused_and_the_form_is_known() {
    let few = keys::all(&pairs(10)).expect("as many as the bound");
    assert_eq!(few.keys.len(), KEYS_MAX);
    for count in [11, 16, 32] {
        let scheme = pairs(count);
        let what = "candidate keys".to_string();
        assert_eq!(keys::all(&scheme), Err(Error::Limit { what, max: KEYS_MAX as u64 }));
        let verdict = forms::verdict(&scheme, &[]).expect("all attributes are quickly prime");
        assert_eq!(verdict.form, NormalForm::Third);
        let found = decompose::split(&scheme, NormalForm::BoyceCodd, &[]).expect("pair by pair");
        assert_eq!(found.relations.len(), usize::from(count) + 1);
    }
}

#[test]
fn a_tableau_that_grows_without_end_is_refused() {
    // Every attribute is independent of every other, and each relation has two of them.
    let dependencies =
        (0..16).map(|at| Dependency::multivalued(AttributeSet::EMPTY, AttributeSet::of(at)));
    let scheme =
        Scheme::new(chance::attributes(17), dependencies.collect()).expect("within bounds");
    let relations: Vec<AttributeSet> =
        (0..16).map(|at: AttributeNo| AttributeSet::of(at) | AttributeSet::of(16 - at)).collect();
    let all = relations.iter().fold(AttributeSet::EMPTY, |all, relation| all | *relation);
    assert_eq!(all, scheme.all());
    match chase::of_decomposition(&scheme, &relations) {
        Ok(found) => assert!(found.whole_row.is_some()),
        Err(error) => assert!(matches!(error, Error::Limit { .. })),
    }
}

#[test]
fn schemes_and_tables_past_their_bounds_are_refused() {
    let is_limit = |error: Option<Error>| matches!(error, Some(Error::Limit { .. }));
    let names = |count: usize| (0..count).map(|at| format!("column_{at}")).collect();
    let wide = Attributes::new(names(ATTRIBUTES_MAX)).expect("as many as the bound");
    assert!(is_limit(Attributes::new(names(ATTRIBUTES_MAX + 1)).err()));
    let one = Dependency::functional(AttributeSet::of(0), wide.all());
    assert!(Scheme::new(wide.clone(), vec![one; DEPENDENCIES_MAX]).is_ok());
    assert!(is_limit(Scheme::new(wide, vec![one; DEPENDENCIES_MAX + 1]).err()));
    assert!(is_limit(Table::new(&vec![vec![1]; ATTRIBUTES_MAX + 1]).err()));
    assert!(Table::new(&[vec![1], vec![1, 2]]).is_err());
}

/// Columns of few values, of which the last is the sum of the first three.
fn columns(column_count: usize, row_count: usize, value_count: u64) -> Vec<Vec<u32>> {
    let mut rng = Rng::stream(7, "columns");
    let mut column = || (0..row_count).map(|_| rng.below(value_count) as u32).collect();
    let mut columns: Vec<Vec<u32>> = (1..column_count).map(|_| column()).collect();
    columns.push((0..row_count).map(|at| columns[..3].iter().map(|c| c[at]).sum()).collect());
    columns
}

#[test]
fn a_lattice_that_is_too_wide_says_how_far_it_went() {
    let columns = columns(30, 100, 2);
    let table = Table::new(&columns).expect("columns of one length");
    let again = Table::new(&columns).expect("columns of one length");
    let mut discovery = Discovery::new(again, Options::default());
    while matches!(discovery.step(1), Progress::Lattice(..)) {}
    let found = discovery.findings();
    assert_eq!(found.left_columns_max, Some(3));
    let sum = Dependency::functional(AttributeSet::first(3), AttributeSet::of(29));
    assert!(found.dependencies.contains(&sum));
    for dependency in &found.dependencies {
        assert_eq!(examine::held_against(&table, dependency).counter_example, None);
    }
}

#[test]
fn discovery_tells_how_far_it_is_and_stops_between_slices() {
    let table = Table::new(&columns(6, 300, 3)).expect("columns of one length");
    let mut discovery = Discovery::new(table, Options::default());
    let rank = |progress: Progress| match progress {
        Progress::Lattice(width, done, all) => (0, width, done, all),
        Progress::Near(done, all) => (1, 0, done, all),
        Progress::Independent(done, all) => (2, 0, done, all),
        Progress::Done => (3, 0, 0, 0),
    };
    let mut slices = 0;
    let mut before = rank(discovery.progress());
    while discovery.step(1_000) != Progress::Done {
        let now = rank(discovery.progress());
        assert!(now > before && now.2 <= now.3, "{before:?} {now:?}");
        (before, slices) = (now, slices + 1);
    }
    assert!(slices > 10, "a slice is small");
    assert_eq!(discovery.step(1_000), Progress::Done);
}

/// `cargo test --release --test theory -- --ignored --nocapture speed`
#[test]
#[ignore = "prints figures, and is of use in release mode only"]
fn speed_of_discovery() {
    for value_count in [2, 10, 100, 10_000] {
        let columns = columns(12, 10_000, value_count);
        let table = Table::new(&columns).expect("columns of one length");
        let mut discovery = Discovery::new(table, Options::default());
        let begun = Instant::now();
        let mut longest = 0;
        while discovery.progress() != Progress::Done {
            let slice = Instant::now();
            discovery.step(100_000);
            longest = longest.max(slice.elapsed().as_millis());
        }
        let found = discovery.findings();
        let count = found.dependencies.len();
        println!(
            "10,000 rows x 12 columns of {value_count} values: {:?}, slices up to {longest} ms, \
             {count} dependencies, {} left sides untried",
            begun.elapsed(),
            found.untried
        );
    }
}
