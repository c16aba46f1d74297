//! Checksums of pages and log records: they tell a torn page and the end of a log from sound bytes.
//!
//! Four lanes of 64 bits, each multiplied and folded word by word, so that a page takes well under
//! a microsecond in WebAssembly too. PostgreSQL uses 32 lanes of FNV-1a for pages and CRC-32C for
//! records; both rely on instructions that a browser may not have.
//! Source of the idea: PostgreSQL, source file `src/include/storage/checksum_impl.h`.

use super::bytes::get_u64;
use super::page;

/// An odd number without pattern: the fraction of the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The checksum of some bytes.
pub fn checksum(bytes: &[u8], seed: u64) -> u32 {
    let mut lanes = [seed, seed ^ FACTOR, seed.rotate_left(23), !seed];
    let mut blocks = bytes.chunks_exact(32);
    for block in &mut blocks {
        for (place, lane) in lanes.iter_mut().enumerate() {
            *lane = mix(*lane ^ get_u64(block, place * 8));
        }
    }
    let rest = blocks.remainder();
    let mut last = [0; 32];
    last[..rest.len()].copy_from_slice(rest);
    for (place, lane) in lanes.iter_mut().enumerate() {
        *lane = mix(*lane ^ get_u64(&last, place * 8));
    }
    let sum = lanes.iter().fold(bytes.len() as u64, |sum, lane| mix(sum.rotate_left(17) ^ lane));
    (sum >> 32) as u32 ^ sum as u32
}

/// The checksum of a page at its place, taken as if its own checksum were 0. Never 0 itself.
pub fn page_checksum(bytes: &[u8], page_no: u32) -> u16 {
    let header: [u8; 8] = core::array::from_fn(|at| bytes[at]);
    let sum = checksum(&bytes[page::CHECKSUM_END..], u64::from_le_bytes(header))
        ^ checksum(&page_no.to_le_bytes(), 0);
    (sum % 65_535) as u16 + 1
}

/// Whether a page is what was written. A page of zeroes never was, and is sound.
pub fn is_sound(bytes: &[u8], page_no: u32) -> bool {
    match page::checksum(bytes) {
        0 => page::is_new(bytes) && bytes.iter().all(|byte| *byte == 0),
        stored => stored == page_checksum(bytes, page_no),
    }
}

#[inline]
fn mix(word: u64) -> u64 {
    let word = word.wrapping_mul(FACTOR);
    word ^ (word >> 29)
}
