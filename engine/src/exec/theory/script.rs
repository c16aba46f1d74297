//! A decomposition as statements: what a learner would write, and PostgreSQL runs it unchanged.
//!
//! ```text
//!   BEGIN
//!   CREATE TABLE customers (customer text PRIMARY KEY, city text)      those that others refer to
//!   CREATE TABLE orders (..., FOREIGN KEY (customer) REFERENCES ...)   come first
//!   INSERT INTO customers SELECT DISTINCT customer, city FROM wide
//!   CREATE VIEW wide_joined AS SELECT ... FROM orders JOIN customers ON ...
//!   SELECT ... what joining back loses, and what it makes up ...
//!   COMMIT
//! ```
//!
//! A key is a primary key where none of its columns has NULL, else a unique one. Columns that may
//! be NULL are joined by IS NOT DISTINCT FROM, so that NULL joins with NULL as it did in the wide
//! row. The wide table stays: what it costs is to be compared.
//!
//! Left out: foreign keys to other keys than a relation's first.

use std::fmt::Write;

use model::base::error::{sqlstate, Error, Result};
use model::base::limits::NAME_BYTES_MAX;
use model::trace::derivation::Relation;
use model::types::attributes::{AttributeNo, AttributeSet};
use model::types::dependency::Scheme;
use model::types::value::Value;

use super::answer::Rows;
use super::subject::{Parts, Subject};
use crate::catalog::info::{ColumnInfo, TableInfo};
use crate::expr::functions::quote::quote_ident;
use crate::theory::chase;

/// The statements, numbered from 1. `with_null` are the columns in which some row has NULL.
pub fn rows(
    subject: &Subject,
    scheme: &Scheme,
    parts: &Parts,
    with_null: AttributeSet,
) -> Result<Rows> {
    if scheme.attributes.is_empty() {
        let message = format!("table \"{}\" has no columns", subject.table.name);
        return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
    }
    let is_lossless = chase::of_decomposition(scheme, &parts.sets())?.whole_row.is_some();
    let writer = Writer::new(subject, parts.relations(), with_null);
    let statements = writer.statements(is_lossless);
    let row = |(at, statement)| vec![Value::Int4(at as i32 + 1), Value::Text(statement)];
    Ok(statements.into_iter().enumerate().map(row).collect())
}

/// What is written, and in which order.
struct Writer<'a> {
    table: &'a TableInfo,
    columns: Vec<&'a ColumnInfo>,
    parts: Vec<Part<'a>>,
    /// The name of the view.
    joined: String,
}

/// A relation and its table.
struct Part<'a> {
    name: String,
    relation: &'a Relation,
    /// Its first key, by which others refer to it; empty if nothing decides it.
    key: AttributeSet,
    /// The columns that may not be NULL.
    not_null: AttributeSet,
}

impl<'a> Writer<'a> {
    fn new(subject: &'a Subject, relations: &'a [Relation], with_null: AttributeSet) -> Writer<'a> {
        let table = &*subject.table;
        let columns: Vec<&ColumnInfo> = table.live_columns().map(|(_, column)| column).collect();
        let said = columns.iter().enumerate().filter(|(_, column)| column.not_null);
        let said: AttributeSet = said.map(|(at, _)| at as AttributeNo).collect();
        let mut taken = subject.taken.clone();
        let mut parts: Vec<Part<'_>> = Vec::new();
        for relation in relations {
            let key = relation.keys.first().copied().unwrap_or(AttributeSet::EMPTY);
            let in_key = if key.meets(with_null) { AttributeSet::EMPTY } else { key };
            let not_null = (said | in_key) & relation.attributes;
            let words = words_of(&columns, key, &table.name);
            let name = free_name(&words, &mut taken);
            parts.push(Part { name, relation, key, not_null });
        }
        let joined = free_name(&format!("{}_joined", table.name), &mut taken);
        Writer { table, columns, parts: in_order(parts), joined }
    }

    fn statements(&self, is_lossless: bool) -> Vec<String> {
        let mut statements = vec!["BEGIN".to_string()];
        statements.extend((0..self.parts.len()).map(|at| self.create_table(at)));
        statements.extend(self.parts.iter().map(|part| self.fill(part)));
        statements.push(self.create_view());
        statements.push(self.compare());
        if !is_lossless {
            let (wide, joined) = (self.qualified(&self.table.name), self.qualified(&self.joined));
            statements.push(format!("SELECT * FROM {joined} EXCEPT SELECT * FROM {wide}"));
        }
        statements.push("COMMIT".to_string());
        statements
    }

    fn create_table(&self, at: usize) -> String {
        let part = &self.parts[at];
        let mut items = Vec::new();
        for column in part.relation.attributes.iter() {
            let info = self.columns[usize::from(column)];
            let is_key = self.is_primary(part) && part.key.contains(column);
            let not_null = if part.not_null.contains(column) && !is_key { " NOT NULL" } else { "" };
            let data_type = info.data_type.full_name();
            items.push(format!("{} {data_type}{not_null}", quote_ident(&info.name)));
        }
        for (number, key) in part.relation.keys.iter().enumerate() {
            let kind = match number {
                0 if self.is_primary(part) => "PRIMARY KEY",
                _ => "UNIQUE",
            };
            if !key.is_empty() {
                items.push(format!("{kind} ({})", self.list(*key)));
            }
        }
        for other in self.referred(at) {
            let columns = self.list(other.key);
            let name = self.qualified(&other.name);
            items.push(format!("FOREIGN KEY ({columns}) REFERENCES {name} ({columns})"));
        }
        format!("CREATE TABLE {} ({})", self.qualified(&part.name), items.join(", "))
    }

    /// The relations that one refers to: those before it whose key it has.
    fn referred(&self, at: usize) -> impl Iterator<Item = &Part<'a>> {
        let attributes = self.parts[at].relation.attributes;
        self.parts[..at].iter().filter(move |other| is_referred(other, attributes))
    }

    fn is_primary(&self, part: &Part<'_>) -> bool {
        !part.key.is_empty() && part.key.is_within(part.not_null)
    }

    fn fill(&self, part: &Part<'_>) -> String {
        let (name, wide) = (self.qualified(&part.name), self.qualified(&self.table.name));
        let columns = self.list(part.relation.attributes);
        format!("INSERT INTO {name} ({columns}) SELECT DISTINCT {columns} FROM {wide}")
    }

    /// The view that joins the relations: each next one by what it shares with those before.
    fn create_view(&self) -> String {
        let mut pending: Vec<&Part<'_>> = self.parts.iter().rev().collect();
        let mut joined: Vec<&Part<'_>> = vec![pending.remove(0)];
        let mut from = self.qualified(&joined[0].name);
        while !pending.is_empty() {
            let known = joined
                .iter()
                .fold(AttributeSet::EMPTY, |known, part| known | part.relation.attributes);
            let shares = |part: &&Part<'_>| part.relation.attributes.meets(known);
            let next = pending.remove(pending.iter().position(shares).unwrap_or(0));
            let shared = next.relation.attributes & known;
            let name = self.qualified(&next.name);
            let _ = match shared.is_empty() {
                true => write!(from, " CROSS JOIN {name}"),
                false => write!(from, " JOIN {name} ON {}", self.condition(&joined, next, shared)),
            };
            joined.push(next);
        }
        let columns = AttributeSet::first(self.columns.len());
        let columns: Vec<String> =
            columns.iter().map(|column| self.column_of(&joined, column).0).collect();
        let view = self.qualified(&self.joined);
        format!("CREATE VIEW {view} AS SELECT {} FROM {from}", columns.join(", "))
    }

    fn condition(&self, joined: &[&Part<'_>], next: &Part<'_>, shared: AttributeSet) -> String {
        let equal = |column: AttributeNo| {
            let (left, never_null) = self.column_of(joined, column);
            let right = self.column_of(&[next], column).0;
            let is_plain = never_null || next.not_null.contains(column);
            let sign = if is_plain { "=" } else { "IS NOT DISTINCT FROM" };
            format!("{left} {sign} {right}")
        };
        shared.iter().map(equal).collect::<Vec<_>>().join(" AND ")
    }

    /// A column by the first relation that has it, and whether it is never NULL there.
    fn column_of(&self, parts: &[&Part<'_>], column: AttributeNo) -> (String, bool) {
        let part = parts
            .iter()
            .find(|part| part.relation.attributes.contains(column))
            .expect("every column is in some relation");
        let name = quote_ident(&self.columns[usize::from(column)].name);
        (format!("{}.{name}", quote_ident(&part.name)), part.not_null.contains(column))
    }

    /// Counts what joining back loses and what it makes up: of all rows, and of different ones.
    fn compare(&self) -> String {
        let (wide, joined) = (self.qualified(&self.table.name), self.qualified(&self.joined));
        let count = |left: &str, words: &str, right: &str, name: &str| {
            format!(
                "(SELECT count(*) FROM (SELECT * FROM {left} {words} SELECT * FROM {right}) \
                 AS compared) AS {name}"
            )
        };
        let counts = [
            count(&wide, "EXCEPT ALL", &joined, "lost_rows"),
            count(&joined, "EXCEPT ALL", &wide, "spurious_rows"),
            count(&wide, "EXCEPT", &joined, "lost_facts"),
            count(&joined, "EXCEPT", &wide, "spurious_facts"),
        ];
        format!("SELECT {}", counts.join(", "))
    }

    fn list(&self, columns: AttributeSet) -> String {
        let name = |column: AttributeNo| quote_ident(&self.columns[usize::from(column)].name);
        columns.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// A relation's name, with its schema unless that is `public`.
    fn qualified(&self, name: &str) -> String {
        match self.table.schema.as_str() {
            "public" => quote_ident(name),
            schema => format!("{}.{}", quote_ident(schema), quote_ident(name)),
        }
    }
}

/// Whether a relation of these attributes can refer to another.
fn is_referred(other: &Part<'_>, attributes: AttributeSet) -> bool {
    !other.key.is_empty() && other.key.is_within(attributes)
}

/// The relations in such an order that each refers to those before it; where two refer to each
/// other, the first stays first.
fn in_order(mut pending: Vec<Part<'_>>) -> Vec<Part<'_>> {
    let mut ordered = Vec::new();
    while !pending.is_empty() {
        let is_free = |at: usize| {
            let own = pending[at].relation.attributes;
            let others = pending.iter().enumerate().filter(|(other, _)| *other != at);
            !others.into_iter().any(|(_, other)| is_referred(other, own))
        };
        let next = (0..pending.len()).find(|at| is_free(*at)).unwrap_or(0);
        ordered.push(pending.remove(next));
    }
    ordered
}

/// What a relation is about, by its key: `order_no, item` makes `order_items`.
fn words_of(columns: &[&ColumnInfo], key: AttributeSet, table: &str) -> String {
    let names: Vec<&str> =
        key.iter().map(|column| columns[usize::from(column)].name.as_str()).collect();
    let Some((last, first)) = names.split_last() else { return format!("{table}_constants") };
    let words = first.iter().map(|name| stem(name).to_string());
    words.chain([plural(stem(last))]).collect::<Vec<_>>().join("_")
}

/// A column's name without what marks it as a key.
fn stem(name: &str) -> &str {
    let marks = ["_id", "_no", "_nr", "_code", "_key"];
    let shorter = marks.iter().find_map(|mark| name.strip_suffix(mark));
    shorter.filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// The plural of an English word, as far as spelling tells.
fn plural(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('y') {
        Some(stem) if !ends(&["ay", "ey", "iy", "oy", "uy"]) => format!("{stem}ies"),
        _ if ends(&["s", "x", "ch", "sh"]) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// The name, or the name with the first number that makes it free, cut to the length of names; it
/// is taken from then on.
fn free_name(name: &str, taken: &mut Vec<String>) -> String {
    let cut = |name: &str, bytes: usize| {
        let mut end = name.len().min(bytes);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name[..end].to_string()
    };
    let numbered = |number: usize| match number {
        0 => cut(name, NAME_BYTES_MAX),
        _ => {
            let number = number.to_string();
            format!("{}{number}", cut(name, NAME_BYTES_MAX - number.len()))
        }
    };
    let free = (0..).map(numbered).find(|name| !taken.contains(name));
    let free = free.expect("there are more numbers than names");
    taken.push(free.clone());
    free
}
