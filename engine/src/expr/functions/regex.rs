//! Regular expressions as PostgreSQL has them: POSIX's extended ones, with escapes.
//!
//! ```text
//!   pattern --parse--> tree --program--> states         does it match, and where
//!                        |
//!                        +-----dissect-----> groups     which part matched which parenthesis
//! ```
//!
//! A match is the leftmost; of those that begin there, the longest, or the shortest where the
//! expression prefers that. Finding it walks the text once per start with a set of states, so no
//! pattern makes the time explode. Only then the match is dissected, from left to right, each part
//! taking as much, or as little, as it prefers.
//!
//! Invariant: what `program` finds, `dissect` can dissect, but for back references: the states
//! take them for any text, and a find that cannot be dissected is none.
//!
//! Left out: collating elements of several characters.
//! Source: PostgreSQL manual, "POSIX Regular Expressions".

pub mod calls;
pub mod dissect;
pub mod options;
pub mod parse;
pub mod program;
pub mod search;
pub mod set;
pub mod similar;
