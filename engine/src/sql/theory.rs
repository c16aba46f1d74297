//! Questions about a table's dependencies, and saying and unsaying them.
//!
//! ```text
//!   CALL glassbox.declare('orders', 'customer -> city; order_no -> customer')
//!   SELECT * FROM glassbox.keys('orders')
//!   SELECT * FROM glassbox.script('orders', 'bcnf')
//! ```
//!
//! Functions answer, procedures change: what is asked stands in FROM, what is said in CALL. The
//! table is named by a string, which has to be written out, because the rows that are read depend
//! on it; all further arguments are text and may be computed.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use model::types::dependency::Dependency;
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::binder::Binder;
use super::coerce;
use super::definition::Definition;
use super::names::{nearest, qualified};
use super::unsupported::{absent, refuse};
use crate::catalog::dependency;
use crate::catalog::info::{DeclaredDependency, TableInfo, TableKind};
use crate::catalog::system::DEPENDENCY;
use crate::expr::bound::{CastKind, Expr};
use crate::theory::parse;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Which dependencies are said to hold.
    Dependencies,
    /// Whether the rows obey them.
    Check,
    /// Which cells say again what another row has said.
    Redundancy,
    /// Which dependencies the rows obey.
    Discover,
    /// The candidate keys.
    Keys,
    /// A minimal cover.
    Cover,
    /// The highest normal form.
    Form,
    /// What a set determines.
    Closure,
    /// What a set multidetermines.
    Basis,
    /// How a dependency follows.
    Proof,
    /// The relations of a decomposition.
    Decompose,
    /// Whether the join of relations is lossless.
    Chase,
    /// Which dependencies can be checked relation by relation.
    Preserve,
    /// A decomposition as statements.
    Script,
}

/// A function of schema `glassbox`.
#[derive(Debug, PartialEq)]
pub struct TheoryFunction {
    /// Its name.
    pub name: &'static str,
    /// What it answers.
    pub question: Question,
    /// Its arguments after the table, all of them text; one in brackets may be left out.
    pub args: &'static [&'static str],
    /// The columns that it returns.
    pub columns: &'static [(&'static str, DataType)],
}

/// A normal form or relations, and by which violation each relation is split.
const HOW: &[&str] = &["form", "[choices]"];

const STEPS: &[(&str, DataType)] = &[("step", DataType::Text)];

/// All of them.
pub const THEORY_FUNCTIONS: &[TheoryFunction] = &[
    TheoryFunction {
        name: "dependencies",
        question: Question::Dependencies,
        args: &[],
        columns: &[
            ("number", DataType::Int4),
            ("dependency", DataType::Text),
            ("said_by", DataType::Text),
        ],
    },
    TheoryFunction {
        name: "check",
        question: Question::Check,
        args: &["[dependencies]"],
        columns: &[
            ("dependency", DataType::Text),
            ("holds", DataType::Bool),
            ("row_count", DataType::Int8),
            ("removals", DataType::Int8),
            ("g3", DataType::Float8),
            ("one_row", DataType::Text),
            ("another_row", DataType::Text),
        ],
    },
    TheoryFunction {
        name: "redundancy",
        question: Question::Redundancy,
        args: &[],
        columns: &[
            ("column_name", DataType::Text),
            ("cells", DataType::Int8),
            ("redundant", DataType::Int8),
            ("decided_by", DataType::Text),
        ],
    },
    TheoryFunction {
        name: "discover",
        question: Question::Discover,
        args: &[],
        columns: &[
            ("kind", DataType::Text),
            ("finding", DataType::Text),
            ("row_count", DataType::Int8),
        ],
    },
    TheoryFunction { name: "keys", question: Question::Keys, args: &[], columns: STEPS },
    TheoryFunction { name: "cover", question: Question::Cover, args: &[], columns: STEPS },
    TheoryFunction { name: "form", question: Question::Form, args: &[], columns: STEPS },
    TheoryFunction {
        name: "closure",
        question: Question::Closure,
        args: &["columns"],
        columns: STEPS,
    },
    TheoryFunction { name: "basis", question: Question::Basis, args: &["columns"], columns: STEPS },
    TheoryFunction {
        name: "proof",
        question: Question::Proof,
        args: &["dependency"],
        columns: STEPS,
    },
    TheoryFunction { name: "decompose", question: Question::Decompose, args: HOW, columns: STEPS },
    TheoryFunction { name: "chase", question: Question::Chase, args: HOW, columns: STEPS },
    TheoryFunction { name: "preserve", question: Question::Preserve, args: HOW, columns: STEPS },
    TheoryFunction {
        name: "script",
        question: Question::Script,
        args: HOW,
        columns: &[("number", DataType::Int4), ("statement", DataType::Text)],
    },
];

impl Binder<'_> {
    /// The function of schema `glassbox` that is called, and the table that its first argument
    /// names; `None` for a function of another schema.
    pub fn theory_function(
        &mut self,
        name: &ast::ObjectName,
        args: &[ast::FunctionArg],
        position: Option<u32>,
    ) -> Result<Option<(&'static TheoryFunction, Arc<TableInfo>)>> {
        let name = qualified(name)?;
        if name.schema.as_deref() != Some("glassbox") {
            return Ok(None);
        }
        let names = THEORY_FUNCTIONS.iter().map(|function| function.name);
        let found = THEORY_FUNCTIONS.iter().find(|function| function.name == name.name);
        let Some(function) = found else {
            let hint = nearest(&name.name, names).map_or_else(
                || "glassbox.keys is there, for example.".to_string(),
                |meant| format!("Perhaps you meant \"glassbox.{meant}\"."),
            );
            let message = format!("function glassbox.{} does not exist", name.name);
            let error = SqlError::new(sqlstate::UNDEFINED_FUNCTION, message);
            return Err(error.hint(hint).at(position).into());
        };
        let table = match args.first() {
            Some(arg) => self.table_argument(arg, position)?,
            None => return Err(wrong_count(function.name, position)),
        };
        Ok(Some((function, table)))
    }

    /// The names of all relations of a schema.
    pub fn names_in(&self, schema: &str) -> Vec<String> {
        let inside = self.catalog.tables().filter(|table| table.schema == schema);
        inside.map(|table| table.name.clone()).collect()
    }

    /// CALL: what a table's columns are said to decide, or no longer.
    pub fn bind_procedure(&mut self, call: &ast::Function) -> Result<Definition> {
        let ast::Function {
            name,
            uses_odbc_syntax,
            parameters,
            args,
            within_group,
            filter,
            null_treatment,
            over,
        } = call;
        let clause = "this form of CALL";
        absent(uses_odbc_syntax, clause)?;
        absent(within_group, clause)?;
        absent(filter, clause)?;
        absent(null_treatment, clause)?;
        absent(over, clause)?;
        let (ast::FunctionArguments::None, ast::FunctionArguments::List(list)) = (parameters, args)
        else {
            return Err(refuse(clause));
        };
        let ast::FunctionArgumentList { duplicate_treatment, args, clauses } = list;
        absent(duplicate_treatment, clause)?;
        absent(clauses, clause)?;
        let position = self.at(name.span());
        let name = qualified(name)?;
        let is_declared = match (name.schema.as_deref(), name.name.as_str()) {
            (Some("glassbox"), "declare") => true,
            (Some("glassbox"), "forget") => false,
            _ => return Err(refuse("this procedure")),
        };
        let (table, said) = match args.as_slice() {
            [table] if !is_declared => (table, None),
            [table, said] => (table, Some(said)),
            _ => return Err(wrong_count(&name.name, position)),
        };
        let table = self.table_argument(table, position)?;
        if table.is_system() {
            return Err(super::bind_drop::system_catalog(&table));
        }
        if self.catalog.table(DEPENDENCY).is_none() {
            // An older version made this database, and its disk has no place for them.
            return Err(refuse("this procedure"));
        }
        let said = said.map(|said| self.said(&table, said)).transpose()?;
        let dependencies = match (is_declared, said) {
            (true, said) => with(&table, &said.unwrap_or_default())?,
            (false, None) => Vec::new(),
            (false, Some(said)) => without(&table, &said)?,
        };
        Ok(Definition::Depend { table, dependencies })
    }

    /// The table that a written-out string names.
    fn table_argument(
        &self,
        arg: &ast::FunctionArg,
        position: Option<u32>,
    ) -> Result<Arc<TableInfo>> {
        let Some((name, at)) = self.written_out(arg) else {
            let message = "the table must be named by a string that is written out";
            let error = SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message);
            return Err(error.hint("For example, glassbox.keys('orders').").at(position).into());
        };
        let Some(table) = self.catalog.table_of_text(&self.path, name) else {
            let message = format!("relation \"{name}\" does not exist");
            return Err(SqlError::new(sqlstate::UNDEFINED_TABLE, message).at(at).into());
        };
        if table.kind != TableKind::Table {
            let message = format!("\"{}\" is not a table", table.name);
            return Err(SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message).at(at).into());
        }
        Ok(Arc::clone(table))
    }

    /// The dependencies that a written-out string states, between columns of a table.
    fn said(&self, table: &TableInfo, arg: &ast::FunctionArg) -> Result<Vec<Dependency>> {
        let Some((text, at)) = self.written_out(arg) else {
            let message = "dependencies must be stated by a string that is written out";
            return Err(Error::sql(sqlstate::FEATURE_NOT_SUPPORTED, message));
        };
        let attributes = dependency::attributes(table)?;
        parse::dependencies(&attributes, text).map_err(|error| match error {
            // Places are counted from the quote before the text.
            Error::Sql(mut error) => {
                let inside = error.position;
                error.position = at.zip(inside).map(|(at, inside)| at + inside);
                Error::Sql(error)
            }
            other => other,
        })
    }

    /// A string that is written out, and where it stands.
    fn written_out<'q>(&self, arg: &'q ast::FunctionArg) -> Option<(&'q str, Option<u32>)> {
        let ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(ast::Expr::Value(value))) = arg
        else {
            return None;
        };
        match &value.value {
            ast::Value::SingleQuotedString(text) => Some((text, self.at(value.span))),
            _ => None,
        }
    }
}

/// The arguments after the table, as text.
pub fn theory_args(
    function: &TheoryFunction,
    args: Vec<Expr>,
    position: Option<u32>,
) -> Result<Vec<Expr>> {
    let fewest = function.args.iter().filter(|name| !name.starts_with('[')).count();
    if args.len() < fewest || args.len() > function.args.len() {
        return Err(wrong_count(function.name, position));
    }
    let text = |arg: Expr| {
        let to_text = coerce::coerce(arg, DataType::Text, CastKind::Implicit, position)?;
        to_text.ok_or_else(|| wrong_count(function.name, position))
    };
    args.into_iter().map(text).collect()
}

fn wrong_count(name: &str, position: Option<u32>) -> Error {
    let message = format!("function glassbox.{name} does not exist with these arguments");
    let hint = "The first argument is the table, and all of them are text.";
    SqlError::new(sqlstate::UNDEFINED_FUNCTION, message).hint(hint).at(position).into()
}

/// A table's dependencies with more of them; one that is there already is not said twice.
fn with(table: &TableInfo, said: &[Dependency]) -> Result<Vec<DeclaredDependency>> {
    let mut dependencies = table.dependencies.clone();
    for dependency in said {
        let declared = dependency::declared(table, dependency);
        if !dependencies.contains(&declared) {
            dependencies.push(declared);
        }
    }
    // Refuses what no scheme can have.
    dependency::scheme(&TableInfo { dependencies: dependencies.clone(), ..table.clone() })?;
    Ok(dependencies)
}

/// A table's dependencies without some of them.
fn without(table: &TableInfo, said: &[Dependency]) -> Result<Vec<DeclaredDependency>> {
    let mut dependencies = table.dependencies.clone();
    for dependency in said {
        let declared = dependency::declared(table, dependency);
        let Some(at) = dependencies.iter().position(|known| *known == declared) else {
            let text = dependency.text(&dependency::attributes(table)?);
            let message = format!("dependency \"{text}\" of \"{}\" does not exist", table.name);
            return Err(Error::sql(sqlstate::UNDEFINED_OBJECT, message));
        };
        dependencies.remove(at);
    }
    Ok(dependencies)
}
