//! The write-ahead log as it grew: one piece for each record, or for each batch of records where
//! single ones were not written down.

use model::base::ids::{PageId, StatementId, TxnId};
use model::trace::event::wal::{RecordKind, WalEvent};
use model::trace::event::{Event, Fact};

/// A piece of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogPiece {
    /// The event that it joined the log by.
    pub seq: u64,
    /// The statement that wrote it.
    pub statement: StatementId,
    /// Where it starts.
    pub start: u64,
    /// Where the next one starts.
    pub end: u64,
    /// How many records it holds.
    pub records: u32,
    /// Level `rows`: what the one record is.
    pub record: Option<LogRecord>,
}

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// What it is.
    pub kind: RecordKind,
    /// On behalf of which transaction.
    pub txn: TxnId,
    /// The page it is about.
    pub page: Option<PageId>,
}

/// The pieces of a recording, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogStory {
    /// The pieces.
    pub pieces: Vec<LogPiece>,
    /// Where the log ended before the first piece.
    pub origin: u64,
}

impl LogStory {
    /// Takes in one event.
    pub fn take(&mut self, event: &Event) {
        let Fact::Wal(fact) = &event.fact else { return };
        let (seq, statement) = (event.seq, event.statement);
        match *fact {
            WalEvent::Appended { lsn, bytes, txn, kind, page } => {
                let (start, end) = (lsn.0, lsn.0 + u64::from(bytes));
                let record = Some(LogRecord { kind, txn, page });
                self.pieces.push(LogPiece { seq, statement, start, end, records: 1, record });
            }
            WalEvent::Grown { end, records } if end.0 > self.end() => {
                let (start, end) = (self.end(), end.0);
                self.pieces.push(LogPiece { seq, statement, start, end, records, record: None });
            }
            _ => {}
        }
    }

    /// Lets go of what joined the log before an event.
    pub fn drop_before(&mut self, seq: u64) {
        let gone = self.pieces.partition_point(|piece| piece.seq < seq);
        if let Some(last) = gone.checked_sub(1) {
            self.origin = self.pieces[last].end;
            self.pieces.drain(..gone);
        }
    }

    /// The pieces that are in the log at a moment, and those that join it later.
    pub fn pieces_at(&self, seq: u64) -> (&[LogPiece], &[LogPiece]) {
        self.pieces.split_at(self.pieces.partition_point(|piece| piece.seq < seq))
    }

    fn end(&self) -> u64 {
        self.pieces.last().map_or(self.origin, |piece| piece.end)
    }
}
