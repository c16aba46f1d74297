//! A relational tree in lines.
//!
//! ```text
//!   Project a.id, (a.v + 1)
//!     Filter $found
//!       Apply $found: EXISTS
//!         Scan a
//!         Filter (b.a = a.id)
//!           Scan b
//! ```

use std::collections::BTreeMap;

use model::base::limits::{TREE_LINE_CHARS_MAX, TREE_NODES_TOLD_MAX};
use model::trace::event::plan::{Tree, TreeNode};

use crate::expr::bound::Expr;
use crate::expr::print::print;
use crate::plan::physical::{join_words, named};
use crate::sql::algebra::{AggregateCall, Ask, ColumnId, JoinKind, Rel, RelColumn, SetOp, SortKey};

/// The tree in lines, as many as are told.
pub fn tree(rel: &Rel) -> Tree {
    let mut teller = Teller { names: BTreeMap::new(), nodes: Vec::new(), left_out: 0 };
    teller.name_columns(rel);
    teller.tell(rel, 0);
    Tree { nodes: teller.nodes, left_out: teller.left_out }
}

struct Teller {
    names: BTreeMap<ColumnId, String>,
    nodes: Vec<TreeNode>,
    left_out: u32,
}

impl Teller {
    /// Names columns by the tables or the expressions that make them, lower nodes first.
    fn name_columns(&mut self, rel: &Rel) {
        rel.children().into_iter().for_each(|child| self.name_columns(child));
        match rel {
            Rel::Scan { alias, columns, row_id, .. } => {
                for (_, column) in columns {
                    self.names.insert(column.id, format!("{alias}.{}", column.name));
                }
                self.names.extend(row_id.map(|id| (id, format!("{alias}.ctid"))));
            }
            Rel::Values { columns, .. }
            | Rel::SetOperation { columns, .. }
            | Rel::RecursiveUnion { columns, .. } => {
                self.names.extend(columns.iter().map(|it| (it.id, it.name.clone())));
            }
            Rel::CteScan { alias, columns, .. } => {
                let named = columns.iter().map(|it| (it.id, format!("{alias}.{}", it.name)));
                self.names.extend(named);
            }
            Rel::Function { alias, columns, ordinality, .. } => {
                let all = columns.iter().chain(ordinality);
                self.names.extend(all.map(|it| (it.id, format!("{alias}.{}", it.name))));
            }
            Rel::Project { columns, .. } => {
                for (column, expr) in columns {
                    let made = self.made_name(column, expr);
                    self.names.entry(column.id).or_insert(made);
                }
            }
            Rel::Aggregate { calls, .. } => {
                for call in calls {
                    let text = self.aggregate(call);
                    self.names.insert(call.column.id, text);
                }
            }
            Rel::Window { calls, .. } => {
                for call in calls {
                    self.names.insert(call.column.id, format!("{} OVER (..)", call.column.name));
                }
            }
            Rel::Apply { column, .. } => {
                self.names.insert(column.id, format!("$subquery{}", column.id));
            }
            Rel::Filter { .. }
            | Rel::Join { .. }
            | Rel::Distinct { .. }
            | Rel::Sort { .. }
            | Rel::Limit { .. }
            | Rel::With { .. } => {}
        }
    }

    fn made_name(&self, column: &RelColumn, expr: &Expr) -> String {
        match expr {
            Expr::Column { place, .. } => self.name(*place),
            _ if column.name == "?column?" => self.expr(expr),
            _ => column.name.clone(),
        }
    }

    fn tell(&mut self, rel: &Rel, depth: u16) {
        if self.nodes.len() == TREE_NODES_TOLD_MAX {
            self.left_out += count(rel);
            return;
        }
        let mut text = self.line(rel);
        if let Some((end, _)) = text.char_indices().nth(TREE_LINE_CHARS_MAX) {
            text.truncate(end);
            text.push_str("..");
        }
        self.nodes.push(TreeNode { depth, text });
        rel.children().into_iter().for_each(|child| self.tell(child, depth + 1));
    }

    fn line(&self, rel: &Rel) -> String {
        match rel {
            Rel::Values { rows, .. } => format!("Values of {} rows", rows.len()),
            Rel::Scan { table, alias, .. } => format!("Scan {}", named(table, alias)),
            Rel::Function { alias, args, .. } => format!("Function {alias}({})", self.list(args)),
            Rel::Filter { predicate, .. } => format!("Filter {}", self.expr(predicate)),
            Rel::Project { columns, .. } => {
                let all = columns.iter().map(|(_, expr)| self.expr(expr));
                format!("Project {}", all.collect::<Vec<_>>().join(", "))
            }
            Rel::Join { kind, on, .. } => {
                let kind = match kind {
                    JoinKind::Inner => "Join",
                    other => join_words(*other).trim_start(),
                };
                let on = on.as_ref().map(|on| format!(" {}", self.expr(on)));
                format!("{kind}{}", on.unwrap_or_default())
            }
            Rel::Apply { ask, column, .. } => {
                format!("Apply {}: {}", self.name(column.id), self.asked(ask))
            }
            Rel::Aggregate { keys, sets, calls, .. } => {
                let sets = sets.as_ref().map(|sets| format!(" in {} sets", sets.len()));
                let by = if keys.is_empty() { String::new() } else { self.by(keys) };
                let calls: Vec<String> = calls.iter().map(|call| self.aggregate(call)).collect();
                format!("Aggregate {}{by}{}", calls.join(", "), sets.unwrap_or_default())
            }
            Rel::Window { calls, partition, order, .. } => {
                let names: Vec<&str> = calls.iter().map(|it| it.column.name.as_str()).collect();
                let by = if partition.is_empty() { String::new() } else { self.by(partition) };
                let order = if order.is_empty() { String::new() } else { self.order(order) };
                format!("Window {}{by}{order}", names.join(", "))
            }
            Rel::Distinct { on: None, .. } => "Distinct".to_string(),
            Rel::Distinct { on: Some(on), .. } => format!("Distinct{}", self.by(on)),
            Rel::Sort { keys, .. } => format!("Sort{}", self.order(keys)),
            Rel::Limit { limit, offset, .. } => {
                let part = |word: &str, expr: &Option<Expr>| {
                    expr.as_ref().map_or(String::new(), |it| format!("{word} {}", self.expr(it)))
                };
                format!("Limit{}{}", part("", limit), part(" offset", offset))
            }
            Rel::SetOperation { op, all, .. } => {
                let op = match op {
                    SetOp::Union => "Union",
                    SetOp::Intersect => "Intersect",
                    SetOp::Except => "Except",
                };
                format!("{op}{}", if *all { " all" } else { "" })
            }
            Rel::With { name, .. } => format!("With {name}"),
            Rel::CteScan { alias, .. } => format!("Scan of WITH {alias}"),
            Rel::RecursiveUnion { all, .. } => {
                format!("Recursive union{}", if *all { " all" } else { "" })
            }
        }
    }

    fn asked(&self, ask: &Ask) -> String {
        match ask {
            Ask::Scalar { value } => format!("its value {}", self.name(*value)),
            Ask::Exists => "EXISTS".to_string(),
            Ask::Any { compare } => format!("ANY {}", self.expr(compare)),
            Ask::All { compare } => format!("ALL {}", self.expr(compare)),
        }
    }

    fn aggregate(&self, call: &AggregateCall) -> String {
        let args = match call.args.as_slice() {
            [] => "*".to_string(),
            args => self.list(args),
        };
        let distinct = if call.distinct { "DISTINCT " } else { "" };
        format!("{}({distinct}{args})", call.aggregate.name)
    }

    fn by(&self, ids: &[ColumnId]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.name(*id)).collect();
        format!(" by {}", names.join(", "))
    }

    fn order(&self, keys: &[SortKey]) -> String {
        let names = keys.iter().map(|key| {
            let descending = if key.descending { " DESC" } else { "" };
            format!("{}{descending}", self.name(key.column))
        });
        format!(" in order of {}", names.collect::<Vec<_>>().join(", "))
    }

    fn list(&self, exprs: &[Expr]) -> String {
        exprs.iter().map(|expr| self.expr(expr)).collect::<Vec<_>>().join(", ")
    }

    fn expr(&self, expr: &Expr) -> String {
        print(expr, &|place: usize| self.name(place))
    }

    fn name(&self, id: ColumnId) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| format!("#{id}"))
    }
}

fn count(rel: &Rel) -> u32 {
    1 + rel.children().into_iter().map(count).sum::<u32>()
}
