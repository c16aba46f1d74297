//! The house's rules, checked on the source text. Each rule says where an offender should live.
//!
//! ```text
//!   source    files and their tokens
//!   layers    which room may import which
//!   walls     which crate may know what: parser, browser, serde, engine
//!   strict    the parser's nodes read whole; no clock, no chance, no size of a machine
//!   lengths   files, functions, lines
//!   wording   interface text, picture names, promises, machine paths
//! ```
//!
//! Rules look at tokens, not at lines, so that comments, strings and macros do not fool them.
//! Left out: types. A rule that needs to know what a name stands for is the compiler's work.

pub mod layers;
pub mod lengths;
pub mod source;
pub mod strict;
pub mod walls;
pub mod wording;

use std::fmt;

use source::Source;

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offence {
    /// The file, relative to the root.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and where it should live.
    pub message: String,
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Every broken rule in these files, in order.
pub fn offences(sources: &[Source]) -> Vec<Offence> {
    let mut found: Vec<Offence> = sources
        .iter()
        .flat_map(|source| {
            [
                layers::offences(source),
                walls::offences(source),
                strict::offences(source),
                lengths::offences(source),
                wording::offences(source),
            ]
        })
        .flatten()
        .collect();
    found.sort();
    found.dedup();
    found
}
