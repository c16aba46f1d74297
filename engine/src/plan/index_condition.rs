//! What an index is asked for: which of its entries a scan reads.
//!
//! ```text
//!   index (a, b, c)
//!   a = 1 AND b IN (4, 7)      prefix [Equal 1, AnyOf 4 7]            two probes
//!   a = 1 AND b > 5            prefix [Equal 1]        range (5, ..)  one stretch of leaves
//!   a IS NULL AND b <= 9       prefix [Null]           range (.., 9]
//!   b IS NOT NULL, index (b)   prefix []               range (.., ..)
//!   nothing                    prefix []               no range       every entry
//! ```
//!
//! Invariants:
//! 1. Every value is an expression without input (constants and parameters) whose type is compared
//!    as the key column's is. A parameter is handed down by the nested loop above before a rewind.
//! 2. A value that turns out NULL finds nothing, as `=` and `<` are true for no NULL.
//! 3. At most one part of the prefix is an [`KeyTest::AnyOf`]. Its values are sorted and taken once
//!    each when the scan begins, in the index's own order, so that entries come in index order.

use crate::expr::bound::Expr;

/// The entries that a scan reads: those alike in a prefix of the key, within a range of the next
/// column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IndexCondition {
    /// What the first key columns are asked, in the key's order.
    pub prefix: Vec<KeyTest>,
    /// What the key column after them is asked. A range holds no NULL.
    pub range: Option<KeyRange>,
    /// The same as SQL conditions, for EXPLAIN; a column's place is its attribute number less one.
    pub clauses: Vec<Expr>,
}

/// What one column of the prefix is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyTest {
    /// It equals that value.
    Equal(Expr),
    /// It equals one of those: one probe for each.
    AnyOf(Vec<Expr>),
    /// It is NULL.
    Null,
}

/// A range in the order of values, whatever the index's direction. Without bounds: all but NULL.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyRange {
    /// From here.
    pub lower: Option<KeyBound>,
    /// Up to here.
    pub upper: Option<KeyBound>,
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyBound {
    /// The value.
    pub value: Expr,
    /// Whether the value itself is within.
    pub inclusive: bool,
}

/// Which way a scan walks the leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanDirection {
    /// In the index's order.
    Forward,
    /// From its end.
    Backward,
}

impl IndexCondition {
    /// The expressions of values, in order.
    pub fn values(&self) -> Vec<&Expr> {
        let prefix = self.prefix.iter().flat_map(|test| match test {
            KeyTest::Equal(value) => std::slice::from_ref(value),
            KeyTest::AnyOf(values) => values.as_slice(),
            KeyTest::Null => &[],
        });
        let bounds = self.range.iter().flat_map(|range| [&range.lower, &range.upper]);
        prefix.chain(bounds.flatten().map(|bound| &bound.value)).collect()
    }
}
