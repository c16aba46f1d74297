//! What a statement says: headers, rows, notices, its tag.

use std::sync::Arc;

use model::base::error::{SqlError, SqlState};
use model::base::ids::StatementId;
use model::message::reply::{HeaderColumn, Reply};
use model::types::column::{Column, ColumnData};
use model::types::text::integer::write as write_integer;

use super::settings::values::Severity;
use super::statement::Task;
use crate::catalog::info::TableKind;
use crate::expr::batch::Batch;
use crate::sql::definition::Definition;
use crate::sql::statement::{OutputColumn, Statement};

impl Task {
    pub(super) fn hand_out_lines(&self, lines: &[String], out: &mut Vec<Reply>) {
        let text = lines.iter().map(String::as_str).collect();
        out.push(Reply::Rows {
            statement: self.id,
            columns: vec![Column::new(ColumnData::Text(text))],
            row_count: lines.len() as u32,
        });
    }

    pub(super) fn header(&self, columns: &[OutputColumn]) -> Reply {
        Reply::Header { statement: self.id, columns: header_columns(columns) }
    }

    pub(super) fn say(&self, notices: Vec<SqlError>, out: &mut Vec<Reply>) {
        notices.into_iter().for_each(|error| self.tell(Severity::Notice, error, out));
    }

    pub(super) fn warn(&self, code: SqlState, words: &str, out: &mut Vec<Reply>) {
        self.tell(Severity::Warning, SqlError::new(code, words), out);
    }

    /// A message, if the session asks for those that matter so much.
    fn tell(&self, severity: Severity, error: SqlError, out: &mut Vec<Reply>) {
        let told_from = self.settings_before.now.told_from;
        if told_from.is_some_and(|from| severity >= from) {
            let severity = severity.name().to_string();
            out.push(Reply::Notice { statement: self.id, severity, error });
        }
    }
}

/// Columns as a header shows them.
pub(super) fn header_columns(columns: &[OutputColumn]) -> Arc<[HeaderColumn]> {
    columns
        .iter()
        .map(|column| HeaderColumn { name: column.name.clone(), data_type: column.data_type })
        .collect()
}

/// Rows that go out; columns that nobody else holds are not copied.
pub(super) fn rows_reply(statement: StatementId, batch: Batch) -> Reply {
    let row_count = batch.row_count() as u32;
    let columns = batch.into_columns().into_iter().map(Arc::unwrap_or_clone).collect();
    Reply::Rows { statement, columns, row_count }
}

/// The tag of a command that counts rows: `UPDATE 3`.
pub(super) fn counting_tag(words: &str, rows: u64) -> String {
    let mut tag = String::with_capacity(words.len() + 21);
    tag.push_str(words);
    tag.push(' ');
    write_integer(rows as i64, &mut tag);
    tag
}

pub(super) fn definition_tag(definition: &Definition) -> &'static str {
    match definition {
        Definition::CreateTable(_) => "CREATE TABLE",
        Definition::CreateTableAs { query: None, .. } => "CREATE TABLE AS",
        Definition::CreateTableAs { .. } => "SELECT",
        Definition::CreateSchema { .. } => "CREATE SCHEMA",
        Definition::CreateView(_) => "CREATE VIEW",
        Definition::CreateSequence(_) => "CREATE SEQUENCE",
        Definition::CreateIndex(_) => "CREATE INDEX",
        Definition::Drop(drop) => match drop.kind {
            TableKind::Table => "DROP TABLE",
            TableKind::View => "DROP VIEW",
            TableKind::Sequence => "DROP SEQUENCE",
            TableKind::Index => "DROP INDEX",
        },
        Definition::DropSchemas(_) => "DROP SCHEMA",
        Definition::Alter(_) => "ALTER TABLE",
        Definition::AlterSequence(_) => "ALTER SEQUENCE",
        Definition::Truncate { .. } => "TRUNCATE TABLE",
        Definition::Depend { .. } => "CALL",
    }
}

pub(super) fn verb(statement: &Statement) -> &'static str {
    match statement {
        Statement::Insert(_) => "INSERT",
        Statement::Copy(_) => "COPY",
        Statement::Update(_) => "UPDATE",
        Statement::Delete(_) => "DELETE",
        _ => "SELECT",
    }
}
