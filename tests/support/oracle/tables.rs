//! Tables with a key, changes to them, transactions and errors. A savepoint is a whole copy.

use std::collections::BTreeMap;

use super::query::Query;
use super::term::{Row, Term, Test};

/// The tables that there are, by name.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    tables: BTreeMap<String, Vec<Row>>,
}

/// What came of a statement: its rows in any order, or the SQLSTATE of its error.
pub type Answer = Result<Vec<Row>, &'static str>;

/// A statement.
#[derive(Clone, Debug)]
pub enum Statement {
    /// `CREATE TABLE` of that name: `id` is its key, `a` is not NULL.
    Create(String),
    /// `CREATE INDEX` on a column: no answer changes.
    Index(String, &'static str),
    /// `DROP TABLE`
    Drop(String),
    /// Rows of constants.
    Insert(String, Vec<Row>),
    /// Each row of a query, three values wide.
    InsertSelect(String, Query),
    /// A column of the rows where a condition holds.
    Update(String, usize, Term, Test),
    /// The rows where a condition holds.
    Delete(String, Test),
    /// A query.
    Select(Query),
    /// `BEGIN`
    Begin,
    /// `COMMIT`
    Commit,
    /// `ROLLBACK`
    Rollback,
    /// `SAVEPOINT`
    Savepoint(&'static str),
    /// `ROLLBACK TO`
    RollbackTo(&'static str),
    /// `RELEASE`
    Release(&'static str),
}

/// The naive database.
#[derive(Debug, Default)]
pub struct Naive {
    /// What there is.
    pub tables: Tables,
    /// What there was when the transaction began and at its savepoints.
    saved: Vec<(&'static str, Tables)>,
    failed: bool,
}

impl Tables {
    /// The names of all tables.
    pub fn names(&self) -> Vec<String> {
        self.tables.keys().cloned().collect()
    }

    /// The rows of a table that there is.
    pub fn rows(&self, name: &str) -> &[Row] {
        &self.tables[name]
    }

    /// A table's rows as they become, if no rule is broken.
    fn set(&mut self, name: &str, rows: Vec<Row>) -> Answer {
        for (at, row) in rows.iter().enumerate() {
            if row[0].is_none() || row[1].is_none() {
                return Err("23502");
            }
            if rows[..at].iter().any(|other| other[0] == row[0]) {
                return Err("23505");
            }
        }
        self.tables.insert(name.to_string(), rows);
        Ok(Vec::new())
    }
}

impl Naive {
    /// Whether a transaction is open.
    pub fn is_open(&self) -> bool {
        !self.saved.is_empty()
    }

    /// Carries a statement out.
    pub fn run(&mut self, statement: &Statement) -> Answer {
        let answer = self.carry_out(statement);
        if answer.is_err() && self.is_open() {
            self.failed = true;
        }
        answer
    }

    fn carry_out(&mut self, statement: &Statement) -> Answer {
        match statement {
            Statement::Commit if !self.failed => self.saved.clear(),
            Statement::Commit | Statement::Rollback => {
                if let Some((_, first)) = self.saved.drain(..).next() {
                    self.tables = first;
                }
                self.failed = false;
            }
            Statement::RollbackTo(name) => {
                let at = self.savepoint(name)?;
                self.saved.truncate(at + 1);
                self.tables = self.saved[at].1.clone();
                self.failed = false;
            }
            _ if self.failed => return Err("25P02"),
            Statement::Begin if self.is_open() => {}
            Statement::Begin => self.saved.push(("", self.tables.clone())),
            Statement::Savepoint(_) if !self.is_open() => return Err("25P01"),
            Statement::Savepoint(name) => self.saved.push((name, self.tables.clone())),
            Statement::Release(name) => {
                let at = self.savepoint(name)?;
                self.saved.truncate(at);
            }
            other => return self.change(other),
        }
        Ok(Vec::new())
    }

    /// The place of the innermost savepoint of that name.
    fn savepoint(&self, name: &str) -> Result<usize, &'static str> {
        match self.saved.iter().rposition(|(known, _)| *known == name) {
            _ if !self.is_open() => Err("25P01"),
            Some(at) => Ok(at),
            None => Err("3B001"),
        }
    }

    fn change(&mut self, statement: &Statement) -> Answer {
        let known = |name: &String| self.tables.tables.contains_key(name);
        match statement {
            Statement::Create(name) if known(name) => Err("42P07"),
            Statement::Create(name) => self.tables.set(name, Vec::new()),
            Statement::Drop(name) => {
                self.tables.tables.remove(name).map(|_| Vec::new()).ok_or("42P01")
            }
            Statement::Index(..) => Ok(Vec::new()),
            Statement::Insert(name, more) => {
                let rows = [self.tables.rows(name), more].concat();
                self.tables.set(name, rows)
            }
            Statement::InsertSelect(name, query) => {
                let more = query.rows(&Vec::new(), &self.tables);
                let rows = [self.tables.rows(name), &more].concat();
                self.tables.set(name, rows)
            }
            Statement::Update(name, at, term, test) => {
                let mut rows = self.tables.rows(name).to_vec();
                for row in &mut rows {
                    let named = vec![("t", &*row)];
                    if test.truth(&named, &self.tables) == Some(true) {
                        let value = term.value(&named, &self.tables);
                        row[*at] = value;
                    }
                }
                self.tables.set(name, rows)
            }
            Statement::Delete(name, test) => {
                let mut rows = self.tables.rows(name).to_vec();
                rows.retain(|row| test.truth(&vec![("t", row)], &self.tables) != Some(true));
                self.tables.set(name, rows)
            }
            Statement::Select(query) => Ok(query.rows(&Vec::new(), &self.tables)),
            _ => unreachable!("transactions are carried out elsewhere"),
        }
    }
}
