//! A set of places, page by page: what several indexes know of a table, put together.
//!
//! ```text
//!   page 3    slots 1 7 9          a place each
//!   page 8    all                  past the memory allowed only the page is known
//! ```
//!
//! Places travel between operators as a column of row ids. A page of which only the page is known
//! has slot 0 there, which no tuple has.
//! Source: PostgreSQL, source file `src/backend/nodes/tidbitmap.c`.

use std::collections::BTreeMap;

use model::base::ids::TupleId;

/// Bytes that a page takes in memory, and eight more for each 64 of its slots.
const PAGE_BYTES: u64 = 64;

/// A set of places.
#[derive(Clone, Debug, Default)]
pub struct Bitmap {
    pages: BTreeMap<u32, Slots>,
    /// Words of all pages together.
    words: u64,
}

/// The slots of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slots {
    /// These, a bit each.
    Some(Vec<u64>),
    /// All of them, as far as is known.
    All,
}

impl Slots {
    fn with(slot_no: u16) -> Slots {
        let mut words = Vec::new();
        put(&mut words, slot_no);
        Slots::Some(words)
    }

    /// The slots, rising; none where only the page is known.
    pub fn numbers(&self) -> impl Iterator<Item = u16> + '_ {
        let words: &[u64] = match self {
            Slots::Some(words) => words,
            Slots::All => &[],
        };
        (0..words.len() as u16 * 64)
            .filter(|slot| words[usize::from(slot / 64)] >> (slot % 64) & 1 == 1)
    }

    fn word_count(&self) -> u64 {
        match self {
            Slots::Some(words) => words.len() as u64,
            Slots::All => 0,
        }
    }
}

fn put(words: &mut Vec<u64>, slot_no: u16) {
    let at = usize::from(slot_no / 64);
    if words.len() <= at {
        words.resize(at + 1, 0);
    }
    words[at] |= 1 << (slot_no % 64);
}

impl Bitmap {
    /// Adds a place; slot 0 stands for all of a page.
    pub fn add(&mut self, place: TupleId) {
        let slots = self.pages.get_mut(&place.page_no);
        let before = slots.as_ref().map_or(0, |slots| slots.word_count());
        let after = match (slots, place.slot_no) {
            (Some(slots), 0) => {
                *slots = Slots::All;
                0
            }
            (Some(Slots::All), _) => 0,
            (Some(Slots::Some(words)), slot_no) => {
                put(words, slot_no);
                words.len() as u64
            }
            (None, slot_no) => {
                let slots = if slot_no == 0 { Slots::All } else { Slots::with(slot_no) };
                let after = slots.word_count();
                self.pages.insert(place.page_no, slots);
                after
            }
        };
        self.words = self.words + after - before;
    }

    /// Forgets slots, the first pages first, while the set takes more than that many bytes.
    pub fn keep_within(&mut self, bytes: u64) {
        if self.byte_count() <= bytes {
            return;
        }
        for slots in self.pages.values_mut() {
            self.words -= slots.word_count();
            *slots = Slots::All;
            if self.words * 8 <= bytes / 2 {
                break;
            }
        }
    }

    /// The places that are in both.
    pub fn and(self, other: &Bitmap) -> Bitmap {
        let both = self.pages.into_iter().filter_map(|(page_no, slots)| {
            let slots = match (slots, other.pages.get(&page_no)?) {
                (Slots::All, other) => other.clone(),
                (slots, Slots::All) => slots,
                (Slots::Some(one), Slots::Some(other)) => {
                    let words: Vec<u64> =
                        one.iter().zip(other).map(|(one, other)| one & other).collect();
                    words.iter().any(|word| *word != 0).then_some(Slots::Some(words))?
                }
            };
            Some((page_no, slots))
        });
        let pages: BTreeMap<u32, Slots> = both.collect();
        Bitmap { words: pages.values().map(Slots::word_count).sum(), pages }
    }

    /// Takes the first page out.
    pub fn pop_page(&mut self) -> Option<(u32, Slots)> {
        let (page_no, slots) = self.pages.pop_first()?;
        self.words -= slots.word_count();
        Some((page_no, slots))
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    fn byte_count(&self) -> u64 {
        self.pages.len() as u64 * PAGE_BYTES + self.words * 8
    }
}
