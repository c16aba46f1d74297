//! Random statements against PostgreSQL 15: the same rows, order, names, types and SQLSTATE.
//!
//! Runs in `cargo xtask soak`, or with `GLASSBOX_POSTGRES` naming the folder of its programs. Each
//! seed makes tables with rows and then some statements; what differs is shrunk and printed with
//! its seed. The mix of what is exercised goes to `SOAK.md`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::rc::Rc;

use glassbox_tests::generator::case::Case;
use glassbox_tests::generator::statement::{After, Statement};
use glassbox_tests::harness::{run, Test};
use glassbox_tests::postgres::Server;
use glassbox_tests::rival::kept::kept;
use glassbox_tests::rival::mix::Mix;
use glassbox_tests::rival::pair::Pair;
use glassbox_tests::rival::said::Said;
use glassbox_tests::rival::shrink::shrink;
use glassbox_tests::rival::verdict::{judge, Order, Verdict};
use glassbox_tests::soak;

/// Statements of a case after its set-up.
const STATEMENTS: usize = 50;
/// Cases of one test: as many as are worth a line.
const CASES: u64 = 20;
/// Differences that are shrunk and shown for one test; the others are counted.
const SHOWN_MAX: usize = 6;
/// Of a hundred statements: at most that many may be refused, and each feature is in at least one.
const REFUSED_MAX: f64 = 2.0;
const SHARE_MIN: f64 = 1.0;

fn main() -> ExitCode {
    let Some(server) = Server::start() else { return run(Vec::new()) };
    let pair = Rc::new(RefCell::new(Pair::new(server.open("differential"))));
    let mix = Rc::new(RefCell::new(Mix::default()));
    let seeds: Vec<u64> = soak::seeds(2 * CASES, 20 * CASES).collect();
    let mut tests = Vec::new();
    for seeds in seeds.chunks(CASES as usize) {
        let (seeds, pair, mix) = (seeds.to_vec(), Rc::clone(&pair), Rc::clone(&mix));
        let name = format!("differential/seeds {} to {}", seeds[0], seeds[seeds.len() - 1]);
        tests.push(Test::new(name, move || {
            let mut batch = Batch { pair: &mut pair.borrow_mut(), mix: &mut mix.borrow_mut() };
            batch.play(&seeds);
        }));
    }
    tests.push(Test::new("differential/mix", move || tell(&mix.borrow())));
    run(tests)
}

struct Batch<'a> {
    pair: &'a mut Pair,
    mix: &'a mut Mix,
}

/// A difference: the seed, the statements until it, and what kind it is.
struct Difference {
    seed: u64,
    run: Vec<String>,
    order: Order,
    verdict: Verdict,
}

impl Batch<'_> {
    fn play(&mut self, seeds: &[u64]) {
        let mut found = Vec::new();
        for seed in seeds {
            found.extend(self.play_case(*seed));
        }
        // One of each kind comes first.
        let mut kinds = BTreeMap::new();
        found.sort_by_cached_key(|difference| {
            let times = kinds.entry(difference.verdict.clone()).or_insert(0);
            *times += 1;
            *times
        });
        for difference in found.iter().take(SHOWN_MAX) {
            self.show(difference);
        }
        assert!(found.is_empty(), "{} statements differ", found.len());
    }

    fn play_case(&mut self, seed: u64) -> Vec<Difference> {
        let (mut case, setup) = Case::new(seed);
        self.pair.begin(seed);
        let mut played = Vec::new();
        let mut found = Vec::new();
        let mut setup = setup.into_iter();
        let mut asked = 0;
        while asked < STATEMENTS {
            let (statement, counts) = match setup.next() {
                Some(statement) => (statement, false),
                None => (case.next_statement(), true),
            };
            played.push(statement.text.clone());
            let (ours, theirs) = self.pair.ask(&statement.text);
            let verdict = judge(&ours, &theirs, &statement.order);
            if counts {
                asked += 1;
                self.mix.count(&statement, &verdict, &ours, &theirs);
                if is_query(&statement) && ours.error.is_none() {
                    self.mix.count_plan(&self.pair.plan(&statement.text));
                }
            }
            if is_difference(&statement.text, &verdict, &ours, &theirs) {
                let order = statement.order.clone();
                found.push(Difference {
                    seed,
                    run: played.clone(),
                    order,
                    verdict: verdict.clone(),
                });
            }
            let refused = matches!(verdict, Verdict::Refused(_));
            if counts {
                case.told(&statement, theirs.error.is_none() && !refused);
            }
            let ends_block = matches!(verdict, Verdict::State(..)) && case.is_in_transaction();
            if verdict != Verdict::Same && !refused && (changes(&statement) || ends_block) {
                // From here on the two have other rows.
                break;
            }
        }
        found
    }

    fn show(&mut self, difference: &Difference) {
        let Difference { seed, run, order, verdict } = difference;
        let mut fails = |run: &[String]| {
            let (ours, theirs) = self.pair.replay(*seed, run);
            let last = run.last().map(String::as_str).unwrap_or_default();
            judge(&ours, &theirs, order) == *verdict && kept(last, &ours, &theirs).is_none()
        };
        let short = shrink(run, &mut fails);
        let (ours, theirs) = self.pair.replay(*seed, &short);
        println!("\nseed {seed}: {verdict:?}\n  {}", short.join(";\n  "));
        println!("  ours:   {ours}\n  theirs: {theirs}");
    }
}

fn is_difference(sql: &str, verdict: &Verdict, ours: &Said, theirs: &Said) -> bool {
    let counted = matches!(verdict, Verdict::Same | Verdict::Refused(_));
    !counted && kept(sql, ours, theirs).is_none()
}

fn is_query(statement: &Statement) -> bool {
    ["select", "with", "values"].iter().any(|word| statement.text.starts_with(word))
}

/// Whether later answers depend on the statement.
fn changes(statement: &Statement) -> bool {
    !(is_query(statement) && matches!(statement.after, After::Same))
        || statement.text.contains("val('")
}

/// Prints the figures and holds them against the bounds.
fn tell(mix: &Mix) {
    for (name, value) in mix.figures() {
        soak::figure(&name, value);
    }
    let rare = mix.rarer_than(SHARE_MIN);
    assert!(rare.is_empty(), "in less than {SHARE_MIN} % of the statements: {rare:?}");
    let refused = mix.refused_per_cent();
    assert!(refused <= REFUSED_MAX, "{refused:.2} % of the statements are refused");
}
