//! The text twin of the picture, and what there is to say about one piece of the log.

use model::trace::event::wal::RecordKind;

use super::data::{LogData, Safety};
use crate::story::log::{LogPiece, LogRecord};
use crate::table::{Align, Table, TableColumn, TableRow};
use crate::viz::picture::Detail;
use crate::viz::view::View;
use crate::words::{count_text, Word};

/// Most rows of the table: the latest pieces.
const ROWS_MAX: usize = 10_000;

/// One row for each piece, oldest first.
pub fn table(view: &View<'_>, log: &LogData<'_>) -> Table {
    let heading = |word, align| TableColumn { heading: view.words.say(word, &[]), align };
    let columns = vec![
        heading(Word::TableLogStart, Align::Right),
        heading(Word::TableBytes, Align::Right),
        heading(Word::TableRecord, Align::Left),
        heading(Word::TableTxn, Align::Right),
        heading(Word::TableRelation, Align::Left),
        heading(Word::TablePage, Align::Right),
        heading(Word::TableState, Align::Left),
    ];
    let left_out = log.pieces.len().saturating_sub(ROWS_MAX);
    let pieces = log.pieces[left_out..].iter().chain(log.to_come);
    let rows = pieces.map(|piece| row(view, log, piece)).collect();
    let title = view.words.say(Word::CapWal, &[]);
    Table { title, columns, rows, left_out_count: left_out as u64 }
}

fn row(view: &View<'_>, log: &LogData<'_>, piece: &LogPiece) -> TableRow {
    let page = piece.record.and_then(|record| record.page);
    let txn = piece.record.map(|record| record.txn.0).filter(|txn| *txn > 0);
    TableRow {
        key: format!("log-{}", piece.start),
        class: "wal safe",
        cells: vec![
            count_text(piece.start),
            count_text(piece.end - piece.start),
            kind(view, piece),
            txn.map_or(String::new(), |txn| txn.to_string()),
            page.map_or(String::new(), |page| view.story.relation_name(page.rel)),
            page.map_or(String::new(), |page| page.no.to_string()),
            safety(view, log, piece),
        ],
    }
}

/// What a piece is: one record by its kind, several by their count.
fn kind(view: &View<'_>, piece: &LogPiece) -> String {
    let word = match piece.record.map(|record| record.kind) {
        None => {
            let records = [("records", piece.records.into())];
            return view.words.say(Word::RecordSeveral, &records);
        }
        Some(RecordKind::Change) => Word::RecordChange,
        Some(RecordKind::Image) => Word::RecordImage,
        Some(RecordKind::RelationCreated) => Word::RecordCreated,
        Some(RecordKind::RelationDropped) => Word::RecordDropped,
        Some(RecordKind::Committed) => Word::RecordCommitted,
        Some(RecordKind::Aborted) => Word::RecordAborted,
        Some(RecordKind::Checkpoint) => Word::RecordCheckpoint,
    };
    view.words.say(word, &[])
}

fn safety(view: &View<'_>, log: &LogData<'_>, piece: &LogPiece) -> String {
    let word = match log.safety(piece) {
        Safety::Safe => Word::StateLogSafe,
        Safety::Written => Word::StateLogWritten,
        Safety::Volatile => Word::StateLogVolatile,
        Safety::ToCome => Word::StateToCome,
    };
    view.words.say(word, &[])
}

fn object(view: &View<'_>, record: Option<LogRecord>) -> Option<String> {
    let page = record?.page?;
    let relation = view.story.relation_name(page.rel);
    let args = [("page", page.no.into()), ("relation", (&relation).into())];
    Some(view.words.say(Word::PageThat, &args))
}

/// The piece for a screen reader.
pub fn sentence(view: &View<'_>, log: &LogData<'_>, piece: &LogPiece) -> String {
    let start = [("start", piece.start.into())];
    let bytes = [("bytes", (piece.end - piece.start).into())];
    let mut parts = vec![
        format!("{}: {}", view.words.say(Word::DetailLog, &start), kind(view, piece)),
        view.words.say(Word::DetailLogBytes, &bytes),
    ];
    parts.extend(object(view, piece.record));
    parts.push(safety(view, log, piece));
    parts.join(", ")
}

/// What there is to say about a piece. `None` when no piece joined the log by that event.
pub fn detail(view: &View<'_>, log: &LogData<'_>, seq: u64) -> Option<Detail> {
    let mut pieces = log.pieces.iter().chain(log.to_come);
    let piece = pieces.find(|piece| piece.seq == seq)?;
    let title = view.words.say(Word::DetailLog, &[("start", piece.start.into())]);
    let bytes = [("bytes", (piece.end - piece.start).into())];
    let mut lines = vec![kind(view, piece), view.words.say(Word::DetailLogBytes, &bytes)];
    lines.extend(object(view, piece.record));
    if let Some(txn) = piece.record.map(|record| record.txn.0).filter(|txn| *txn > 0) {
        let txn = txn.to_string();
        lines.push(view.words.say(Word::DetailTxn, &[("txn", (&txn).into())]));
    }
    lines.push(safety(view, log, piece));
    Some(Detail { title, lines, source: Some(seq) })
}
