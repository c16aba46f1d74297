//! Queries, row by row: every pair of rows is tried.

use std::collections::BTreeMap;

use super::tables::Tables;
use super::term::{Cell, Row, Rows, Term, Test, COLUMNS};

/// A kind of join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// `JOIN`
    Inner,
    /// `LEFT JOIN`
    Left,
    /// `RIGHT JOIN`
    Right,
}

/// What a query gives.
#[derive(Clone, Debug)]
pub enum Gives {
    /// Values of each row.
    Terms(Vec<Term>),
    /// The distinct values.
    Distinct(Vec<Term>),
    /// `count(*)` alone.
    Count,
    /// For each group by a term: the term, `count(*)`, and sum, min and max of another.
    Groups(Term, Term),
}

/// A query.
#[derive(Clone, Debug)]
pub struct Query {
    /// What it gives.
    pub gives: Gives,
    /// The first table and its alias.
    pub from: (String, String),
    /// A table that is joined to it.
    pub join: Option<(Join, String, String, Test)>,
    /// WHERE.
    pub condition: Test,
}

impl Query {
    /// Its SQL.
    pub fn sql(&self) -> String {
        let list = |terms: &[Term]| terms.iter().map(Term::sql).collect::<Vec<_>>().join(", ");
        let (items, tail) = match &self.gives {
            Gives::Terms(terms) => (list(terms), String::new()),
            Gives::Distinct(terms) => (format!("distinct {}", list(terms)), String::new()),
            Gives::Count => ("count(*)".to_string(), String::new()),
            Gives::Groups(key, of) => {
                let (key, of) = (key.sql(), of.sql());
                let items = format!("{key}, count(*), sum({of}), min({of}), max({of})");
                (items, " group by 1".to_string())
            }
        };
        let (table, alias) = &self.from;
        let join = self.join.as_ref().map_or(String::new(), |(kind, table, alias, on)| {
            let words = match kind {
                Join::Inner => "join",
                Join::Left => "left join",
                Join::Right => "right join",
            };
            format!(" {words} {table} as {alias} on {}", on.sql())
        });
        format!("select {items} from {table} as {alias}{join} where {}{tail}", self.condition.sql())
    }

    /// Its rows, where `outer` can be named.
    pub fn rows(&self, outer: &Rows<'_>, tables: &Tables) -> Vec<Row> {
        let mut kept: Vec<Row> = Vec::new();
        let mut groups: BTreeMap<Cell, Vec<Cell>> = BTreeMap::new();
        for pair in self.pairs(outer, tables) {
            let mut rows = outer.clone();
            rows.push((&self.from.1, &pair.0));
            if let Some((_, _, alias, _)) = &self.join {
                rows.push((alias, &pair.1));
            }
            if self.condition.truth(&rows, tables) != Some(true) {
                continue;
            }
            match &self.gives {
                Gives::Terms(terms) | Gives::Distinct(terms) => {
                    kept.push(terms.iter().map(|term| term.value(&rows, tables)).collect());
                }
                Gives::Count => kept.push(Row::new()),
                Gives::Groups(key, of) => {
                    let group = groups.entry(key.value(&rows, tables)).or_default();
                    group.push(of.value(&rows, tables));
                }
            }
        }
        match &self.gives {
            Gives::Terms(_) => kept,
            Gives::Distinct(_) => {
                kept.sort();
                kept.dedup();
                kept
            }
            Gives::Count => vec![vec![Some(kept.len() as i64)]],
            Gives::Groups(..) => groups.into_iter().map(|(key, of)| totals(key, &of)).collect(),
        }
    }

    /// The rows of FROM: one of each table, all NULL where a side has no partner.
    fn pairs(&self, outer: &Rows<'_>, tables: &Tables) -> Vec<(Row, Row)> {
        let left = tables.rows(&self.from.0);
        let nothing = vec![None; COLUMNS.len()];
        let Some((kind, table, alias, on)) = &self.join else {
            return left.iter().map(|row| (row.clone(), Row::new())).collect();
        };
        let right = tables.rows(table);
        let meets = |l: &Row, r: &Row| {
            let mut rows = outer.clone();
            rows.push((&self.from.1, l));
            rows.push((alias, r));
            on.truth(&rows, tables) == Some(true)
        };
        let mut pairs = Vec::new();
        for l in left {
            let before = pairs.len();
            let partners = right.iter().filter(|r| meets(l, r));
            pairs.extend(partners.map(|r| (l.clone(), r.clone())));
            if *kind == Join::Left && pairs.len() == before {
                pairs.push((l.clone(), nothing.clone()));
            }
        }
        if *kind == Join::Right {
            let alone = right.iter().filter(|r| !left.iter().any(|l| meets(l, r)));
            pairs.extend(alone.map(|r| (nothing.clone(), r.clone())));
        }
        pairs
    }
}

fn totals(key: Cell, of: &[Cell]) -> Row {
    let values: Vec<i64> = of.iter().flatten().copied().collect();
    let sum = (!values.is_empty()).then(|| values.iter().sum());
    let (min, max) = (values.iter().min().copied(), values.iter().max().copied());
    vec![key, Some(of.len() as i64), sum, min, max]
}
