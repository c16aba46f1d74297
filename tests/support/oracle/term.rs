//! Expressions over integers and NULL, in SQL and in plain Rust.

use super::query::Query;
use super::tables::Tables;

/// A value; NULL is none.
pub type Cell = Option<i64>;
/// A row.
pub type Row = Vec<Cell>;

/// The rows that names stand for at a place: alias and row, the innermost last.
pub type Rows<'a> = Vec<(&'a str, &'a Row)>;

/// Names of a table's columns.
pub const COLUMNS: &[&str] = &["id", "a", "b"];

/// A value that is computed.
#[derive(Clone, Debug)]
pub enum Term {
    /// A column: the alias of its table and its number.
    Column(String, usize),
    /// A constant.
    Constant(Cell),
    /// A sum, cut to three digits so that it never grows past its type.
    Sum(Box<Term>, Box<Term>),
    /// The first that is not NULL.
    Coalesce(Box<Term>, Box<Term>),
    /// One or the other by a condition.
    Case(Box<Test>, Box<Term>, Box<Term>),
    /// `(SELECT count(*) ...)`
    Count(Box<Query>),
}

/// A condition: true, false, or NULL.
#[derive(Clone, Debug)]
pub enum Test {
    /// Two values compared by a sign.
    Compare(&'static str, Term, Term),
    /// `IS NULL`
    IsNull(Term),
    /// `NOT`
    Not(Box<Test>),
    /// `AND`
    And(Box<Test>, Box<Test>),
    /// `OR`
    Or(Box<Test>, Box<Test>),
    /// `IN (SELECT ...)`, of one column.
    In(Term, Box<Query>),
    /// `EXISTS (SELECT ...)`
    Exists(Box<Query>),
}

impl Term {
    /// Its SQL.
    pub fn sql(&self) -> String {
        match self {
            Term::Column(alias, at) => format!("{alias}.{}", COLUMNS[*at]),
            Term::Constant(None) => "null::int".to_string(),
            Term::Constant(Some(value)) if *value < 0 => format!("({value})"),
            Term::Constant(Some(value)) => value.to_string(),
            Term::Sum(left, right) => format!("(({} + {}) % 1000)", left.sql(), right.sql()),
            Term::Coalesce(left, right) => format!("coalesce({}, {})", left.sql(), right.sql()),
            Term::Case(test, left, right) => {
                format!("case when {} then {} else {} end", test.sql(), left.sql(), right.sql())
            }
            Term::Count(query) => format!("({})", query.sql()),
        }
    }

    /// Its value.
    pub fn value(&self, rows: &Rows<'_>, tables: &Tables) -> Cell {
        match self {
            Term::Column(alias, at) => {
                let found = rows.iter().rev().find(|(known, _)| known == alias);
                found.expect("only what can be named is named").1[*at]
            }
            Term::Constant(value) => *value,
            Term::Sum(left, right) => {
                Some((left.value(rows, tables)? + right.value(rows, tables)?) % 1_000)
            }
            Term::Coalesce(left, right) => {
                left.value(rows, tables).or_else(|| right.value(rows, tables))
            }
            Term::Case(test, left, right) => match test.truth(rows, tables) {
                Some(true) => left.value(rows, tables),
                _ => right.value(rows, tables),
            },
            Term::Count(query) => query.rows(rows, tables)[0][0],
        }
    }
}

impl Test {
    /// Its SQL.
    pub fn sql(&self) -> String {
        match self {
            Test::Compare(sign, left, right) => format!("{} {sign} {}", left.sql(), right.sql()),
            Test::IsNull(term) => format!("{} is null", term.sql()),
            Test::Not(test) => format!("not ({})", test.sql()),
            Test::And(left, right) => format!("({}) and ({})", left.sql(), right.sql()),
            Test::Or(left, right) => format!("({}) or ({})", left.sql(), right.sql()),
            Test::In(term, query) => format!("{} in ({})", term.sql(), query.sql()),
            Test::Exists(query) => format!("exists ({})", query.sql()),
        }
    }

    /// Whether it holds; none for NULL.
    pub fn truth(&self, rows: &Rows<'_>, tables: &Tables) -> Option<bool> {
        match self {
            Test::Compare(sign, left, right) => {
                let (left, right) = (left.value(rows, tables)?, right.value(rows, tables)?);
                Some(match *sign {
                    "=" => left == right,
                    "<>" => left != right,
                    "<" => left < right,
                    _ => left >= right,
                })
            }
            Test::IsNull(term) => Some(term.value(rows, tables).is_none()),
            Test::Not(test) => test.truth(rows, tables).map(|truth| !truth),
            Test::And(left, right) => match (left.truth(rows, tables), right.truth(rows, tables)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Test::Or(left, right) => match (left.truth(rows, tables), right.truth(rows, tables)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Test::In(term, query) => {
                let found = query.rows(rows, tables);
                let value = term.value(rows, tables);
                match value {
                    _ if found.is_empty() => Some(false),
                    None => None,
                    Some(_) if found.iter().any(|row| row[0] == value) => Some(true),
                    Some(_) if found.iter().any(|row| row[0].is_none()) => None,
                    Some(_) => Some(false),
                }
            }
            Test::Exists(query) => Some(!query.rows(rows, tables).is_empty()),
        }
    }
}
