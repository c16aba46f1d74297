//! The write-ahead log: how far it reaches, and how much of it is safe.

use serde::{Deserialize, Serialize};

use crate::base::ids::Lsn;
use crate::trace::event::wal::WalEvent;
use crate::trace::event::{Event, Fact};

/// The places of the log, in rising order but for `checkpoint`, which lies after `redo`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalStill {
    /// Where the log starts: all before is not needed any more.
    pub start: Lsn,
    /// Where recovery would start; 0 before the first checkpoint.
    pub redo: Lsn,
    /// The record of the last checkpoint; 0 before the first.
    pub checkpoint: Lsn,
    /// All before is safe.
    pub flushed: Lsn,
    /// All before is with the disk.
    pub written: Lsn,
    /// Where the next record will start.
    pub end: Lsn,
}

impl WalStill {
    /// Moves on by one event.
    pub fn apply(&mut self, event: &Event) {
        let Fact::Wal(fact) = &event.fact else { return };
        match *fact {
            WalEvent::Grown { end, .. } => self.end = end,
            WalEvent::Written { to } => self.written = to,
            WalEvent::Flushed { to } => self.flushed = to,
            WalEvent::CheckpointStarted { redo } => self.redo = redo,
            WalEvent::CheckpointFinished { checkpoint, start } => {
                self.checkpoint = checkpoint;
                self.start = start;
            }
            WalEvent::Found { start, redo, checkpoint, end } => {
                let (flushed, written) = (end, end);
                *self = WalStill { start, redo, checkpoint, flushed, written, end };
            }
            WalEvent::RedoFinished { end } => {
                self.end = end;
                self.written = end;
                self.flushed = end;
            }
            WalEvent::Appended { .. } | WalEvent::RedoStarted { .. } | WalEvent::Redone { .. } => {}
        }
    }
}
