//! The same rows come whatever way the planner goes: every method is forced in turn, with and
//! without statistics, on random queries over small tables full of NULLs and duplicates.

use engine::api::lab::Lab;
use glassbox_tests::outcome::{outcomes, Outcome};
use glassbox_tests::soak;
use model::base::ids::SessionId;
use model::base::rng::Rng;
use model::message::command::Command;
use model::message::settings::Setup;
use model::trace::event::Level;

/// Settings under which each query runs.
const WAYS: &[&[&str]] = &[
    &[],
    &["hashjoin", "mergejoin"],
    &["nestloop", "mergejoin"],
    &["nestloop", "hashjoin"],
    &["seqscan"],
    &["seqscan", "indexscan", "indexonlyscan"],
    &["seqscan", "bitmapscan", "hashjoin", "mergejoin"],
    &["bitmapscan", "nestloop", "hashjoin"],
    &["hashagg", "nestloop"],
    &["sort", "hashjoin"],
];

struct Session {
    lab: Lab,
}

impl Session {
    fn new(seed: u64) -> Session {
        let mut setup = Setup::at_level(Level::Counts);
        setup.seed = seed;
        setup.page_bytes = 512;
        Session { lab: Lab::new(setup) }
    }

    fn run(&mut self, sql: &str) -> Outcome {
        let (session, sql) = (SessionId(0), sql.to_string());
        let replies = self.lab.handle(Command::Execute { session, sql });
        outcomes(&replies).pop().expect("a statement has an outcome")
    }

    fn must(&mut self, sql: &str) -> Outcome {
        let outcome = self.run(sql);
        assert!(outcome.error.is_none(), "{sql}: {:?}", outcome.error);
        outcome
    }
}

/// Three tables with duplicates, NULLs and indexes of several kinds.
fn fill(session: &mut Session, rng: &mut Rng) {
    for (name, rows) in [("a", 60), ("b", 45), ("c", 20)] {
        session.must(&format!("CREATE TABLE {name} (id int, k int, v int, s varchar(10))"));
        let values: Vec<String> = (0..rows).map(|id| row(id, rng)).collect();
        session.must(&format!("INSERT INTO {name} VALUES {}", values.join(", ")));
    }
    session.must("ALTER TABLE a ADD PRIMARY KEY (id)");
    session.must("CREATE INDEX ON a (k)");
    session.must("CREATE INDEX ON b (k, v)");
    session.must("CREATE INDEX ON b (s)");
    session.must("CREATE UNIQUE INDEX ON c (id)");
    session.must("CREATE INDEX ON c (v DESC)");
}

fn row(id: u64, rng: &mut Rng) -> String {
    let mut number = |below: u64| match rng.below(6) {
        0 => "NULL".to_string(),
        _ => rng.below(below).to_string(),
    };
    let (k, v, s) = (number(12), number(8), number(5));
    let s = if s == "NULL" { s } else { format!("'s{s}'") };
    format!("({id}, {k}, {v}, {s})")
}

fn column(alias: &str, rng: &mut Rng) -> String {
    format!("{alias}.{}", ["id", "k", "v", "k"][rng.below(4) as usize])
}

fn condition(aliases: &[&str], rng: &mut Rng) -> String {
    let alias = aliases[rng.below(aliases.len() as u64) as usize];
    let (left, number) = (column(alias, rng), rng.below(14));
    match rng.below(10) {
        0 => format!("{left} IS NULL"),
        1 => format!("{left} IS NOT NULL"),
        2 => format!("{left} IN ({number}, {}, NULL)", rng.below(9)),
        3 => format!("{left} BETWEEN {} AND {number}", rng.below(7)),
        4 => format!("{alias}.s LIKE 's{}%'", rng.below(5)),
        5 => format!("({left} = {number} OR {} = {})", column(alias, rng), rng.below(9)),
        6 => format!("{left} <= {number}"),
        7 => format!("NOT {left} > {number}"),
        8 => format!("{left} <> {number}"),
        _ => format!("{left} = {number}"),
    }
}

fn subquery(outer: &str, rng: &mut Rng) -> String {
    let table = ["a", "b", "c"][rng.below(3) as usize];
    let (own, other) = (column("q", rng), column(outer, rng));
    let more = if rng.below(2) == 0 { condition(&["q"], rng) } else { "true".to_string() };
    let not = if rng.below(2) == 0 { "NOT " } else { "" };
    match rng.below(3) {
        0 => format!("{not}EXISTS (SELECT 1 FROM {table} q WHERE {own} = {other} AND {more})"),
        1 => format!("{other} {not}IN (SELECT {own} FROM {table} q WHERE {more})"),
        _ => {
            let filter = format!("{more} AND q.k = {outer}.k");
            format!("{other} > (SELECT min({own}) FROM {table} q WHERE {filter})")
        }
    }
}

/// A query, and whether its rows have an order.
fn query(rng: &mut Rng) -> (String, bool) {
    let count = 1 + rng.below(4) as usize;
    let aliases = &["t1", "t2", "t3", "t4"][..count];
    let tables: Vec<&str> = (0..count).map(|_| ["a", "b", "c"][rng.below(3) as usize]).collect();
    let mut from = format!("{} t1", tables[0]);
    for at in 1..count {
        let kind = ["JOIN", "LEFT JOIN", "JOIN", "RIGHT JOIN", "FULL JOIN"][rng.below(5) as usize];
        let left = column(aliases[rng.below(at as u64) as usize], rng);
        let right = column(aliases[at], rng);
        // FULL JOIN takes equalities alone, in PostgreSQL too.
        let more = match rng.below(3) {
            0 if kind != "FULL JOIN" => format!(" AND {}", condition(&aliases[..=at], rng)),
            _ => String::new(),
        };
        from.push_str(&format!(" {kind} {} {} ON {left} = {right}{more}", tables[at], aliases[at]));
    }
    let mut conditions = Vec::new();
    for _ in 0..rng.below(3) {
        conditions.push(condition(aliases, rng));
    }
    if rng.below(3) == 0 {
        conditions.push(subquery(aliases[0], rng));
    }
    let filter = match conditions.is_empty() {
        true => String::new(),
        false => format!(" WHERE {}", conditions.join(" AND ")),
    };
    let picked = column(aliases[count - 1], rng);
    match rng.below(4) {
        0 => {
            let list = format!("{picked}, count(*), sum(t1.v)");
            (format!("SELECT {list} FROM {from}{filter} GROUP BY {picked}"), false)
        }
        1 => {
            let all: Vec<String> = aliases.iter().map(|alias| format!("{alias}.id")).collect();
            let all = all.join(", ");
            let order = format!("{picked} DESC, {all}");
            let list = format!("{picked}, {all}");
            (format!("SELECT {list} FROM {from}{filter} ORDER BY {order} LIMIT 7"), true)
        }
        2 => (format!("SELECT DISTINCT {picked}, t1.k FROM {from}{filter}"), false),
        _ => (format!("SELECT * FROM {from}{filter}"), false),
    }
}

fn rows(outcome: Outcome, ordered: bool) -> Result<Vec<Vec<Option<String>>>, String> {
    if let Some(error) = outcome.error {
        return Err(error.message);
    }
    let mut rows = outcome.rows;
    if !ordered {
        rows.sort();
    }
    Ok(rows)
}

#[test]
fn every_way_gives_the_same_rows() {
    let mut tried = 0;
    for seed in soak::seeds(4, 40) {
        let mut rng = Rng::stream(seed, "ways of plans");
        let mut session = Session::new(seed);
        fill(&mut session, &mut rng);
        for number in 0..soak::steps(40, 200) {
            if number == 20 {
                session.must("ANALYZE");
            }
            let (sql, ordered) = query(&mut rng);
            let mut usual = None;
            for way in WAYS {
                session.must("RESET ALL");
                for method in *way {
                    session.must(&format!("SET enable_{method} = off"));
                }
                let found = rows(session.run(&sql), ordered);
                tried += 1;
                match &usual {
                    None => usual = Some(found),
                    Some(usual) => {
                        assert_eq!(usual, &found, "seed {seed}, without {way:?}: {sql}");
                    }
                }
            }
        }
    }
    soak::figure("queries run under other plans", tried);
}
