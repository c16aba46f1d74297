//! What kind of node it is, under JSON's names.

use crate::catalog::info::{IndexInfo, TableInfo};
use crate::plan::index_condition::ScanDirection;
use crate::plan::physical::{GroupStrategy, Node, Plan};
use crate::sql::algebra::{JoinKind, SetOp};

/// Whether relations are named with their schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By their names alone.
    Plain,
    /// With their schemas: VERBOSE.
    Full,
}

/// `Node Type` and what goes with it.
pub fn parts(plan: &Plan, naming: Naming) -> Vec<(&'static str, String)> {
    match &plan.node {
        Node::Values { rows } if rows.len() == 1 => typed("Result", &[]),
        Node::Values { .. } => typed("Values Scan", &[("Alias", "*VALUES*")]),
        Node::SeqScan { table, alias, .. } => scan("Seq Scan", table, alias, naming),
        Node::IndexScan { table, alias, index, direction, .. } => {
            index_scan("Index Scan", (index, *direction), (table, alias), naming)
        }
        Node::IndexOnlyScan { table, alias, index, direction, .. } => {
            index_scan("Index Only Scan", (index, *direction), (table, alias), naming)
        }
        Node::BitmapHeapScan { table, alias, .. } => scan("Bitmap Heap Scan", table, alias, naming),
        Node::BitmapIndexScan { index, .. } => {
            typed("Bitmap Index Scan", &[("Index Name", &index.name)])
        }
        Node::BitmapAnd { .. } => typed("BitmapAnd", &[]),
        Node::BitmapOr { .. } => typed("BitmapOr", &[]),
        Node::FunctionScan { function, alias, .. } => {
            typed("Function Scan", &[("Function Name", &function.name()), ("Alias", alias)])
        }
        Node::NestedLoop { kind, .. } => joined("Nested Loop", *kind),
        Node::HashJoin { kind, .. } => joined("Hash Join", *kind),
        Node::MergeJoin { kind, .. } => joined("Merge Join", *kind),
        Node::Aggregate { keys, strategy, .. } => {
            let strategy = match strategy {
                _ if keys.is_empty() => "Plain",
                GroupStrategy::Hashed => "Hashed",
                GroupStrategy::Sorted => "Sorted",
            };
            typed("Aggregate", &[("Strategy", strategy), ("Partial Mode", "Simple")])
        }
        Node::SetOperation { op: SetOp::Union, .. } => typed("Append", &[]),
        Node::SetOperation { op: SetOp::Intersect, .. } => {
            typed("SetOp", &[("Strategy", "Hashed"), ("Command", "Intersect")])
        }
        Node::SetOperation { op: SetOp::Except, .. } => {
            typed("SetOp", &[("Strategy", "Hashed"), ("Command", "Except")])
        }
        Node::CteScan { alias, .. } => typed("CTE Scan", &[("Alias", alias)]),
        Node::Insert { table, .. } => changed("Insert", table, naming),
        Node::Update { table, .. } => changed("Update", table, naming),
        Node::Delete { table, .. } => changed("Delete", table, naming),
        Node::Filter { .. }
        | Node::Project { .. }
        | Node::Apply { .. }
        | Node::Window { .. }
        | Node::Sort { .. }
        | Node::Limit { .. }
        | Node::Distinct { .. }
        | Node::With { .. }
        | Node::RecursiveUnion { .. } => vec![("Node Type", plan.name())],
    }
}

/// The first words of a node's line.
pub fn heading(plan: &Plan, naming: Naming) -> String {
    let name = plan.name();
    match (naming, relation(plan)) {
        (Naming::Full, Some(table)) => name.replacen(" on ", &format!(" on {}.", table.schema), 1),
        _ => name,
    }
}

/// The relation that a node works on.
pub fn relation(plan: &Plan) -> Option<&TableInfo> {
    match &plan.node {
        Node::SeqScan { table, .. }
        | Node::IndexScan { table, .. }
        | Node::IndexOnlyScan { table, .. }
        | Node::BitmapHeapScan { table, .. }
        | Node::Insert { table, .. }
        | Node::Update { table, .. }
        | Node::Delete { table, .. } => Some(table),
        _ => None,
    }
}

fn typed(kind: &str, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let more = more.iter().map(|(key, value)| (*key, (*value).to_string()));
    [("Node Type", kind.to_string())].into_iter().chain(more).collect()
}

fn scan(kind: &str, table: &TableInfo, alias: &str, naming: Naming) -> Vec<(&'static str, String)> {
    let mut made = typed(kind, &[("Relation Name", &table.name)]);
    if naming == Naming::Full {
        made.push(("Schema", table.schema.clone()));
    }
    made.push(("Alias", alias.to_string()));
    made
}

fn index_scan(
    kind: &str,
    (index, direction): (&IndexInfo, ScanDirection),
    (table, alias): (&TableInfo, &str),
    naming: Naming,
) -> Vec<(&'static str, String)> {
    let direction = match direction {
        ScanDirection::Forward => "Forward",
        ScanDirection::Backward => "Backward",
    };
    let mut made = typed(kind, &[("Scan Direction", direction), ("Index Name", &index.name)]);
    made.extend(scan(kind, table, alias, naming).into_iter().skip(1));
    made
}

fn joined(kind: &str, join: JoinKind) -> Vec<(&'static str, String)> {
    let join = match join {
        JoinKind::Inner => "Inner",
        JoinKind::Left => "Left",
        JoinKind::Right => "Right",
        JoinKind::Full => "Full",
        JoinKind::Semi => "Semi",
        JoinKind::Anti => "Anti",
    };
    typed(kind, &[("Join Type", join)])
}

fn changed(operation: &str, table: &TableInfo, naming: Naming) -> Vec<(&'static str, String)> {
    let mut made = typed("ModifyTable", &[("Operation", operation)]);
    made.extend(scan("", table, &table.name, naming).into_iter().skip(1));
    made
}
