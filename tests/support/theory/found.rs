//! What every answer about a table must keep, whatever its rows.

use std::collections::BTreeMap;

use engine::theory::discover::examine;
use engine::theory::discover::search::{Discovery, Options, Progress};
use engine::theory::discover::table::Table;
use model::base::rng::Rng;
use model::trace::derivation::{Findings, IndependentBlocks, NearDependency};
use model::trace::event::theory::LatticeStep;
use model::types::attributes::AttributeSet;
use model::types::dependency::Dependency;

use super::chance;
use super::rows::{exchanged, part, Rows};

/// Discovers in slices of that many rows.
pub fn discover(
    columns: &[Vec<u32>],
    options: Options,
    budget: u64,
) -> (Findings, Vec<LatticeStep>) {
    let table = Table::new(columns).expect("columns of one length");
    let mut discovery = Discovery::new(table, options);
    let mut steps = Vec::new();
    while discovery.step(budget) != Progress::Done {
        steps.extend(discovery.take_steps());
    }
    steps.extend(discovery.take_steps());
    (discovery.findings(), steps)
}

/// Everything about the random table of that seed.
pub fn check(seed: u64, columns_max: u64, rows_max: u64) {
    let mut rng = Rng::stream(seed, "discovery");
    let columns = chance::table(&mut rng, columns_max, rows_max);
    let rows = Rows::new(&columns);
    let options = Options { near_permille: 100, ..Options::default() };
    let budget = 1 + rng.below(500);
    let (found, steps) = discover(&columns, options, budget);
    assert_eq!(found.left_columns_max, None);
    assert_eq!(found.dependencies, minimal_dependencies(&rows));
    assert_eq!(found.unique, minimal_unique(&rows));
    assert_eq!(found.near, near(&rows, columns[0].len() as u64 / 10));
    assert_eq!(found.untried, 0);
    let blocks: Vec<_> = found.independent.iter().map(|f| (f.left, f.blocks.clone())).collect();
    assert_eq!(blocks, independent(&rows));
    found.independent.iter().for_each(|found| assert_eq!(found.support, support(&rows, found)));
    steps.iter().for_each(|step| check_step(&rows, step));
    let table = Table::new(&columns).expect("columns of one length");
    (0..4).for_each(|_| check_examination(&rows, &table, &mut rng));
    let short = Options { left_columns_max: 1, near_permille: 0 };
    let short = discover(&columns, short, u64::MAX).0.dependencies;
    let is_short = |dependency: &&Dependency| dependency.left.len() <= 1;
    assert!(found.dependencies.iter().filter(is_short).eq(&short), "the same up to that size");
}

fn check_step(rows: &Rows, step: &LatticeStep) {
    match *step {
        LatticeStep::Held { dependency } => assert!(rows.keeps(&dependency)),
        LatticeStep::Unique { columns } => assert!(rows.is_unique(columns)),
        LatticeStep::Failed { dependency, rows: pair } => check_pair(rows, &dependency, pair),
    }
}

/// Two rows that break a functional dependency.
fn check_pair(rows: &Rows, dependency: &Dependency, pair: (u32, u32)) {
    let (one, other) = (&rows.rows[pair.0 as usize], &rows.rows[pair.1 as usize]);
    let agree = |on: AttributeSet| on.iter().all(|at| one[at as usize] == other[at as usize]);
    assert!(agree(dependency.left) && !agree(dependency.right), "{dependency:?} by {pair:?}");
}

fn check_examination(rows: &Rows, table: &Table, rng: &mut Rng) {
    let count = rows.all.len();
    let (left, right) = (chance::set(rng, count, 0, 2), chance::set(rng, count, 1, 2));
    let functional = Dependency::functional(left, right);
    let found = examine::held_against(table, &functional);
    assert_eq!(found.counter_example.is_none(), rows.keeps(&functional));
    assert_eq!(found.removals, Some(rows.removals(left, right - left)));
    found.counter_example.iter().for_each(|pair| check_pair(rows, &functional, *pair));
    let multivalued = Dependency::multivalued(left, right);
    let found = examine::held_against(table, &multivalued);
    assert_eq!(found.counter_example.is_none(), rows.keeps(&multivalued), "{multivalued:?}");
    if let Some((one, other)) = found.counter_example {
        let (one, other) = (&rows.rows[one as usize], &rows.rows[other as usize]);
        assert!(left.iter().all(|at| one[at as usize] == other[at as usize]));
        assert!(!rows.rows.contains(&exchanged(one, other, right)), "the exchange is missing");
    }
}

fn minimal_dependencies(rows: &Rows) -> Vec<Dependency> {
    let mut found = Vec::new();
    for right in rows.all.singles() {
        let decides = |left: AttributeSet| right.is_within(rows.closure(left));
        for left in (rows.all - right).subsets() {
            if decides(left) && left.singles().all(|one| !decides(left - one)) {
                found.push(Dependency::functional(left, right));
            }
        }
    }
    found.sort_unstable_by_key(|found| (found.right, found.left.len(), found.left));
    found
}

fn minimal_unique(rows: &Rows) -> Vec<AttributeSet> {
    let is_least = |set: &AttributeSet| {
        rows.is_unique(*set) && set.singles().all(|one| !rows.is_unique(*set - one))
    };
    let mut found: Vec<AttributeSet> = rows.all.subsets().filter(is_least).collect();
    found.sort_unstable_by_key(|columns| (columns.len(), *columns));
    found
}

/// The sets of up to two columns, the short ones first and those in the order of their columns.
fn short_lefts(all: AttributeSet) -> Vec<AttributeSet> {
    let mut lefts: Vec<AttributeSet> = all.subsets().filter(|set| set.len() <= 2).collect();
    lefts.sort_by_key(|left| (left.len(), left.iter().collect::<Vec<_>>()));
    lefts
}

fn near(rows: &Rows, removals_max: u64) -> Vec<NearDependency> {
    let mut found = Vec::new();
    if removals_max == 0 {
        return found;
    }
    for right in rows.all.singles() {
        for left in short_lefts(rows.all - right) {
            let removals = rows.removals(left, right);
            let does = |part: AttributeSet| rows.removals(part, right) <= removals_max;
            let mut parts = left.subsets().filter(|part| *part != left);
            if removals > 0 && does(left) && !parts.any(does) {
                found.push(NearDependency {
                    dependency: Dependency::functional(left, right),
                    removals,
                });
            }
        }
    }
    found.sort_unstable_by_key(|found| (found.removals, found.dependency));
    found
}

/// What is independent, by definition: the finest sets that may be exchanged.
fn blocks(rows: &Rows, left: AttributeSet) -> Vec<AttributeSet> {
    let rest = rows.all - rows.closure(left);
    let may =
        |set: &AttributeSet| !set.is_empty() && rows.keeps(&Dependency::multivalued(left, *set));
    let exchangeable: Vec<AttributeSet> = rest.subsets().filter(may).collect();
    let is_least =
        |set: &&AttributeSet| !exchangeable.iter().any(|other| other.is_strictly_within(**set));
    exchangeable.iter().filter(is_least).copied().collect()
}

fn independent(rows: &Rows) -> Vec<(AttributeSet, Vec<AttributeSet>)> {
    let lefts = short_lefts(rows.all);
    let all: BTreeMap<AttributeSet, Vec<AttributeSet>> =
        lefts.iter().map(|left| (*left, blocks(rows, *left))).collect();
    let is_news = |left: &AttributeSet| {
        let rest = rows.all - rows.closure(*left);
        left.subsets().filter(|part| part != left).all(|part| {
            let seen = all[&part].iter().map(|block| *block & rest);
            let mut seen: Vec<AttributeSet> = seen.filter(|block| !block.is_empty()).collect();
            seen.sort_unstable();
            seen != all[left]
        })
    };
    let told = lefts.into_iter().filter(|left| all[left].len() > 1 && is_news(left));
    told.map(|left| (left, all[&left].clone())).collect()
}

fn support(rows: &Rows, found: &IndependentBlocks) -> u64 {
    let mut groups: Vec<&Vec<u32>> = rows.rows.iter().collect();
    groups.sort_by_key(|row| part(row, found.left));
    let groups = groups.chunk_by(|a, b| part(a, found.left) == part(b, found.left));
    let varying = |group: &&[&Vec<u32>]| {
        let varies = |block: &&AttributeSet| {
            group.iter().any(|row| part(row, **block) != part(group[0], **block))
        };
        found.blocks.iter().filter(varies).count() > 1
    };
    groups.filter(varying).count() as u64
}
