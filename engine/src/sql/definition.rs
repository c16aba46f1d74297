//! Bound statements that change the catalogue.

use std::sync::Arc;

use model::base::ids::RelId;
use model::types::data_type::DataType;

use super::algebra::ColumnId;
use super::statement::{CreateTable, NewColumn, NewConstraint, Query};
use crate::catalog::info::{DeclaredDependency, IndexKey, TableInfo, TableKind};
use crate::expr::bound::Expr;

/// A statement that changes the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    /// CREATE TABLE.
    CreateTable(CreateTable),
    /// CREATE TABLE ... AS.
    CreateTableAs {
        /// The table.
        table: CreateTable,
        /// Its rows; `None` under WITH NO DATA.
        query: Option<Query>,
    },
    /// CREATE SCHEMA.
    CreateSchema {
        /// Its name.
        name: String,
        /// Do nothing if it is there.
        if_not_exists: bool,
    },
    /// CREATE VIEW.
    CreateView(CreateView),
    /// CREATE SEQUENCE.
    CreateSequence(CreateSequence),
    /// CREATE INDEX.
    CreateIndex(CreateIndex),
    /// DROP of relations.
    Drop(Drop),
    /// DROP SCHEMA.
    DropSchemas(DropSchemas),
    /// ALTER TABLE, and ALTER of other relations as far as it is the same.
    Alter(Alter),
    /// ALTER SEQUENCE.
    AlterSequence(AlterSequence),
    /// TRUNCATE.
    Truncate {
        /// The tables.
        tables: Vec<Arc<TableInfo>>,
        /// Whether their sequences begin anew.
        restart: bool,
    },
    /// CALL glassbox.declare and glassbox.forget: what a table's columns are said to decide.
    Depend {
        /// The table.
        table: Arc<TableInfo>,
        /// All its dependencies from now on.
        dependencies: Vec<DeclaredDependency>,
    },
}

/// CREATE VIEW.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateView {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Put it in the place of one of its name.
    pub replace: bool,
    /// Names and types of its columns.
    pub columns: Vec<(String, DataType)>,
    /// Its query as SQL, every relation named with its schema.
    pub sql: String,
    /// Its query bound: what it reads.
    pub query: Query,
    /// The relations that it names itself, with their columns.
    pub mentions: Vec<Mention>,
}

/// A relation named in a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The relation.
    pub table: Arc<TableInfo>,
    /// Its columns in the query, by attribute number less one.
    pub columns: Vec<(usize, ColumnId)>,
    /// Where its bare name stands: characters from 1; `None` if it was named with its schema.
    pub bare_at: Option<u32>,
}

/// CREATE SEQUENCE.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSequence {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Do nothing if it is there.
    pub if_not_exists: bool,
    /// The type of its numbers.
    pub data_type: DataType,
    /// How it counts, as far as it was said.
    pub options: SequenceOptions,
    /// The table and the column it goes with.
    pub owner: Option<(RelId, usize)>,
}

/// How a sequence is to count, as far as it was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SequenceOptions {
    /// START WITH.
    pub start: Option<i64>,
    /// INCREMENT BY.
    pub increment: Option<i64>,
    /// MINVALUE.
    pub min: Option<i64>,
    /// MAXVALUE.
    pub max: Option<i64>,
    /// CYCLE.
    pub cycle: bool,
}

/// ALTER SEQUENCE: what was said; all else stays.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterSequence {
    /// The sequence.
    pub sequence: Arc<TableInfo>,
    /// AS.
    pub data_type: Option<DataType>,
    /// INCREMENT BY.
    pub increment: Option<i64>,
    /// MINVALUE; NO MINVALUE is `Some(None)`.
    pub min: Option<Option<i64>>,
    /// MAXVALUE; NO MAXVALUE is `Some(None)`.
    pub max: Option<Option<i64>>,
    /// START WITH.
    pub start: Option<i64>,
    /// CYCLE and NO CYCLE.
    pub cycle: Option<bool>,
    /// RESTART; with WITH and a number `Some(Some(..))`.
    pub restart: Option<Option<i64>>,
    /// OWNED BY: the table and the column (attribute number less one); NONE is `Some(None)`.
    pub owner: Option<Option<(RelId, usize)>>,
}

impl AlterSequence {
    /// Nothing said yet.
    pub fn of(sequence: Arc<TableInfo>) -> AlterSequence {
        AlterSequence {
            sequence,
            data_type: None,
            increment: None,
            min: None,
            max: None,
            start: None,
            cycle: None,
            restart: None,
            owner: None,
        }
    }

    /// Whether nothing but OWNED BY was said.
    pub fn only_owns(&self) -> bool {
        let plain = AlterSequence::of(Arc::clone(&self.sequence));
        AlterSequence { owner: None, ..self.clone() } == plain
    }
}

/// CREATE INDEX.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateIndex {
    /// Its name, if it was given one.
    pub name: Option<String>,
    /// Do nothing if it is there.
    pub if_not_exists: bool,
    /// The table.
    pub table: Arc<TableInfo>,
    /// Its key.
    pub keys: Vec<IndexKey>,
    /// Whether it refuses a second row with the same key.
    pub unique: bool,
}

/// DROP of relations of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    /// What kind.
    pub kind: TableKind,
    /// The relations.
    pub tables: Vec<Arc<TableInfo>>,
    /// Names that are not there, under IF EXISTS.
    pub missing: Vec<String>,
    /// Whether what depends on them goes too.
    pub cascade: bool,
}

/// DROP SCHEMA.
#[derive(Clone, Debug, PartialEq)]
pub struct DropSchemas {
    /// Their names.
    pub names: Vec<String>,
    /// Names that are not there, under IF EXISTS.
    pub missing: Vec<String>,
    /// Whether what is in them goes too.
    pub cascade: bool,
}

/// ALTER TABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct Alter {
    /// The relation.
    pub table: Arc<TableInfo>,
    /// What to change, in order.
    pub actions: Vec<AlterAction>,
}

/// One change of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterAction {
    /// What changes nothing here, and why.
    Nothing(&'static str),
    /// ADD COLUMN, its constraints apart.
    AddColumn {
        /// The column.
        column: NewColumn,
        /// Do nothing if it is there.
        if_not_exists: bool,
    },
    /// DROP COLUMN.
    DropColumn {
        /// Attribute number less one.
        at: usize,
        /// Whether what depends on it goes too.
        cascade: bool,
    },
    /// RENAME COLUMN.
    RenameColumn {
        /// Attribute number less one.
        at: usize,
        /// Its new name.
        name: String,
    },
    /// RENAME TO.
    Rename(String),
    /// RENAME CONSTRAINT.
    RenameConstraint {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
    },
    /// ALTER COLUMN ... SET or DROP DEFAULT.
    SetDefault {
        /// Attribute number less one.
        at: usize,
        /// The default as SQL.
        sql: Option<String>,
    },
    /// ALTER COLUMN ... SET or DROP NOT NULL.
    SetNotNull {
        /// Attribute number less one.
        at: usize,
        /// Whether it refuses NULL.
        not_null: bool,
    },
    /// ALTER COLUMN ... TYPE.
    SetType {
        /// Attribute number less one.
        at: usize,
        /// The new type.
        data_type: DataType,
        /// How new values come from old ones: as SQL over the table's columns.
        using_sql: Option<String>,
    },
    /// ALTER COLUMN ... ADD GENERATED AS IDENTITY.
    AddIdentity {
        /// Attribute number less one.
        at: usize,
        /// Whether given values are refused.
        always: bool,
        /// The name of its sequence, if it was given one.
        name: Option<String>,
        /// How the sequence counts.
        options: SequenceOptions,
    },
    /// ADD CONSTRAINT.
    AddConstraint(NewConstraint),
    /// DROP CONSTRAINT.
    DropConstraint {
        /// Its name.
        name: String,
        /// Do nothing if it is not there.
        if_exists: bool,
        /// Whether what depends on it goes too.
        cascade: bool,
    },
}

/// The rewriting of a table: every row goes through these expressions into new pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewrite {
    /// The table as it was.
    pub from: Arc<TableInfo>,
    /// The table as it will be.
    pub to: Arc<TableInfo>,
    /// The new attributes over the old ones' columns.
    pub exprs: Vec<Expr>,
}
