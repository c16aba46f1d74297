//! What a lab answers. A command's replies come in order; `Finished` is the last of them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::error::SqlError;
use crate::base::ids::{ImageId, RelId, StatementId};
use crate::metrics::summary::{Counters, Summary};
use crate::still::Stills;
use crate::trace::event::page::PowerLoss;
use crate::trace::event::Event;
use crate::types::column::Column;
use crate::types::data_type::DataType;

/// One reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The lab is open and empty.
    Opened,
    /// A statement of the script begins.
    StatementStarted {
        /// Its number.
        statement: StatementId,
        /// Where its text begins and ends in the script, in bytes.
        span: (u32, u32),
    },
    /// The statement returns rows of these columns. Comes before its first `Rows`.
    Header {
        /// The statement.
        statement: StatementId,
        /// The columns, in order; names may repeat. Shared by all runs of one kept plan.
        columns: Arc<[HeaderColumn]>,
    },
    /// Some rows of the result, as columns of equal length.
    Rows {
        /// The statement.
        statement: StatementId,
        /// One for each column of the header.
        columns: Vec<Column>,
        /// How many rows: a result may have rows and no columns.
        row_count: u32,
    },
    /// Something the learner should know that is no error.
    Notice {
        /// The statement.
        statement: StatementId,
        /// What it says, with the severity in PostgreSQL's words: `NOTICE`, `WARNING`.
        severity: String,
        /// The message and its code.
        error: SqlError,
    },
    /// How far a long statement has come.
    Progress {
        /// The statement.
        statement: StatementId,
        /// Rows handled so far.
        rows: u64,
        /// Pages read so far.
        pages: u64,
        /// How far the script has come, in bytes of its text.
        script_bytes: u32,
    },
    /// The statement is done.
    StatementFinished {
        /// The statement.
        statement: StatementId,
        /// PostgreSQL's command tag: `SELECT 11`, `INSERT 0 1`.
        tag: String,
        /// What it did.
        summary: Summary,
    },
    /// The statement failed, and so the rest of the script is not run.
    StatementFailed {
        /// The statement.
        statement: StatementId,
        /// Where its text begins and ends in the script, in bytes.
        span: (u32, u32),
        /// What is wrong. Its position counts from the beginning of the statement.
        error: SqlError,
        /// What it did until then.
        summary: Summary,
    },
    /// Events that happened, in order.
    Events(Vec<Event>),
    /// A still: the state before event `seq`.
    Still {
        /// The number of the first event after it.
        seq: u64,
        /// The state.
        stills: Box<Stills>,
    },
    /// The catalogue.
    Schema(Schema),
    /// The catalogue could not be told: the disk has a page that is damaged.
    SchemaFailed(SqlError),
    /// The command was not taken: too many wait in line already.
    Refused(SqlError),
    /// The plain counters.
    Counters(PlainCounters),
    /// The command is done. `cancelled` when it was cut short on request.
    Finished {
        /// Whether it was cut short on request.
        cancelled: bool,
        /// How many statements of the script were not begun, because one before them failed or was
        /// cancelled.
        statements_left: u32,
    },
    /// The power failed and is back. The database waits for `Recover`.
    PowerCut(PowerLoss),
    /// How far recovery has come.
    Recovering {
        /// Bytes of the log that were replayed.
        log_bytes_done: u64,
        /// Bytes of the log to replay in all.
        log_bytes: u64,
        /// Records that were replayed.
        records: u64,
    },
    /// The database is open again.
    Recovered(Recovery),
    /// Recovery met something that it cannot mend, and the database stays closed.
    RecoveryFailed(SqlError),
    /// The lab keeps an image of how it is now, at the end of a statement. Kept at the recording
    /// levels that can be replayed, and of the last statements of a script only.
    Image(ImageTaken),
    /// The lab is what it was when that image was taken. Events go on from its `seq`.
    Restored(ImageTaken),
    /// There is no such image, or it was let go.
    ImageUnknown {
        /// The image that was asked for.
        image: ImageId,
    },
}

/// An image, and its place among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageTaken {
    /// Its number.
    pub image: ImageId,
    /// The image before it on its branch; 0 for the first.
    pub parent: ImageId,
    /// The statement that had just ended; 0 for none.
    pub statement: StatementId,
    /// The number of the next event.
    pub seq: u64,
    /// The image that was let go to make room for it; 0 for none.
    pub let_go: ImageId,
}

/// What recovery did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// Records replayed from the log.
    pub records: u64,
    /// Bytes at the end of the log that were no whole record, and were cut off.
    pub log_bytes_cut: u64,
    /// Pages replaced as a whole, from an image in the log.
    pub pages_restored: u64,
    /// Changes made to pages that lacked them.
    pub changes_applied: u64,
    /// Changes that pages had already.
    pub changes_skipped: u64,
    /// Transactions and savepoints whose commit was found in the log.
    pub transactions_committed: u64,
    /// Transactions and savepoints that had written and whose end was not found.
    pub transactions_undone: u64,
    /// Relations left over by transactions that were undone, and removed.
    pub relations_removed: u64,
    /// Temporary tables, which end with their session.
    pub temporary_dropped: u64,
    /// Simulated time it took, in nanoseconds.
    pub sim_nanos: u64,
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
}

/// Counters that disk and pool keep for themselves, so that tests have something independent of
/// the recording to hold pictures against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlainCounters {
    /// Counted by the buffer pool and the executor.
    pub counters: Counters,
    /// Pages that the disk handed out, counted by the disk.
    pub disk_reads: u64,
    /// Pages that the disk took in, counted by the disk.
    pub disk_writes: u64,
}

/// The catalogue as a browser of tables shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The learner's tables, by name.
    pub tables: Vec<TableSchema>,
    /// The learner's views, by name.
    pub views: Vec<ViewSchema>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSchema {
    /// Its number.
    pub rel: RelId,
    /// Its name, without schema.
    pub name: String,
    /// Rows that the current snapshot sees.
    pub row_count: u64,
    /// Pages it has.
    pub page_count: u32,
    /// Its columns, in order.
    pub columns: Vec<ColumnSchema>,
    /// Its indexes, by name.
    pub indexes: Vec<IndexSchema>,
}

/// An index of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexSchema {
    /// Its number.
    pub rel: RelId,
    /// Its name.
    pub name: String,
    /// Its key, as SQL: `user_id, placed DESC`.
    pub key: String,
    /// Whether it refuses a second row with the same key.
    pub unique: bool,
    /// Pages it has.
    pub page_count: u32,
}

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewSchema {
    /// Its name, without schema.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<ColumnSchema>,
}

/// A column of a table or a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSchema {
    /// Its name.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
    /// Whether it refuses NULL.
    pub not_null: bool,
    /// Whether it is part of the primary key.
    pub primary_key: bool,
    /// The table it refers to, if it is part of a foreign key.
    pub references: Option<String>,
    /// Its default, as SQL.
    pub default: Option<String>,
}
