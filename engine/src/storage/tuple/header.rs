//! The header of a tuple.

use model::base::ids::{CommandId, TupleId, TxnId};

use crate::storage::bytes::{get_u16, get_u32, put_u16, put_u32};

/// Bytes of the header without null bitmap.
pub const TUPLE_HEADER_BYTES: usize = 23;

const XMIN_AT: usize = 0;
const XMAX_AT: usize = 4;
const CID_AT: usize = 8;
const CTID_PAGE_AT: usize = 12;
const CTID_SLOT_AT: usize = 16;
const INFOMASK2_AT: usize = 18;
const INFOMASK_AT: usize = 20;
const HOFF_AT: usize = 22;

/// `infomask`: some value is NULL and there is a bitmap.
pub const HAS_NULL: u16 = 0x0001;
/// `infomask`: some value has a length of its own.
pub const HAS_VARIABLE: u16 = 0x0002;
/// `infomask`: `cid` is a place in the transaction's table of (cmin, cmax) pairs.
pub const COMBO_CID: u16 = 0x0020;
/// `infomask`: `xmax` only locked the row.
pub const XMAX_LOCK_ONLY: u16 = 0x0080;
/// `infomask`: `xmax` is nobody.
pub const XMAX_INVALID: u16 = 0x0800;
/// `infomask`: the tuple is a newer version of an updated row.
pub const UPDATED: u16 = 0x2000;
/// `infomask2`: the number of values.
pub const ATTRIBUTES_MASK: u16 = 0x07ff;

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TupleHeader {
    /// The transaction that made the tuple.
    pub xmin: TxnId,
    /// The transaction that ended it, if `infomask` does not say otherwise.
    pub xmax: TxnId,
    /// The command that made it, or ended it, or the place of both in the combo table.
    pub cid: CommandId,
    /// Its own place, or that of the next version of its row.
    pub ctid: TupleId,
    /// Number of values, and flags.
    pub infomask2: u16,
    /// Flags.
    pub infomask: u16,
    /// Where the values start.
    pub hoff: u8,
}

impl TupleHeader {
    /// Reads the header of a tuple.
    #[inline]
    pub fn read(tuple: &[u8]) -> TupleHeader {
        let tuple = &tuple[..TUPLE_HEADER_BYTES];
        // The page number of a ctid is stored as two halves, the high one first.
        let page_no = get_u32(tuple, CTID_PAGE_AT).rotate_left(16);
        TupleHeader {
            xmin: TxnId(get_u32(tuple, XMIN_AT)),
            xmax: TxnId(get_u32(tuple, XMAX_AT)),
            cid: CommandId(get_u32(tuple, CID_AT)),
            ctid: TupleId { page_no, slot_no: get_u16(tuple, CTID_SLOT_AT) },
            infomask2: get_u16(tuple, INFOMASK2_AT),
            infomask: get_u16(tuple, INFOMASK_AT),
            hoff: tuple[HOFF_AT],
        }
    }

    /// Writes the header of a tuple.
    pub fn write(&self, tuple: &mut [u8]) {
        let tuple = &mut tuple[..TUPLE_HEADER_BYTES];
        put_u32(tuple, XMIN_AT, self.xmin.0);
        put_u32(tuple, XMAX_AT, self.xmax.0);
        put_u32(tuple, CID_AT, self.cid.0);
        put_u32(tuple, CTID_PAGE_AT, self.ctid.page_no.rotate_left(16));
        put_u16(tuple, CTID_SLOT_AT, self.ctid.slot_no);
        put_u16(tuple, INFOMASK2_AT, self.infomask2);
        put_u16(tuple, INFOMASK_AT, self.infomask);
        tuple[HOFF_AT] = self.hoff;
    }

    /// How many values the tuple has.
    #[inline]
    pub fn attribute_count(&self) -> usize {
        usize::from(self.infomask2 & ATTRIBUTES_MASK)
    }

    /// The transaction that ended the tuple, as far as it is known to be one.
    #[inline]
    pub fn ended_by(&self) -> Option<TxnId> {
        let nobody = self.infomask & (XMAX_INVALID | XMAX_LOCK_ONLY) != 0 || self.xmax.0 == 0;
        (!nobody).then_some(self.xmax)
    }

    /// Whether `cid` is a place in the combo table.
    #[inline]
    pub fn has_combo(&self) -> bool {
        self.infomask & COMBO_CID != 0
    }
}
