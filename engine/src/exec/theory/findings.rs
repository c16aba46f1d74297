//! What the rows say, and whether they obey, as rows.

use model::base::error::Result;
use model::trace::derivation::{Findings, FirstFormSign};
use model::trace::derivation_text as text;
use model::types::attributes::{AttributeNo, AttributeSet};
use model::types::dependency::{Dependency, Scheme};
use model::types::value::Value;

use super::answer::Rows;
use super::rows::KnownRows;
use crate::theory::discover::examine;
use crate::theory::discover::redundant::{self, RedundantCells};
use crate::theory::discover::table::Table;
use crate::theory::{first, forms};

/// One dependency held against the rows.
pub fn check(
    scheme: &Scheme,
    rows: &KnownRows,
    table: &Table,
    dependency: &Dependency,
) -> Vec<Value> {
    let found = examine::held_against(table, dependency);
    let share = |removals: u64| match found.rows {
        0 => 0.0,
        rows => removals as f64 / rows as f64,
    };
    let row = |row: Option<u32>| row.map_or(Value::Null, |row| Value::Text(rows.text(row)));
    let number = |number: u64| Value::Int8(number as i64);
    vec![
        Value::Text(dependency.text(&scheme.attributes)),
        Value::Bool(found.counter_example.is_none()),
        number(found.rows),
        found.removals.map_or(Value::Null, number),
        found.removals.map_or(Value::Null, |removals| Value::Float8(share(removals))),
        row(found.counter_example.map(|(one, _)| one)),
        row(found.counter_example.map(|(_, another)| another)),
    ]
}

/// How many cells of each column say again what another row has said, and what decides them.
pub fn redundancy(scheme: &Scheme, table: &Table) -> Rows {
    let names = &scheme.attributes;
    let given = scheme.dependencies();
    let number = |number: usize| Value::Int8(number as i64);
    let row = |(at, found): (usize, RedundantCells)| {
        let by: Vec<String> = found.by.iter().map(|by| names.text(given[*by].left)).collect();
        vec![
            Value::Text(names.names()[at].clone()),
            number(table.row_count()),
            number(found.rows.len()),
            if by.is_empty() { Value::Null } else { Value::Text(by.join("; ")) },
        ]
    };
    redundant::cells(table, given).into_iter().enumerate().map(row).collect()
}

/// Everything that discovery found.
pub fn discovered(scheme: &Scheme, findings: &Findings) -> Rows {
    let names = &scheme.attributes;
    let row = |kind: &str, finding: String, rows: Option<u64>| {
        let rows = rows.map_or(Value::Null, |rows| Value::Int8(rows as i64));
        vec![Value::Text(kind.to_string()), Value::Text(finding), rows]
    };
    let mut found = Rows::new();
    found.extend(findings.unique.iter().map(|set| row("unique", names.text(*set), None)));
    found.extend(findings.dependencies.iter().map(|held| row("holds", held.text(names), None)));
    found.extend(
        findings
            .near
            .iter()
            .map(|near| row("nearly", near.dependency.text(names), Some(near.removals))),
    );
    found.extend(findings.independent.iter().map(|found| {
        let blocks: Vec<String> = found.blocks.iter().map(|block| names.text(*block)).collect();
        let finding = format!("{} ->> {}", names.text(found.left), blocks.join(" | "));
        row("independent", finding, Some(found.support))
    }));
    if let Some(longest) = findings.left_columns_max {
        let finding = format!("left sides of more than {longest} columns");
        found.push(row("untried", finding, None));
    }
    if findings.untried > 0 {
        let finding = "left sides with too many groups of columns".to_string();
        found.push(row("untried", finding, Some(u64::from(findings.untried))));
    }
    found
}

/// The highest normal form of a table with these rows.
pub fn form(scheme: &Scheme, rows: &KnownRows) -> Result<Rows> {
    let signs = signs(scheme, rows);
    let names = &scheme.attributes;
    let verdict = text::verdict(names, &forms::verdict(scheme, &signs)?);
    let lines = verdict.into_iter().chain(signs.iter().map(|sign| text::sign(names, sign)));
    Ok(lines.map(|line| vec![Value::Text(line)]).collect())
}

/// What speaks against the first normal form.
fn signs(scheme: &Scheme, rows: &KnownRows) -> Vec<FirstFormSign> {
    let mut signs = first::repeating_groups(scheme.attributes.names());
    for column in AttributeSet::first(scheme.attributes.len()).iter() {
        let cells = rows.cells(column as AttributeNo);
        let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
        signs.extend(first::list(column, &cells));
    }
    signs
}
