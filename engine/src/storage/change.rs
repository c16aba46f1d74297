//! Changes to pages, as small records: what is done to a page is exactly what the log says of it.
//!
//! ```text
//!   change.apply(page)     the only way pages change, when it happens and when it is redone
//!
//!   in the log   | tag u8 | fields ... | bytes to the end |
//! ```
//!
//! Invariant: `apply` depends on the page and the change alone.

use std::borrow::Cow;

use model::base::ids::{CommandId, TupleId, TxnId};

use super::bytes::{get_u16, get_u32};
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
    /// A tuple goes into an unused slot.
    InsertTuple {
        /// The slot.
        slot_no: u16,
        /// The tuple, header and all.
        tuple: Cow<'a, [u8]>,
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
        tuple: Cow<'a, [u8]>,
    },
    /// Tuples that nobody can see go; their slots wait for the indexes to forget them.
    KillTuples {
        /// Their slots.
        slot_nos: Cow<'a, [u16]>,
    },
    /// Slots are free for other tuples.
    FreeSlots {
        /// The slots.
        slot_nos: Cow<'a, [u16]>,
    },
    /// An index entry goes between others.
    InsertEntry {
        /// Its slot; those from here on move up.
        slot_no: u16,
        /// The entry.
        entry: Cow<'a, [u8]>,
    },
    /// Index entries go, and the others close ranks.
    RemoveEntries {
        /// Their slots, rising.
        slot_nos: Cow<'a, [u16]>,
    },
    /// Some bytes are replaced: for indexes, which know their pages better.
    Patch {
        /// Where, and the new bytes.
        patches: Vec<(u16, Cow<'a, [u8]>)>,
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

const INIT: u8 = 1;
const INSERT_TUPLE: u8 = 2;
const END_TUPLE: u8 = 3;
const OVERWRITE_TUPLE: u8 = 4;
const KILL_TUPLES: u8 = 5;
const FREE_SLOTS: u8 = 6;
const INSERT_ENTRY: u8 = 7;
const REMOVE_ENTRIES: u8 = 8;
const PATCH: u8 = 9;

impl PageChange<'_> {
    /// Makes the change.
    pub fn apply(&self, bytes: &mut [u8]) {
        match self {
            PageChange::Init { special_bytes } => page::init(bytes, usize::from(*special_bytes)),
            PageChange::InsertTuple { slot_no, tuple } => slotted::put(bytes, *slot_no, tuple),
            PageChange::EndTuple { slot_no, end } => {
                let tuple = slotted::item_mut(bytes, *slot_no);
                end.apply(tuple.expect("the tuple that ends is there"));
            }
            PageChange::OverwriteTuple { slot_no, tuple } => {
                let place = slotted::item_mut(bytes, *slot_no).expect("the old tuple is there");
                place.copy_from_slice(tuple);
            }
            PageChange::KillTuples { slot_nos } => slotted::kill(bytes, slot_nos),
            PageChange::FreeSlots { slot_nos } => slotted::free(bytes, slot_nos),
            PageChange::InsertEntry { slot_no, entry } => slotted::insert(bytes, *slot_no, entry),
            PageChange::RemoveEntries { slot_nos } => slotted::remove(bytes, slot_nos),
            PageChange::Patch { patches } => {
                for (at, patch) in patches {
                    let start = usize::from(*at);
                    bytes[start..start + patch.len()].copy_from_slice(patch);
                }
            }
        }
    }

    /// Whether the page after it depends on the change alone, not on what was there before.
    pub fn is_complete(&self) -> bool {
        matches!(self, PageChange::Init { .. })
    }

    /// Appends the change as the log holds it.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            PageChange::Init { special_bytes } => {
                out.push(INIT);
                out.extend_from_slice(&special_bytes.to_le_bytes());
            }
            PageChange::InsertTuple { slot_no, tuple } => {
                write_item(INSERT_TUPLE, *slot_no, tuple, out);
            }
            PageChange::EndTuple { slot_no, end } => {
                out.push(END_TUPLE);
                out.extend_from_slice(&slot_no.to_le_bytes());
                end.write(out);
            }
            PageChange::OverwriteTuple { slot_no, tuple } => {
                write_item(OVERWRITE_TUPLE, *slot_no, tuple, out);
            }
            PageChange::KillTuples { slot_nos } => write_slots(KILL_TUPLES, slot_nos, out),
            PageChange::FreeSlots { slot_nos } => write_slots(FREE_SLOTS, slot_nos, out),
            PageChange::InsertEntry { slot_no, entry } => {
                write_item(INSERT_ENTRY, *slot_no, entry, out);
            }
            PageChange::RemoveEntries { slot_nos } => write_slots(REMOVE_ENTRIES, slot_nos, out),
            PageChange::Patch { patches } => {
                out.push(PATCH);
                for (at, patch) in patches {
                    out.extend_from_slice(&at.to_le_bytes());
                    out.extend_from_slice(&(patch.len() as u16).to_le_bytes());
                    out.extend_from_slice(patch);
                }
            }
        }
    }
}

impl<'a> PageChange<'a> {
    /// The change as the log holds it, or `None` where the bytes are none.
    pub fn read(bytes: &'a [u8]) -> Option<PageChange<'a>> {
        let (tag, rest) = bytes.split_first()?;
        Some(match *tag {
            INIT => PageChange::Init { special_bytes: word(rest)? },
            INSERT_TUPLE => {
                PageChange::InsertTuple { slot_no: word(rest)?, tuple: rest[2..].into() }
            }
            END_TUPLE => {
                PageChange::EndTuple { slot_no: word(rest)?, end: TupleEnd::read(&rest[2..])? }
            }
            OVERWRITE_TUPLE => {
                PageChange::OverwriteTuple { slot_no: word(rest)?, tuple: rest[2..].into() }
            }
            KILL_TUPLES => PageChange::KillTuples { slot_nos: read_slots(rest) },
            FREE_SLOTS => PageChange::FreeSlots { slot_nos: read_slots(rest) },
            INSERT_ENTRY => {
                PageChange::InsertEntry { slot_no: word(rest)?, entry: rest[2..].into() }
            }
            REMOVE_ENTRIES => PageChange::RemoveEntries { slot_nos: read_slots(rest) },
            PATCH => PageChange::Patch { patches: read_patches(rest)? },
            _ => return None,
        })
    }
}

impl TupleEnd {
    /// Bytes of it in the log.
    const BYTES: usize = 15;

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

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.xmax.0.to_le_bytes());
        out.extend_from_slice(&self.cid.0.to_le_bytes());
        out.extend_from_slice(&self.ctid.page_no.to_le_bytes());
        out.extend_from_slice(&self.ctid.slot_no.to_le_bytes());
        out.push(u8::from(self.cid_kind == CidKind::Combo));
    }

    fn read(bytes: &[u8]) -> Option<TupleEnd> {
        if bytes.len() != TupleEnd::BYTES {
            return None;
        }
        Some(TupleEnd {
            xmax: TxnId(get_u32(bytes, 0)),
            cid: CommandId(get_u32(bytes, 4)),
            ctid: TupleId { page_no: get_u32(bytes, 8), slot_no: get_u16(bytes, 12) },
            cid_kind: if bytes[14] == 1 { CidKind::Combo } else { CidKind::Plain },
        })
    }
}

fn write_item(tag: u8, slot_no: u16, item: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    out.extend_from_slice(&slot_no.to_le_bytes());
    out.extend_from_slice(item);
}

fn write_slots(tag: u8, slot_nos: &[u16], out: &mut Vec<u8>) {
    out.push(tag);
    slot_nos.iter().for_each(|slot_no| out.extend_from_slice(&slot_no.to_le_bytes()));
}

fn word(bytes: &[u8]) -> Option<u16> {
    (bytes.len() >= 2).then(|| get_u16(bytes, 0))
}

fn read_slots(bytes: &[u8]) -> Cow<'static, [u16]> {
    bytes.chunks_exact(2).map(|pair| get_u16(pair, 0)).collect()
}

fn read_patches(mut bytes: &[u8]) -> Option<Vec<(u16, Cow<'_, [u8]>)>> {
    let mut patches = Vec::new();
    while bytes.len() >= 4 {
        let (at, end) = (get_u16(bytes, 0), 4 + usize::from(get_u16(bytes, 2)));
        patches.push((at, bytes.get(4..end)?.into()));
        bytes = &bytes[end..];
    }
    bytes.is_empty().then_some(patches)
}
