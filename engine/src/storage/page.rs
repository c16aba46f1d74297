//! The header that every page has, whatever it holds.
//!
//! ```text
//!   0        8          10      12      14      16        18             20          24
//!   | lsn    | checksum | flags | lower | upper | special | size|version | prune_xid |
//!   | u64    | u16      | u16   | u16   | u16   | u16     | u16          | u32       |
//! ```
//!
//! `lsn` is the place in the log just after the record that last changed the page. `lower` is the
//! end of the slots, `upper` the start of the tuples, `special` the start of what an index keeps
//! at the page's end. A page of zeroes is one that was never set up.
//!
//! Left out: `prune_xid` stays 0, because nothing prunes a page while it is read.
//! Source: PostgreSQL manual, "Database Page Layout".

use model::base::ids::Lsn;

use super::bytes::{align, get_u16, get_u64, put_u16, put_u64, ALIGN_MAX};

/// Bytes of the header.
pub const HEADER_BYTES: usize = 24;
/// Layout version 4, PostgreSQL's since 8.3. It lies in the low byte of `size|version`.
const VERSION: u16 = 4;

const LSN_AT: usize = 0;
const CHECKSUM_AT: usize = 8;
/// Where the checksum ends: what follows is what it sums up, with the lsn before it.
pub const CHECKSUM_END: usize = 10;
const FLAGS_AT: usize = 10;
const LOWER_AT: usize = 12;
const UPPER_AT: usize = 14;
const SPECIAL_AT: usize = 16;
const SIZE_AT: usize = 18;

/// Flag: some slot is unused, so that an insert looks for it (`PD_HAS_FREE_LINES`).
pub const HAS_FREE_SLOTS: u16 = 0x0001;

/// Sets up an empty page, with that many bytes for an index at its end.
pub fn init(bytes: &mut [u8], special_bytes: usize) {
    let special = bytes.len() - align(special_bytes, ALIGN_MAX);
    bytes.fill(0);
    put_u16(bytes, LOWER_AT, HEADER_BYTES as u16);
    put_u16(bytes, UPPER_AT, special as u16);
    put_u16(bytes, SPECIAL_AT, special as u16);
    put_u16(bytes, SIZE_AT, bytes.len() as u16 | VERSION);
}

/// Whether the page was never set up.
pub fn is_new(bytes: &[u8]) -> bool {
    upper(bytes) == 0
}

/// The place in the log just after the record that last changed the page.
pub fn lsn(bytes: &[u8]) -> Lsn {
    Lsn(get_u64(bytes, LSN_AT))
}

/// Notes the record that changed the page.
pub fn set_lsn(bytes: &mut [u8], lsn: Lsn) {
    put_u64(bytes, LSN_AT, lsn.0);
}

/// The checksum as stored.
pub fn checksum(bytes: &[u8]) -> u16 {
    get_u16(bytes, CHECKSUM_AT)
}

/// Stores a checksum.
pub fn set_checksum(bytes: &mut [u8], checksum: u16) {
    put_u16(bytes, CHECKSUM_AT, checksum);
}

/// The flags.
pub fn flags(bytes: &[u8]) -> u16 {
    get_u16(bytes, FLAGS_AT)
}

/// Stores the flags.
pub fn set_flags(bytes: &mut [u8], flags: u16) {
    put_u16(bytes, FLAGS_AT, flags);
}

/// Where the slots end.
pub fn lower(bytes: &[u8]) -> usize {
    usize::from(get_u16(bytes, LOWER_AT))
}

/// Moves the end of the slots.
pub fn set_lower(bytes: &mut [u8], lower: usize) {
    put_u16(bytes, LOWER_AT, lower as u16);
}

/// Where the tuples start.
pub fn upper(bytes: &[u8]) -> usize {
    usize::from(get_u16(bytes, UPPER_AT))
}

/// Moves the start of the tuples.
pub fn set_upper(bytes: &mut [u8], upper: usize) {
    put_u16(bytes, UPPER_AT, upper as u16);
}

/// Where an index's own bytes start; the end of the page for a heap.
pub fn special(bytes: &[u8]) -> usize {
    usize::from(get_u16(bytes, SPECIAL_AT))
}

/// The invariants of the header.
pub fn check(bytes: &[u8]) -> Result<(), &'static str> {
    if is_new(bytes) {
        return match bytes.iter().all(|byte| *byte == 0) {
            true => Ok(()),
            false => Err("a page without header is not all zeroes"),
        };
    }
    if get_u16(bytes, SIZE_AT) != bytes.len() as u16 | VERSION {
        return Err("page size or layout version is wrong");
    }
    let (lower, upper, special) = (lower(bytes), upper(bytes), special(bytes));
    if lower < HEADER_BYTES || lower > upper || upper > special || special > bytes.len() {
        return Err("lower, upper and special are out of order");
    }
    if align(special, ALIGN_MAX) != special {
        return Err("special is not aligned");
    }
    Ok(())
}
