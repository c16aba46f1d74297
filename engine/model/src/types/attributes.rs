//! Attributes of a relation scheme: a table of their names, and sets of them in one machine word.
//!
//! ```text
//!   names     order  customer  city       attribute 0, 1, 2
//!   {order, city}                         the bits 0b101
//! ```
//!
//! Theory says attribute where SQL says column. A set is a `u64`, so that union, difference and
//! inclusion are one instruction each; hence `limits::ATTRIBUTES_MAX`.

use core::ops::{BitAnd, BitOr, BitOrAssign, Sub, SubAssign};

use serde::{Deserialize, Serialize};

use crate::base::error::{sqlstate, Error, Result};
use crate::base::limits::ATTRIBUTES_MAX;

/// The number of an attribute in its scheme, from 0.
pub type AttributeNo = u8;

/// A set of attributes: `|` is union, `&` intersection, `-` difference.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttributeSet(pub u64);

impl AttributeSet {
    /// The set without members.
    pub const EMPTY: AttributeSet = AttributeSet(0);

    /// The set of one attribute.
    pub fn of(attribute: AttributeNo) -> AttributeSet {
        assert!(usize::from(attribute) < ATTRIBUTES_MAX, "an attribute has a bit");
        AttributeSet(1 << attribute)
    }

    /// The first `count` attributes.
    pub fn first(count: usize) -> AttributeSet {
        assert!(count <= ATTRIBUTES_MAX, "a scheme has no more attributes than a word has bits");
        AttributeSet(if count == ATTRIBUTES_MAX { u64::MAX } else { (1 << count) - 1 })
    }

    /// How many members it has.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it has no members.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether that attribute is a member.
    pub fn contains(self, attribute: AttributeNo) -> bool {
        !(self & AttributeSet::of(attribute)).is_empty()
    }

    /// Whether every member is one of the other's too.
    pub fn is_within(self, other: AttributeSet) -> bool {
        (self - other).is_empty()
    }

    /// Whether it is within the other and not equal to it.
    pub fn is_strictly_within(self, other: AttributeSet) -> bool {
        self != other && self.is_within(other)
    }

    /// Whether they have a member in common.
    pub fn meets(self, other: AttributeSet) -> bool {
        !(self & other).is_empty()
    }

    /// Its members, from the lowest number.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = AttributeNo> {
        Members(self.0)
    }

    /// Its members, each as a set of its own.
    pub fn singles(self) -> impl DoubleEndedIterator<Item = AttributeSet> {
        self.iter().map(AttributeSet::of)
    }

    /// Its subsets, itself and the empty one among them, in the order of their bits. There are
    /// 2 to the power of `len`.
    pub fn subsets(self) -> impl Iterator<Item = AttributeSet> {
        // Subtracting the mask counts upwards within its bits.
        let mut next = Some(0u64);
        core::iter::from_fn(move || {
            let subset = next?;
            let after = subset.wrapping_sub(self.0) & self.0;
            next = (after != 0).then_some(after);
            Some(AttributeSet(subset))
        })
    }
}

/// The members that are still to come, at both ends.
struct Members(u64);

impl Iterator for Members {
    type Item = AttributeNo;

    fn next(&mut self) -> Option<AttributeNo> {
        let lowest = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (lowest < u64::BITS).then_some(lowest as AttributeNo)
    }
}

impl DoubleEndedIterator for Members {
    fn next_back(&mut self) -> Option<AttributeNo> {
        let highest = self.0.checked_ilog2()?;
        self.0 &= !(1 << highest);
        Some(highest as AttributeNo)
    }
}

impl BitOr for AttributeSet {
    type Output = AttributeSet;
    fn bitor(self, other: AttributeSet) -> AttributeSet {
        AttributeSet(self.0 | other.0)
    }
}

impl BitOrAssign for AttributeSet {
    fn bitor_assign(&mut self, other: AttributeSet) {
        self.0 |= other.0;
    }
}

impl BitAnd for AttributeSet {
    type Output = AttributeSet;
    fn bitand(self, other: AttributeSet) -> AttributeSet {
        AttributeSet(self.0 & other.0)
    }
}

impl Sub for AttributeSet {
    type Output = AttributeSet;
    fn sub(self, other: AttributeSet) -> AttributeSet {
        AttributeSet(self.0 & !other.0)
    }
}

impl SubAssign for AttributeSet {
    fn sub_assign(&mut self, other: AttributeSet) {
        self.0 &= !other.0;
    }
}

impl FromIterator<AttributeNo> for AttributeSet {
    fn from_iter<I: IntoIterator<Item = AttributeNo>>(attributes: I) -> AttributeSet {
        attributes.into_iter().map(AttributeSet::of).fold(AttributeSet::EMPTY, BitOr::bitor)
    }
}

impl core::fmt::Debug for AttributeSet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The names of a scheme's attributes, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    names: Vec<String>,
}

impl Attributes {
    /// The attributes of those names; refused if a name comes twice or there are too many.
    pub fn new(names: Vec<String>) -> Result<Attributes> {
        if names.len() > ATTRIBUTES_MAX {
            let what = "attributes of a scheme".to_string();
            return Err(Error::Limit { what, max: ATTRIBUTES_MAX as u64 });
        }
        let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name));
        if let Some((_, name)) = twice {
            let message = format!("attribute \"{name}\" specified more than once");
            return Err(Error::sql(sqlstate::DUPLICATE_COLUMN, message));
        }
        Ok(Attributes { names })
    }

    /// All of them.
    pub fn all(&self) -> AttributeSet {
        AttributeSet::first(self.names.len())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names, by number.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of the attribute of that name.
    pub fn find(&self, name: &str) -> Option<AttributeNo> {
        self.names.iter().position(|known| known == name).map(|at| at as AttributeNo)
    }

    /// A set as text: `order, city`; `{}` for the empty one. A name that SQL would quote is quoted.
    pub fn text(&self, set: AttributeSet) -> String {
        if set.is_empty() {
            return "{}".to_string();
        }
        let name = |attribute: AttributeNo| match self.names.get(usize::from(attribute)) {
            Some(name) => quoted(name),
            None => format!("#{attribute}"),
        };
        set.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// A set as text in braces: `{order, city}`.
    pub fn braced(&self, set: AttributeSet) -> String {
        if set.is_empty() {
            self.text(set)
        } else {
            format!("{{{}}}", self.text(set))
        }
    }
}

/// A name as SQL would read it back.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_lowercase() || c == '_' || c.is_ascii_digit();
    let begins = name.chars().next().is_some_and(|c| !c.is_ascii_digit());
    if begins && name.chars().all(plain) {
        name.to_string()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}
