//! Rows in the order of their keys; equal ones stay as they came.
//!
//! ```text
//!   keys      80 00 01 07      bytes that are the same in all keys decide nothing: they are left
//!             80 00 03 02      out. What is left often fits one word, and words are sorted digit
//!             80 00 01 05      by digit, each digit a byte, the last one first.
//! ```
//!
//! Source: Knuth, "The Art of Computer Programming", volume 3, section 5.2.5 (radix sort).

use super::sort::{Layout, SortKeys};

/// The first bytes of a key that differ among the keys, as a word, and the row's place.
type Entry = (u64, u32);

/// Bytes of a word.
const WORD_BYTES: usize = 8;
/// Fewer rows than this are compared with one another.
const RADIX_ROWS_MIN: usize = 256;

impl SortKeys {
    /// The places of all rows in the order of their keys.
    pub fn order(&self) -> Vec<u32> {
        match &self.layout {
            Layout::Fixed { stride, rows } => self.order_fixed(*stride, *rows),
            Layout::Ends(ends) => self.order_varying(ends.len()),
        }
    }

    fn order_fixed(&self, stride: usize, rows: usize) -> Vec<u32> {
        if stride == 0 || rows < 2 {
            return (0..rows as u32).collect();
        }
        let places = differing_places(&self.bytes, stride);
        let first = &places[..places.len().min(WORD_BYTES)];
        let word =
            |key: &[u8]| first.iter().fold(0u64, |word, &place| word << 8 | u64::from(key[place]));
        let mut entries: Vec<Entry> = (self.bytes.chunks_exact(stride).enumerate())
            .map(|(row, key)| (word(key), row as u32))
            .collect();
        if places.len() > WORD_BYTES {
            let rest = places[WORD_BYTES];
            let tail = |row: u32| &self.key(row as usize)[rest..];
            entries.sort_unstable_by(|left, right| {
                left.0
                    .cmp(&right.0)
                    .then_with(|| tail(left.1).cmp(tail(right.1)))
                    .then(left.1.cmp(&right.1))
            });
        } else if rows < RADIX_ROWS_MIN {
            entries.sort_unstable();
        } else {
            entries = radix_sorted(entries, first.len());
        }
        entries.into_iter().map(|(_, row)| row).collect()
    }

    fn order_varying(&self, rows: usize) -> Vec<u32> {
        let start = self.common_prefix(rows);
        let word = |key: &[u8]| match key.get(start..start + WORD_BYTES) {
            Some(bytes) => bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
            None => {
                let mut bytes = [0; WORD_BYTES];
                bytes[..key.len() - start].copy_from_slice(&key[start..]);
                u64::from_be_bytes(bytes)
            }
        };
        let mut entries: Vec<Entry> =
            (0..rows).map(|row| (word(self.key(row)), row as u32)).collect();
        let tail = |row: u32| self.key(row as usize).get(start + WORD_BYTES..).unwrap_or_default();
        entries.sort_unstable_by(|left, right| {
            left.0
                .cmp(&right.0)
                .then_with(|| tail(left.1).cmp(tail(right.1)))
                .then(left.1.cmp(&right.1))
        });
        entries.into_iter().map(|(_, row)| row).collect()
    }

    /// How many bytes all keys have in common at their beginning.
    fn common_prefix(&self, rows: usize) -> usize {
        if rows == 0 {
            return 0;
        }
        let first = self.key(0);
        (1..rows).fold(first.len(), |common, row| {
            let key = self.key(row);
            let same = |place: &usize| key.get(*place) == Some(&first[*place]);
            match key.get(..common) {
                Some(beginning) if *beginning == first[..common] => common,
                _ => (0..common).take_while(same).count(),
            }
        })
    }
}

/// The places of keys, `stride` bytes each, at which not all have the same byte.
fn differing_places(bytes: &[u8], stride: usize) -> Vec<usize> {
    let first = &bytes[..stride];
    let mut differing = vec![0u8; stride];
    for key in bytes.chunks_exact(stride) {
        for ((differs, byte), first) in differing.iter_mut().zip(key).zip(first) {
            *differs |= byte ^ first;
        }
    }
    (0..stride).filter(|&place| differing[place] != 0).collect()
}

/// Entries by their words, of which only the lowest `digits` bytes are in use.
fn radix_sorted(mut entries: Vec<Entry>, digits: usize) -> Vec<Entry> {
    let mut sorted = vec![(0, 0); entries.len()];
    for digit in 0..digits {
        let byte = |entry: &Entry| (entry.0 >> (8 * digit)) as usize & 0xff;
        let mut starts = [0usize; 257];
        entries.iter().for_each(|entry| starts[byte(entry) + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        for entry in &entries {
            let place = &mut starts[byte(entry)];
            sorted[*place] = *entry;
            *place += 1;
        }
        std::mem::swap(&mut entries, &mut sorted);
    }
    entries
}
