//! What EXPLAIN would call a way, if it were chosen.

use crate::plan::paths::path::{Method, Path, PathKind};
use crate::plan::physical::{index_scan_name, join_words, keyed_join_name, named, values_name};
use crate::sql::algebra::{Rel, SetOp};

/// The name of its operator. What EXPLAIN folds into the node below has that node's name.
pub fn name(path: &Path<'_>) -> String {
    match &path.kind {
        PathKind::Node(rel, inputs) => match inputs.first() {
            Some(input) if matches!(rel, Rel::Project { .. } | Rel::Apply { .. }) => name(input),
            _ => rel_name(rel),
        },
        PathKind::SeqScan { scan, .. } => table_name("Seq Scan", scan),
        PathKind::Index { scan: Rel::Scan { table, alias, .. }, probe, only, .. } => {
            let what = if *only { "Index Only Scan" } else { "Index Scan" };
            index_scan_name(what, probe.direction, &probe.index, table, alias)
        }
        PathKind::Index { .. } => "Index Scan".to_string(),
        PathKind::Bitmap { scan, .. } => table_name("Bitmap Heap Scan", scan),
        PathKind::Filter { input, .. } => name(input),
        PathKind::Sort { .. } => "Sort".to_string(),
        PathKind::Join { method, kind, .. } => match method {
            Method::NestedLoop { .. } => format!("Nested Loop{}", join_words(*kind)),
            Method::Hash(_) => keyed_join_name("Hash", *kind),
            Method::Merge(_) => keyed_join_name("Merge", *kind),
        },
        PathKind::Groups { rel: Rel::Aggregate { keys, .. }, .. } if keys.is_empty() => {
            "Aggregate".to_string()
        }
        PathKind::Groups { sorted: true, .. } => "GroupAggregate".to_string(),
        PathKind::Groups { .. } => "HashAggregate".to_string(),
        PathKind::Distinct { .. } => "Unique".to_string(),
    }
}

fn table_name(what: &str, scan: &Rel) -> String {
    match scan {
        Rel::Scan { table, alias, .. } => format!("{what} on {}", named(table, alias)),
        _ => what.to_string(),
    }
}

fn rel_name(rel: &Rel) -> String {
    match rel {
        Rel::Values { rows, .. } => values_name(rows.len()).to_string(),
        Rel::Scan { .. } => table_name("Scan", rel),
        Rel::Function { alias, .. } => format!("Function Scan on {alias}"),
        Rel::CteScan { alias, .. } => format!("CTE Scan on {alias}"),
        Rel::Join { kind, .. } => format!("Join{}", join_words(*kind)),
        Rel::Aggregate { .. } => "Aggregate".to_string(),
        Rel::Window { .. } => "WindowAgg".to_string(),
        Rel::Distinct { .. } => "Unique".to_string(),
        Rel::Sort { .. } => "Sort".to_string(),
        Rel::Limit { .. } => "Limit".to_string(),
        Rel::SetOperation { op: SetOp::Union, .. } => "Append".to_string(),
        Rel::SetOperation { .. } => "SetOp".to_string(),
        Rel::RecursiveUnion { .. } => "Recursive Union".to_string(),
        Rel::Filter { input, .. } | Rel::Project { input, .. } | Rel::Apply { input, .. } => {
            rel_name(input)
        }
        Rel::With { body, .. } => rel_name(body),
    }
}

/// The ways that it works on, where it joins, sorts or groups.
pub fn inputs(path: &Path<'_>) -> Vec<String> {
    match &path.kind {
        PathKind::Filter { input, .. } => inputs(input),
        PathKind::Sort { input }
        | PathKind::Groups { input, .. }
        | PathKind::Distinct { input, .. } => vec![label(input)],
        PathKind::Join { left, right, .. } => vec![label(left), label(right)],
        PathKind::Node(..)
        | PathKind::SeqScan { .. }
        | PathKind::Index { .. }
        | PathKind::Bitmap { .. } => Vec::new(),
    }
}

/// The name of a way with what it reads.
fn label(path: &Path<'_>) -> String {
    match &path.kind {
        PathKind::Filter { input, .. } => label(input),
        PathKind::Sort { input } => format!("Sort of {}", label(input)),
        PathKind::Join { .. } => format!("{} of {}", name(path), relations(path).join(", ")),
        _ => name(path),
    }
}

/// What its rows are made of, as the query calls it.
pub fn relations(path: &Path<'_>) -> Vec<String> {
    match &path.kind {
        PathKind::Join { left, right, .. } => [relations(left), relations(right)].concat(),
        PathKind::Filter { input, .. }
        | PathKind::Sort { input }
        | PathKind::Groups { input, .. }
        | PathKind::Distinct { input, .. } => relations(input),
        PathKind::Node(_, below) if !below.is_empty() => {
            below.iter().flat_map(|path| relations(path)).collect()
        }
        PathKind::Node(rel, _)
        | PathKind::SeqScan { scan: rel, .. }
        | PathKind::Index { scan: rel, .. }
        | PathKind::Bitmap { scan: rel, .. } => vec![relation(rel)],
    }
}

/// What a query calls a leaf of its joins.
pub fn relation(leaf: &Rel) -> String {
    match leaf {
        Rel::Scan { alias, .. } | Rel::Function { alias, .. } | Rel::CteScan { alias, .. } => {
            alias.clone()
        }
        Rel::Values { .. } => "VALUES".to_string(),
        _ => "subquery".to_string(),
    }
}
