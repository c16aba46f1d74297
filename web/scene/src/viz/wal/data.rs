//! What is true of the log at the cursor.

use model::still::wal::WalStill;

use crate::story::log::LogPiece;
use crate::viz::view::{Future, View};

/// The log at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogData<'a> {
    /// The places of the log.
    pub still: WalStill,
    /// The pieces that are in the log, oldest first.
    pub pieces: &'a [LogPiece],
    /// The pieces that the statement at the cursor has yet to write.
    pub to_come: &'a [LogPiece],
    /// Records that the statement at the cursor has written.
    pub records_by_statement: u64,
}

/// How safe a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// A crash cannot take it.
    Safe,
    /// The disk has it, but may still lose it.
    Written,
    /// It is in memory only.
    Volatile,
    /// It is not there yet.
    ToCome,
}

impl LogData<'_> {
    /// How safe a piece is.
    pub fn safety(&self, piece: &LogPiece) -> Safety {
        if piece.start >= self.end() {
            Safety::ToCome
        } else if piece.end <= self.still.flushed.0 {
            Safety::Safe
        } else if piece.end <= self.still.written.0 {
            Safety::Written
        } else {
            Safety::Volatile
        }
    }

    /// Where the log ends. A record joins it before the still knows, which learns of several
    /// at once.
    pub fn end(&self) -> u64 {
        self.pieces.last().map_or(0, |piece| piece.end).max(self.still.end.0)
    }

    /// Bytes that a crash would take.
    pub fn bytes_at_risk(&self) -> u64 {
        self.end().saturating_sub(self.still.flushed.0)
    }
}

/// The log at the cursor.
pub fn log<'a>(view: &View<'a>) -> LogData<'a> {
    let (pieces, later) = view.story.log.pieces_at(view.moment.seq);
    let statement = view.chapter.map(|chapter| chapter.statement);
    let of_statement = |piece: &&LogPiece| Some(piece.statement) == statement;
    let to_come = match view.options.future {
        Future::Shown => &later[..later.iter().take_while(of_statement).count()],
        Future::Hidden => &[],
    };
    let own = pieces.iter().rev().take_while(of_statement);
    LogData {
        still: view.moment.stills.wal,
        pieces,
        to_come,
        records_by_statement: own.map(|piece| u64::from(piece.records)).sum(),
    }
}
