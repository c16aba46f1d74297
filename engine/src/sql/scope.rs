//! Which names mean which columns at one place of a query.
//!
//! ```text
//!   FROM orders o JOIN users USING (id)
//!   relations   o: id user_id total      users: id name
//!   visible     id  user_id total name          what * shows and a bare name finds
//! ```

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;

use super::algebra::ColumnId;
use super::names::nearest;
use crate::expr::bound::Expr;

/// A column that a name can mean.
#[derive(Clone, Debug, PartialEq)]
pub struct ScopeColumn {
    /// Its name.
    pub name: String,
    /// Its number.
    pub id: ColumnId,
    /// Its type.
    pub data_type: DataType,
}

/// A relation of FROM under its alias.
#[derive(Clone, Debug, PartialEq)]
pub struct ScopeRelation {
    /// What the query calls it.
    pub alias: String,
    /// The schema of a table or view that has no alias: it may be named with it.
    pub schema: Option<String>,
    /// Its columns.
    pub columns: Vec<ScopeColumn>,
    /// Its primary key, if it is a table that has one.
    pub key: Vec<ColumnId>,
}

/// The relations of one FROM.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// The relations, in order.
    pub relations: Vec<ScopeRelation>,
    /// What `*` shows and a bare name finds: merged columns of USING stand once.
    pub visible: Vec<ScopeColumn>,
}

impl ScopeColumn {
    /// The column as an expression.
    pub fn expr(&self) -> Expr {
        Expr::Column { place: self.id, data_type: self.data_type }
    }
}

impl Scope {
    /// The scope of one relation.
    pub fn of(alias: String, columns: Vec<ScopeColumn>) -> Scope {
        let visible = columns.clone();
        let relation = ScopeRelation { alias, schema: None, columns, key: Vec::new() };
        Scope { relations: vec![relation], visible }
    }

    /// Both scopes side by side; 42712 where two relations have one name.
    pub fn join(mut self, right: Scope) -> Result<Scope> {
        for relation in &right.relations {
            if self.relations.iter().any(|known| known.is_named_as(relation)) {
                return Err(Error::sql(
                    sqlstate::DUPLICATE_ALIAS,
                    format!("table name \"{}\" specified more than once", relation.alias),
                ));
            }
        }
        self.relations.extend(right.relations);
        self.visible.extend(right.visible);
        Ok(self)
    }

    /// The column a bare name means here, if any; 42702 if there are two.
    pub fn find(&self, name: &str) -> Result<Option<&ScopeColumn>> {
        let mut found = self.visible.iter().filter(|column| column.name == name);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(ambiguous(name)),
            (first, _) => Ok(first),
        }
    }

    /// The relation of that alias.
    pub fn relation(&self, alias: &str) -> Option<&ScopeRelation> {
        self.relations.iter().find(|relation| relation.alias == alias)
    }

    /// The relation of that alias, or that table of that schema if it has no alias.
    pub fn relation_in(&self, schema: Option<&str>, alias: &str) -> Option<&ScopeRelation> {
        match schema {
            None => self.relation(alias),
            Some(_) => self
                .relations
                .iter()
                .find(|relation| relation.alias == alias && relation.schema.as_deref() == schema),
        }
    }

    /// All columns of all relations.
    pub fn all_columns(&self) -> impl Iterator<Item = (&ScopeRelation, &ScopeColumn)> {
        self.relations
            .iter()
            .flat_map(|relation| relation.columns.iter().map(move |column| (relation, column)))
    }

    /// `table.column` of a column, for messages.
    pub fn name_of(&self, id: ColumnId) -> Option<String> {
        self.all_columns()
            .find(|(_, column)| column.id == id)
            .map(|(relation, column)| format!("{}.{}", relation.alias, column.name))
    }
}

impl ScopeRelation {
    /// Whether two relations could not be told apart. Tables of different schemas can.
    fn is_named_as(&self, other: &ScopeRelation) -> bool {
        let are_apart = matches!((&self.schema, &other.schema), (Some(a), Some(b)) if a != b);
        self.alias == other.alias && !are_apart
    }

    /// The column of that name; 42702 if there are two, 42703 if there is none.
    pub fn column(&self, name: &str) -> Result<&ScopeColumn> {
        let mut found = self.columns.iter().filter(|column| column.name == name);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(ambiguous(name)),
            (Some(column), None) => Ok(column),
            (None, _) => {
                let message = format!("column {}.{name} does not exist", self.alias);
                let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, message);
                Err(suggest(error, name, &mut self.columns.iter().map(|column| (self, column))))
            }
        }
    }
}

/// The error for a bare name that nothing here has, with the name that was likely meant.
pub fn unknown_column(name: &str, scopes: &[&Scope]) -> Error {
    let message = format!("column \"{name}\" does not exist");
    let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, message);
    suggest(error, name, &mut scopes.iter().flat_map(|scope| scope.all_columns()))
}

fn suggest<'a>(
    error: SqlError,
    name: &str,
    known: &mut dyn Iterator<Item = (&'a ScopeRelation, &'a ScopeColumn)>,
) -> Error {
    let known: Vec<_> = known.collect();
    let meant = nearest(name, known.iter().map(|(_, column)| column.name.as_str()));
    let place = meant.and_then(|meant| known.iter().find(|(_, column)| column.name == meant));
    match place {
        Some((relation, column)) => error
            .hint(format!(
                "Perhaps you meant to reference the column \"{}.{}\".",
                relation.alias, column.name
            ))
            .into(),
        None => error.into(),
    }
}

fn ambiguous(name: &str) -> Error {
    Error::sql(sqlstate::AMBIGUOUS_COLUMN, format!("column reference \"{name}\" is ambiguous"))
}
