//! Bound statements: names resolved, types known, ready to be planned or carried out.

use std::sync::Arc;

use model::types::data_type::DataType;

use super::algebra::{Ask, ColumnId, Rel, RelColumn};
use super::definition::{Definition, SequenceOptions};
use crate::catalog::info::{ForeignKeyAction, Identity, TableInfo, UniqueKey};
use crate::expr::bound::Expr;
use crate::expr::env::Until;
use crate::txn::isolation::Isolation;

/// A bound statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// SELECT, VALUES, TABLE.
    Query(Query),
    /// INSERT.
    Insert(Insert),
    /// COPY ... FROM STDIN: rows from the lines that follow it.
    Copy(Insert),
    /// UPDATE.
    Update(Update),
    /// DELETE.
    Delete(Delete),
    /// EXPLAIN of one of the above.
    Explain(Explain),
    /// A change of the catalogue.
    Definition(Definition),
    /// BEGIN, COMMIT and their like.
    Transaction(Transaction),
    /// SET, and RESET of one setting.
    Set(Set),
    /// RESET ALL.
    ResetAll,
    /// PREPARE.
    Prepare {
        /// The name.
        name: String,
        /// The types of its parameters, as far as they were said.
        types: Vec<DataType>,
        /// The statement as SQL.
        sql: String,
    },
    /// EXECUTE.
    Execute {
        /// The name.
        name: String,
        /// The values of its parameters.
        args: Vec<Expr>,
    },
    /// DEALLOCATE; `None` is ALL.
    Deallocate(Option<String>),
    /// ANALYZE.
    Analyze {
        /// The tables, each with its columns (attribute numbers less one).
        tables: Vec<(Arc<TableInfo>, Vec<usize>)>,
        /// A relation that was named and is no table.
        skipped: Option<String>,
    },
    /// DISCARD.
    Discard(Discard),
    /// A statement that is taken and changes nothing here.
    Accepted {
        /// Its command tag.
        tag: &'static str,
        /// What to say about it.
        notice: Option<&'static str>,
    },
    /// CHECKPOINT.
    Checkpoint,
    /// SHOW.
    Show {
        /// The setting.
        name: String,
    },
}

/// SET.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// The setting.
    pub name: String,
    /// Its values; `None` for DEFAULT.
    pub values: Option<Vec<String>>,
    /// How long they stay.
    pub until: Until,
    /// The command tag.
    pub tag: &'static str,
}

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// What it means.
    pub rel: Rel,
    /// What it hands out, in order; names may repeat.
    pub columns: Vec<OutputColumn>,
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputColumn {
    /// Which column of the tree.
    pub id: ColumnId,
    /// Its name.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
}

/// INSERT.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The table.
    pub table: Arc<TableInfo>,
    /// The full new rows.
    pub rel: Rel,
    /// The columns of the tree that become the attributes, in order.
    pub columns: Vec<ColumnId>,
    /// CHECK constraints over those columns.
    pub checks: Vec<(String, Expr)>,
    /// ON CONFLICT.
    pub conflict: Option<OnConflict>,
    /// RETURNING over those columns.
    pub returning: Option<Returning>,
}

/// ON CONFLICT: what becomes of a row whose key another row has.
#[derive(Clone, Debug, PartialEq)]
pub struct OnConflict {
    /// The unique keys that are looked at.
    pub arbiters: Vec<UniqueKey>,
    /// DO UPDATE; `None` is DO NOTHING.
    pub update: Option<ConflictUpdate>,
}

/// DO UPDATE.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictUpdate {
    /// The columns that stand for the old row's attributes, in order.
    pub old: Vec<RelColumn>,
    /// The new value of every attribute, over those columns and the insert's own (`excluded`).
    pub values: Vec<Expr>,
    /// WHERE, over the same.
    pub condition: Option<Expr>,
}

/// UPDATE.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The table.
    pub table: Arc<TableInfo>,
    /// The rows to change with their new values.
    pub rel: Rel,
    /// The column that holds each old row's `ctid`.
    pub row_id: ColumnId,
    /// The columns of the tree that become the attributes, in order.
    pub columns: Vec<ColumnId>,
    /// Columns that only RETURNING uses.
    pub extra: Vec<ColumnId>,
    /// CHECK constraints over `columns`.
    pub checks: Vec<(String, Expr)>,
    /// RETURNING over `columns` and `extra`.
    pub returning: Option<Returning>,
}

/// DELETE.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// The table.
    pub table: Arc<TableInfo>,
    /// The rows to end.
    pub rel: Rel,
    /// The column that holds each row's `ctid`.
    pub row_id: ColumnId,
    /// The columns of the tree that are the attributes, in order.
    pub columns: Vec<ColumnId>,
    /// Columns that only RETURNING uses.
    pub extra: Vec<ColumnId>,
    /// RETURNING over `columns` and `extra`.
    pub returning: Option<Returning>,
}

/// What a changing statement hands out.
#[derive(Clone, Debug, PartialEq)]
pub struct Returning {
    /// The expressions, over the changed row and the answers of the subqueries.
    pub exprs: Vec<Expr>,
    /// Their names and types.
    pub columns: Vec<OutputColumn>,
    /// The subqueries in them.
    pub subqueries: Vec<Asked>,
}

/// A subquery whose answer is a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The subquery.
    pub rel: Rel,
    /// What is asked of it.
    pub ask: Ask,
    /// The column for the answer.
    pub column: RelColumn,
}

/// EXPLAIN.
#[derive(Clone, Debug, PartialEq)]
pub struct Explain {
    /// The statement explained.
    pub statement: Box<Statement>,
    /// Run it and show what happened.
    pub analyze: bool,
    /// Show output columns.
    pub verbose: bool,
    /// Show costs.
    pub costs: bool,
    /// Show pages hit and read.
    pub buffers: bool,
    /// Show simulated times.
    pub timing: bool,
    /// Show the lines after the tree.
    pub summary: bool,
    /// Show what was weighed besides. Glassbox's own.
    pub paths: bool,
    /// Show the tree after each pass of the rewriter. Glassbox's own.
    pub rewrites: bool,
    /// How it is written.
    pub format: ExplainFormat,
}

/// How EXPLAIN is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExplainFormat {
    /// Lines of text.
    #[default]
    Text,
    /// One JSON document.
    Json,
}

/// CREATE TABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTable {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Do nothing if it is there.
    pub if_not_exists: bool,
    /// Its columns.
    pub columns: Vec<NewColumn>,
    /// Its constraints, those of columns too.
    pub constraints: Vec<NewConstraint>,
    /// What happens to a temporary table's rows at the end of each transaction.
    pub on_commit: OnCommit,
}

/// What happens to a temporary table at the end of each transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnCommit {
    /// Nothing.
    #[default]
    PreserveRows,
    /// Its rows go.
    DeleteRows,
    /// It goes.
    Drop,
}

/// A column to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
    /// Whether it refuses NULL.
    pub not_null: bool,
    /// Its default as SQL.
    pub default_sql: Option<String>,
    /// How its own sequence counts, if it has one: serial and identity columns.
    pub sequence: Option<SequenceOptions>,
    /// How it takes given values.
    pub identity: Identity,
}

/// A constraint to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewConstraint {
    /// Its name, if it was given one.
    pub name: Option<String>,
    /// What it asks.
    pub kind: NewConstraintKind,
}

/// What a constraint to be made asks.
#[derive(Clone, Debug, PartialEq)]
pub enum NewConstraintKind {
    /// PRIMARY KEY.
    PrimaryKey(Vec<usize>),
    /// UNIQUE.
    Unique(Vec<usize>),
    /// CHECK.
    Check {
        /// The expression as SQL.
        sql: String,
        /// The only column it uses, for its name.
        column: Option<usize>,
    },
    /// FOREIGN KEY.
    ForeignKey {
        /// The columns here.
        columns: Vec<usize>,
        /// The other table; `None`: this very table.
        table: Option<Arc<TableInfo>>,
        /// The columns there.
        referred: Vec<usize>,
        /// What a delete there does here.
        on_delete: ForeignKeyAction,
        /// What an update there does here.
        on_update: ForeignKeyAction,
    },
}

/// BEGIN, COMMIT and their like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// BEGIN, START TRANSACTION: which of the two is its tag.
    Begin(Modes, &'static str),
    /// SET TRANSACTION.
    Set(Modes),
    /// SET SESSION CHARACTERISTICS AS TRANSACTION: what BEGIN takes from then on.
    SetDefaults(Modes),
    /// COMMIT, END.
    Commit(Then),
    /// ROLLBACK, ABORT.
    Rollback(Then),
    /// SAVEPOINT.
    Savepoint(String),
    /// RELEASE SAVEPOINT.
    Release(String),
    /// ROLLBACK TO SAVEPOINT.
    RollbackTo(String),
}

/// What comes after the end of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Nothing,
    /// AND CHAIN: another one like it.
    Another,
}

/// What a transaction is said to be like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modes {
    /// Its isolation level, if it was said.
    pub isolation: Option<Isolation>,
    /// Whether it may write, if that was said.
    pub access: Option<Access>,
}

/// Whether a transaction may write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// It may.
    #[default]
    ReadWrite,
    /// It only reads.
    ReadOnly,
}

/// DISCARD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discard {
    /// All that the session keeps.
    All,
    /// Plans: none are kept.
    Plans,
    /// What the session drew from sequences.
    Sequences,
    /// Temporary tables.
    Temporary,
}

impl Statement {
    /// The columns it hands out; none if it returns no rows.
    pub fn columns(&self) -> &[OutputColumn] {
        match self {
            Statement::Query(query) => &query.columns,
            Statement::Insert(Insert { returning: Some(returning), .. })
            | Statement::Update(Update { returning: Some(returning), .. })
            | Statement::Delete(Delete { returning: Some(returning), .. }) => &returning.columns,
            _ => &[],
        }
    }
}
