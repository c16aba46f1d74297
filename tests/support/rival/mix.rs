//! How often each feature was exercised, and how the answers compared.

use std::collections::BTreeMap;

use super::kept::kept;
use super::said::Said;
use super::verdict::Verdict;
use crate::generator::feature::{Feature, FEATURES};
use crate::generator::statement::Statement;

/// The count over all statements.
#[derive(Default)]
pub struct Mix {
    asked: u64,
    answered: u64,
    same: u64,
    refused: BTreeMap<String, u64>,
    kept: BTreeMap<&'static str, u64>,
    differing: BTreeMap<String, u64>,
    errors: BTreeMap<String, u64>,
    features: BTreeMap<Feature, u64>,
    queries: u64,
    nodes: BTreeMap<&'static str, u64>,
    failed: Failed,
}

/// Statements that failed with us and with PostgreSQL.
#[derive(Default)]
struct Failed {
    both: u64,
    otherwise: BTreeMap<String, u64>,
}

/// What plans consist of, as EXPLAIN names it.
const NODES: &[&str] = &[
    "Seq Scan",
    "Index Scan",
    "Index Only Scan",
    "Bitmap Heap Scan",
    "Nested Loop",
    "Hash Join",
    "Merge Join",
    "Sort",
    "Limit",
    "HashAggregate",
    "GroupAggregate",
    "WindowAgg",
    "SubPlan",
    "InitPlan",
];

impl Mix {
    /// Counts a statement with its answers.
    pub fn count(&mut self, statement: &Statement, verdict: &Verdict, ours: &Said, theirs: &Said) {
        self.asked += 1;
        if let Some(state) = theirs.sqlstate() {
            *self.errors.entry(state.to_string()).or_default() += 1;
        } else {
            self.answered += 1;
        }
        if let (Some(a), Some(b)) = (ours.sqlstate(), theirs.sqlstate()) {
            self.failed.both += 1;
            if a != b {
                *self.failed.otherwise.entry(format!("{a}, theirs {b}")).or_default() += 1;
            }
        }
        match verdict {
            Verdict::Same => self.same += 1,
            Verdict::Refused(what) => *self.refused.entry(what.clone()).or_default() += 1,
            other => match kept(&statement.text, ours, theirs) {
                Some(kept) => *self.kept.entry(kept.name).or_default() += 1,
                None => *self.differing.entry(format!("{other:?}")).or_default() += 1,
            },
        }
        if !matches!(verdict, Verdict::Refused(_)) {
            for feature in &statement.features {
                *self.features.entry(*feature).or_default() += 1;
            }
        }
    }

    /// Counts what our plan of a query consists of.
    pub fn count_plan(&mut self, plan: &str) {
        self.queries += 1;
        for node in NODES {
            // `Index Scan using`, `Hash Left Join`, `Hash Join`
            let (first, last) = node.split_once(' ').unwrap_or((node, ""));
            let is_join = last == "Join";
            let has_it = |line: &str| {
                let name = line.trim_start().trim_start_matches("-> ").trim_start();
                match is_join {
                    true => name.starts_with(first) && name.contains(" Join"),
                    false => name.starts_with(node),
                }
            };
            *self.nodes.entry(node).or_default() += u64::from(plan.lines().any(has_it));
        }
    }

    /// Names and values for the reader.
    pub fn figures(&self) -> Vec<(String, String)> {
        let mut figures = Vec::new();
        let mut say = |name: &str, value: String| figures.push((name.to_string(), value));
        say(
            "differential, statements",
            format!("{} ({} without error)", self.asked, self.answered),
        );
        say("differential, same answer", self.same.to_string());
        say("differential, other answer", list(&self.differing));
        say("differential, kept differences", list(&self.kept));
        let refused = format!("{:.2} %: {}", self.refused_per_cent(), list(&self.refused));
        say("differential, refused", refused);
        say("differential, errors of PostgreSQL", list(&self.errors));
        let otherwise = list(&self.failed.otherwise);
        let failed =
            format!("{} with both, of these with another code: {otherwise}", self.failed.both);
        say("differential, errors", failed);
        let nodes = NODES.iter().map(|node| format!("{node} {:.1} %", self.node_share(node)));
        say("differential, plans of queries", nodes.collect::<Vec<_>>().join(", "));
        let shares =
            FEATURES.iter().map(|(feature, name)| format!("{name} {:.1} %", self.share(*feature)));
        say("differential, mix", shares.collect::<Vec<_>>().join(", "));
        figures
    }

    /// The features in less than that many of a hundred statements.
    pub fn rarer_than(&self, per_cent: f64) -> Vec<&'static str> {
        let rare = FEATURES.iter().filter(|(feature, _)| self.share(*feature) < per_cent);
        let unused = NODES.iter().filter(|node| self.node_share(node) < per_cent);
        rare.map(|(_, name)| *name).chain(unused.copied()).collect()
    }

    /// How many of a hundred statements were refused.
    pub fn refused_per_cent(&self) -> f64 {
        per_cent(self.refused.values().sum(), self.asked)
    }

    fn node_share(&self, node: &str) -> f64 {
        per_cent(self.nodes.get(node).copied().unwrap_or(0), self.queries)
    }

    fn share(&self, feature: Feature) -> f64 {
        per_cent(self.features.get(&feature).copied().unwrap_or(0), self.asked)
    }
}

fn per_cent(count: u64, of: u64) -> f64 {
    100.0 * count as f64 / of.max(1) as f64
}

fn list<K: std::fmt::Display>(counts: &BTreeMap<K, u64>) -> String {
    if counts.is_empty() {
        return "none".to_string();
    }
    counts.iter().map(|(what, count)| format!("{what} ({count})")).collect::<Vec<_>>().join(", ")
}
