//! The free space map: where a tuple of some size may fit, without looking at pages.
//!
//! ```text
//!   category of a page = free bytes / (page_bytes / 256), one byte
//!
//!   level 2                 9
//!   level 1         9               4          each the largest below it
//!   level 0     0       9       4       0      pages 0 to 3
//! ```
//!
//! It is a hint: an insert that finds the page fuller than promised corrects it and asks again.
//! Pages are entered when they turn out too full, and by vacuum, not at each insert.
//!
//! Invariant, asserted by [`FreeSpaceMap::check`]: each place is the largest of the two below.
//!
//! Left out: pages on disk of its own. The map is forgotten with the process and grows anew.
//! Source: PostgreSQL manual, "Free Space Map".

/// The map of one relation.
#[derive(Clone, Debug, Default)]
pub struct FreeSpaceMap {
    /// Levels of categories, the pages first.
    levels: Vec<Vec<u8>>,
}

/// Categories of free space.
const CATEGORY_COUNT: usize = 256;

impl FreeSpaceMap {
    /// Notes how many bytes a page has free.
    pub fn set(&mut self, page_no: u32, free_bytes: usize, page_bytes: u32) {
        self.set_category(page_no as usize, category_below(free_bytes, page_bytes));
    }

    /// A page that should have that many bytes free; the first there is.
    pub fn find(&self, wanted_bytes: usize, page_bytes: u32) -> Option<u32> {
        let wanted = category_above(wanted_bytes, page_bytes);
        let top = self.levels.last()?;
        if top[0] < wanted {
            return None;
        }
        let mut place = 0;
        for level in self.levels.iter().rev().skip(1) {
            place *= 2;
            if level[place] < wanted {
                place += 1;
            }
        }
        Some(place as u32)
    }

    /// The invariant of the folder doc.
    pub fn check(&self) -> Result<(), &'static str> {
        for pair in self.levels.windows(2) {
            let right = |place: usize| pair[0].get(place * 2 + 1).copied().unwrap_or(0);
            let holds = |(place, max): (usize, &u8)| *max == pair[0][place * 2].max(right(place));
            if !pair[1].iter().enumerate().all(holds) {
                return Err("a place is not the largest of the two below");
            }
        }
        Ok(())
    }

    fn set_category(&mut self, place: usize, category: u8) {
        if self.levels.is_empty() {
            self.levels.push(Vec::new());
        }
        if place >= self.levels[0].len() {
            self.grow(place + 1);
        }
        self.levels[0][place] = category;
        let mut place = place;
        for at in 1..self.levels.len() {
            let below = &self.levels[at - 1];
            let left = place & !1;
            let largest = below[left].max(below.get(left + 1).copied().unwrap_or(0));
            place /= 2;
            self.levels[at][place] = largest;
        }
    }

    /// Makes room for that many pages: every level is half as long as the one below.
    fn grow(&mut self, page_count: usize) {
        let mut len = page_count;
        for at in 0.. {
            if at == self.levels.len() {
                // The new top stands over what was the top until now.
                let largest = self.levels[at - 1][0];
                self.levels.push(vec![largest]);
            }
            self.levels[at].resize(len, 0);
            if len == 1 {
                break;
            }
            len = len.div_ceil(2);
        }
    }
}

/// The category of a page with that many bytes free: rounded down.
fn category_below(free_bytes: usize, page_bytes: u32) -> u8 {
    let step = page_bytes as usize / CATEGORY_COUNT;
    (free_bytes / step).min(CATEGORY_COUNT - 1) as u8
}

/// The least category that surely has that many bytes free: rounded up, and never 0.
fn category_above(wanted_bytes: usize, page_bytes: u32) -> u8 {
    let step = page_bytes as usize / CATEGORY_COUNT;
    wanted_bytes.div_ceil(step).clamp(1, CATEGORY_COUNT - 1) as u8
}
