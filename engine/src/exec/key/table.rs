//! A hash table from keys to numbers, given out from 0 in the order in which keys are first seen.
//!
//! ```text
//!   slots   | - | hash, 2 | - | hash, 0 | hash, 1 | - | ...     open addressing, linear probing
//!   keys    | key 0 | key 1 | key 2 |                           words or bytes, side by side
//! ```
//!
//! A slot is one word: the upper half is the key's hash, the lower half its number plus 1. Most
//! slots that hold another key are told apart by the hash alone, and growing reads no keys.
//!
//! Invariants: at most half of the slots are used, and their count is a power of two.

use super::rows::KeyRows;

/// Keys and their numbers.
#[derive(Clone, Debug)]
pub struct KeyTable {
    slots: Vec<u64>,
    count: u32,
    keys: KeyRows,
}

/// Slots of an empty table.
const SLOTS_MIN: usize = 64;
/// An odd multiplier without pattern: 2^64 divided by the golden ratio (Knuth, "The Art of
/// Computer Programming", volume 3, section 6.4).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl KeyTable {
    /// A table without keys; `no_rows` says which form they have.
    pub fn new(no_rows: KeyRows) -> KeyTable {
        KeyTable { slots: vec![0; SLOTS_MIN], count: 0, keys: no_rows }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Bytes that it takes in memory.
    pub fn byte_count(&self) -> usize {
        8 * self.slots.len() + self.keys.byte_count()
    }

    /// Forgets all keys.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.slots.resize(SLOTS_MIN, 0);
        self.count = 0;
        match &mut self.keys {
            KeyRows::Words { words, .. } => words.clear(),
            KeyRows::Bytes { bytes, ends } => {
                bytes.clear();
                ends.clear();
            }
        }
    }

    /// The number of each row's key, new keys getting the next. `new_rows` receives the rows that
    /// brought one.
    pub fn number_all(
        &mut self,
        rows: &KeyRows,
        row_count: usize,
        numbers: &mut Vec<u32>,
        new_rows: &mut Vec<u32>,
    ) {
        numbers.reserve(row_count);
        for row in 0..row_count {
            let before = self.count;
            numbers.push(self.number(rows, row));
            if self.count > before {
                new_rows.push(row as u32);
            }
        }
    }

    /// The number of one row's key; a new key gets the next.
    #[inline]
    pub fn number(&mut self, rows: &KeyRows, row: usize) -> u32 {
        let hash = hash_of(rows, row);
        match self.search(rows, row, hash) {
            Ok(number) => number,
            Err(slot) => self.add(rows, row, hash, slot),
        }
    }

    /// The same, unless the key is new and the table takes more than that many bytes already.
    pub fn number_within(&mut self, rows: &KeyRows, row: usize, bytes_max: usize) -> Option<u32> {
        let hash = hash_of(rows, row);
        match self.search(rows, row, hash) {
            Ok(number) => Some(number),
            Err(_) if self.byte_count() > bytes_max => None,
            Err(slot) => Some(self.add(rows, row, hash, slot)),
        }
    }

    /// The number of one row's key, if it is there.
    #[inline]
    pub fn find(&self, rows: &KeyRows, row: usize) -> Option<u32> {
        self.search(rows, row, hash_of(rows, row)).ok()
    }

    /// The number of the key, or the empty slot where it would go.
    #[inline]
    fn search(&self, rows: &KeyRows, row: usize, hash: u32) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let word = self.slots[slot];
            if word == 0 {
                return Err(slot);
            }
            if (word >> 32) as u32 == hash {
                let number = word as u32 - 1;
                if self.is_key(number, rows, row) {
                    return Ok(number);
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    #[inline]
    fn is_key(&self, number: u32, rows: &KeyRows, row: usize) -> bool {
        let number = number as usize;
        match (&self.keys, rows) {
            (KeyRows::Words { stride, words: mine }, KeyRows::Words { words, .. }) => {
                let stride = *stride;
                KeyRows::words_of(mine, stride, number) == KeyRows::words_of(words, stride, row)
            }
            (KeyRows::Bytes { bytes: mine, ends: my_ends }, KeyRows::Bytes { bytes, ends }) => {
                KeyRows::bytes_of(mine, my_ends, number) == KeyRows::bytes_of(bytes, ends, row)
            }
            _ => panic!("keys of one table have one form"),
        }
    }

    fn add(&mut self, rows: &KeyRows, row: usize, hash: u32, slot: usize) -> u32 {
        let number = self.count;
        self.slots[slot] = u64::from(hash) << 32 | u64::from(number + 1);
        self.count += 1;
        match (&mut self.keys, rows) {
            (KeyRows::Words { stride, words: mine }, KeyRows::Words { words, .. }) => {
                mine.extend_from_slice(KeyRows::words_of(words, *stride, row));
            }
            (KeyRows::Bytes { bytes: mine, ends: my_ends }, KeyRows::Bytes { bytes, ends }) => {
                mine.extend_from_slice(KeyRows::bytes_of(bytes, ends, row));
                my_ends.push(u32::try_from(mine.len()).expect("keys take less than 4 GiB"));
            }
            _ => panic!("keys of one table have one form"),
        }
        if self.slots.len() < 2 * self.count as usize {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        let slot_count = 4 * self.slots.len();
        let mask = slot_count - 1;
        let before = std::mem::replace(&mut self.slots, vec![0; slot_count]);
        for word in before.into_iter().filter(|word| *word != 0) {
            let mut slot = (word >> 32) as usize & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = word;
        }
    }
}

/// The hash of one row's key. The table looks at its lower bits first.
#[inline]
pub fn hash_of(rows: &KeyRows, row: usize) -> u32 {
    match rows {
        KeyRows::Words { stride: 1, words } => finish(mix(0, words[row])),
        KeyRows::Words { stride, words } => {
            let words = KeyRows::words_of(words, *stride, row);
            finish(words.iter().fold(0, |hash, &word| mix(hash, word)))
        }
        KeyRows::Bytes { bytes, ends } => hash_bytes(KeyRows::bytes_of(bytes, ends, row)),
    }
}

#[inline]
fn hash_bytes(bytes: &[u8]) -> u32 {
    let mut hash = bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        hash = mix(hash, word);
    }
    let rest = chunks.remainder().iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
    finish(mix(hash, rest))
}

/// Takes one more word in: every bit of it reaches every higher bit of the result.
#[inline]
fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word ^ (word >> 32)).wrapping_mul(GOLDEN)
}

/// The better half of a mixed word.
#[inline]
fn finish(hash: u64) -> u32 {
    ((hash ^ (hash >> 29)).wrapping_mul(GOLDEN) >> 32) as u32
}
