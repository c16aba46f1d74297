//! Changes to pages, as small records: what is done to a page is exactly what a log says of it.
//!
//! ```text
//!   change.apply(page)     the only way heap pages change, when it happens and when it is redone
//! ```
//!
//! Invariant: `apply` depends on the page and the change alone.

use model::base::ids::{CommandId, TupleId, TxnId};

use super::page;
use super::slotted;
use super::tuple::header::{TupleHeader, COMBO_CID, XMAX_INVALID, XMAX_LOCK_ONLY};

/// A change to one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageChange<'a> {
    /// The page becomes empty, with that many bytes for an index at its end.
    Init {
        /// Bytes at its end.
        special_bytes: u16,
    },
    /// A tuple goes into a slot.
    InsertTuple {
        /// The slot.
        slot_no: u16,
        /// The tuple, header and all.
        tuple: &'a [u8],
    },
    /// A tuple ends.
    EndTuple {
        /// Its slot.
        slot_no: u16,
        /// By whom, and where its row goes on.
        end: TupleEnd,
    },
    /// A tuple's bytes are replaced by as many others, whatever transactions say.
    OverwriteTuple {
        /// Its slot.
        slot_no: u16,
        /// The tuple, header and all.
        tuple: &'a [u8],
    },
    /// Tuples that nobody can see go; their slots wait for the indexes to forget them.
    KillTuples {
        /// Their slots.
        slot_nos: &'a [u16],
    },
    /// Slots are free for other tuples.
    FreeSlots {
        /// The slots.
        slot_nos: &'a [u16],
    },
    /// Some bytes are replaced: for indexes, which know their pages better.
    Bytes {
        /// Where, and the new bytes.
        patches: &'a [(u16, &'a [u8])],
    },
}

/// How a tuple ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TupleEnd {
    /// The transaction that ended it.
    pub xmax: TxnId,
    /// The command that did, or the place of both its commands in the combo table.
    pub cid: CommandId,
    /// Whether `cid` is such a place.
    pub cid_kind: CidKind,
    /// The next version of the row, for an update; its own place, for a delete.
    pub ctid: TupleId,
}

/// What the command number of a tuple is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CidKind {
    /// The command that made or ended the tuple.
    Plain,
    /// A place in the transaction's table of (cmin, cmax) pairs.
    Combo,
}

impl PageChange<'_> {
    /// Makes the change.
    pub fn apply(&self, bytes: &mut [u8]) {
        match *self {
            PageChange::Init { special_bytes } => page::init(bytes, usize::from(special_bytes)),
            PageChange::InsertTuple { slot_no, tuple } => slotted::put(bytes, slot_no, tuple),
            PageChange::EndTuple { slot_no, end } => {
                end.apply(slotted::item_mut(bytes, slot_no).expect("the tuple that ends is there"));
            }
            PageChange::OverwriteTuple { slot_no, tuple } => {
                let place = slotted::item_mut(bytes, slot_no).expect("the old tuple is there");
                place.copy_from_slice(tuple);
            }
            PageChange::KillTuples { slot_nos } => slotted::kill(bytes, slot_nos),
            PageChange::FreeSlots { slot_nos } => slotted::free(bytes, slot_nos),
            PageChange::Bytes { patches } => {
                for (at, patch) in patches {
                    let start = usize::from(*at);
                    bytes[start..start + patch.len()].copy_from_slice(patch);
                }
            }
        }
    }
}

impl TupleEnd {
    fn apply(&self, tuple: &mut [u8]) {
        let mut header = TupleHeader::read(tuple);
        header.xmax = self.xmax;
        header.cid = self.cid;
        header.ctid = self.ctid;
        header.infomask &= !(XMAX_INVALID | XMAX_LOCK_ONLY | COMBO_CID);
        if self.cid_kind == CidKind::Combo {
            header.infomask |= COMBO_CID;
        }
        header.write(tuple);
    }
}
