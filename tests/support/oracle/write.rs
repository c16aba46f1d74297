//! Random statements, each as SQL and as what the naive database does.

use super::query::{Gives, Join, Query};
use super::tables::{Naive, Statement};
use super::term::{Cell, Row, Term, Test, COLUMNS};
use crate::generator::draw::Draw;

/// Tables that may be there at once.
const TABLES: &[&str] = &["x", "y", "z"];
const SAVEPOINTS: &[&str] = &["s1", "s2"];
const SIGNS: &[&str] = &["=", "=", "<>", "<", ">="];
/// Ids and other values are few, so that they meet.
const ID_MAX: i64 = 40;
const VALUE_MAX: i64 = 6;

impl Statement {
    /// Its SQL.
    pub fn sql(&self) -> String {
        match self {
            Statement::Create(name) => {
                format!("create table {name} (id int primary key, a int not null, b int)")
            }
            Statement::Index(name, column) => format!("create index on {name} ({column})"),
            Statement::Drop(name) => format!("drop table {name}"),
            Statement::Insert(name, rows) => {
                let rows: Vec<String> = rows.iter().map(row_sql).collect();
                format!("insert into {name} values {}", rows.join(", "))
            }
            Statement::InsertSelect(name, query) => format!("insert into {name} {}", query.sql()),
            Statement::Update(name, at, term, test) => {
                let (column, term, test) = (COLUMNS[*at], term.sql(), test.sql());
                format!("update {name} as t set {column} = {term} where {test}")
            }
            Statement::Delete(name, test) => {
                format!("delete from {name} as t where {}", test.sql())
            }
            Statement::Select(query) => query.sql(),
            Statement::Begin => "begin".to_string(),
            Statement::Commit => "commit".to_string(),
            Statement::Rollback => "rollback".to_string(),
            Statement::Savepoint(name) => format!("savepoint {name}"),
            Statement::RollbackTo(name) => format!("rollback to savepoint {name}"),
            Statement::Release(name) => format!("release savepoint {name}"),
        }
    }
}

fn row_sql(row: &Row) -> String {
    let values = row.iter().map(|cell| cell.map_or("null".to_string(), |value| value.to_string()));
    format!("({})", values.collect::<Vec<_>>().join(", "))
}

/// Writes statements for what there is.
pub struct Writer<'a> {
    /// Chance.
    pub draw: &'a mut Draw,
    /// The names of the tables that there are.
    tables: Vec<String>,
    aliases: usize,
}

/// The next statement for a naive database.
pub fn next(draw: &mut Draw, naive: &Naive) -> Statement {
    let tables = naive.tables.names();
    let mut writer = Writer { draw, tables, aliases: 0 };
    let share = if naive.is_open() { 25 } else { 6 };
    if writer.draw.per_cent(share) {
        return writer.transaction();
    }
    if writer.tables.is_empty() || writer.draw.per_cent(4) {
        return Statement::Create(writer.draw.pick(TABLES).to_string());
    }
    writer.about_tables()
}

impl Writer<'_> {
    fn transaction(&mut self) -> Statement {
        let name = *self.draw.pick(SAVEPOINTS);
        match self.draw.below(10) {
            0 | 1 => Statement::Begin,
            2 | 3 => Statement::Commit,
            4 => Statement::Rollback,
            5 | 6 => Statement::Savepoint(name),
            7 | 8 => Statement::RollbackTo(name),
            _ => Statement::Release(name),
        }
    }

    fn about_tables(&mut self) -> Statement {
        let name = self.draw.pick(&self.tables).clone();
        let own = vec!["t".to_string()];
        match self.draw.below(100) {
            0..=24 => {
                let count = self.draw.between(1, 4);
                Statement::Insert(name, (0..count).map(|_| self.row()).collect())
            }
            25..=31 => {
                let mut query = self.query(&[]);
                let ids = Term::Sum(
                    Box::new(Term::Column(query.from.1.clone(), 0)),
                    Box::new(Term::Constant(Some(ID_MAX))),
                );
                query.join = None;
                query.condition = self.test(&[query.from.1.clone()], 1);
                let values = [query.from.1.clone()];
                query.gives = Gives::Terms(vec![ids, self.term(&values, 1), self.term(&values, 1)]);
                Statement::InsertSelect(name, query)
            }
            32..=43 => {
                let at = 1 + self.draw.below(2);
                Statement::Update(name, at, self.term(&own, 2), self.test(&own, 2))
            }
            44..=51 => Statement::Delete(name, self.test(&own, 2)),
            52..=53 => {
                let at = self.draw.below(COLUMNS.len());
                Statement::Index(name, COLUMNS[at])
            }
            54 => Statement::Drop(self.draw.pick(TABLES).to_string()),
            _ => Statement::Select(self.query(&[])),
        }
    }

    fn row(&mut self) -> Row {
        let a = if self.draw.per_cent(3) { None } else { Some(self.draw.between(0, VALUE_MAX)) };
        vec![Some(self.draw.between(1, ID_MAX)), a, self.cell()]
    }

    fn cell(&mut self) -> Cell {
        (!self.draw.per_cent(20)).then(|| self.draw.between(-1, VALUE_MAX))
    }

    /// A query over one table or two, where the aliases of `outer` can be named too.
    fn query(&mut self, outer: &[String]) -> Query {
        let depth = u32::from(outer.is_empty());
        let from = (self.draw.pick(&self.tables).clone(), self.alias());
        let mut named = outer.to_vec();
        named.push(from.1.clone());
        let join = match self.draw.per_cent(45) {
            true => {
                let kind = *self.draw.pick(&[Join::Inner, Join::Left, Join::Right]);
                let (table, alias) = (self.draw.pick(&self.tables).clone(), self.alias());
                named.push(alias.clone());
                let on = self.on(&alias, &named, depth);
                Some((kind, table, alias, on))
            }
            false => None,
        };
        let condition = self.test(&named, 1 + depth);
        let own = &named[outer.len()..];
        let gives = match self.draw.below(10) {
            0 | 1 => Gives::Count,
            2 | 3 => Gives::Groups(self.column(own), self.term(own, 0)),
            4 | 5 => Gives::Distinct(vec![self.term(&named, depth)]),
            _ => Gives::Terms(vec![self.term(&named, depth), self.term(&named, depth)]),
        };
        Query { gives, from, join, condition }
    }

    /// What a join asks: mostly that two columns are equal, as joins do.
    fn on(&mut self, alias: &str, named: &[String], depth: u32) -> Test {
        if self.draw.per_cent(40) {
            return self.test(named, depth);
        }
        let mut column =
            |alias: &str| Term::Column(alias.to_string(), *self.draw.pick(&[0, 1, 2, 2]));
        let (own, other) = (column(alias), column(&named[named.len() - 2]));
        let equal = Test::Compare("=", own, other);
        match self.draw.per_cent(25) {
            true => Test::And(Box::new(equal), Box::new(self.test(named, depth))),
            false => equal,
        }
    }

    fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("q{}", self.aliases)
    }

    fn column(&mut self, named: &[String]) -> Term {
        Term::Column(self.draw.pick(named).clone(), self.draw.below(COLUMNS.len()))
    }

    fn term(&mut self, named: &[String], depth: u32) -> Term {
        let boxed = |writer: &mut Self| Box::new(writer.term(named, depth.saturating_sub(1)));
        match self.draw.below(if depth == 0 { 5 } else { 9 }) {
            0..=3 => self.column(named),
            4 => Term::Constant(self.cell()),
            5 => Term::Sum(boxed(self), boxed(self)),
            6 => Term::Coalesce(boxed(self), boxed(self)),
            7 => {
                let test = Box::new(self.test(named, depth - 1));
                Term::Case(test, boxed(self), boxed(self))
            }
            _ if depth < 2 => self.column(named),
            _ => {
                let mut query = self.query(named);
                query.gives = Gives::Count;
                Term::Count(Box::new(query))
            }
        }
    }

    fn test(&mut self, named: &[String], depth: u32) -> Test {
        let boxed = |writer: &mut Self| Box::new(writer.test(named, depth.saturating_sub(1)));
        match self.draw.below(if depth == 0 { 4 } else { 10 }) {
            0..=2 => self.comparison(named, depth),
            3 => Test::IsNull(self.term(named, depth.saturating_sub(1))),
            4 => Test::Not(boxed(self)),
            5 => Test::And(boxed(self), boxed(self)),
            6 => Test::Or(boxed(self), boxed(self)),
            _ if depth < 2 => self.comparison(named, depth),
            7 | 8 => {
                let mut query = self.query(named);
                let inner = query.from.1.clone();
                query.gives = Gives::Terms(vec![self.column(&[inner])]);
                Test::In(self.term(named, 0), Box::new(query))
            }
            _ => Test::Exists(Box::new(self.query(named))),
        }
    }

    fn comparison(&mut self, named: &[String], depth: u32) -> Test {
        let sign = *self.draw.pick(SIGNS);
        let depth = depth.saturating_sub(1);
        Test::Compare(sign, self.term(named, depth), self.term(named, depth))
    }
}
