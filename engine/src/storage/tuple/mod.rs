//! Tuples: rows as bytes, with the header that says who sees them.
//!
//! ```text
//!   0      4      8     12     18          20         22     23            hoff
//!   | xmin | xmax | cid | ctid | infomask2 | infomask | hoff | null bitmap | values ...
//!   | u32  | u32  | u32 | 6 B  | u16       | u16      | u8   | if any NULL |
//!
//!   values, each at a multiple of its alignment:
//!   int2 2 | int4 date float4 oid 4 | int8 time timestamp float8 interval 8 | bool uuid name 1
//!   text varchar char numeric: 1 length byte and up to 126 bytes, unaligned;
//!                              or 4 length bytes and more, at a multiple of 4
//! ```
//!
//! The layout is PostgreSQL's, so that as many rows share a page here as there.
//!
//! Invariants:
//! 1. Without NULLs `hoff` is 24, and what follows is aligned to 8 like the tuple itself.
//! 2. A value with a long length is preceded by padding of zeroes; a short length byte is odd and
//!    so never zero. That is how a reader tells padding from a length.
//! 3. A tuple may have fewer values than the table has columns: those added later are missing.
//!
//! Left out: values outside the row (TOAST). A row larger than a page is refused.
//! Source: PostgreSQL manual, "Database Page Layout"; section "Table Row Layout".

pub mod datum;
pub mod decode;
pub mod encode;
pub mod header;
pub mod layout;
