//! The story: what a recording says about each statement, gathered once so that scrubbing is cheap.
//!
//! ```text
//!   events   S p p e p x p F  S p p F ...       S started, p page touched, x operator, F finished
//!   chapter  |---- first ---| |- second -|
//!   touches    1 2   3   4      1 2             what pages were asked for, in order
//!   totals     1 2   3   4      1 2             running sums: any number at any moment
//!   steps    |-|-|---|---|--|                   where stepping stops, by granularity
//!   narrate  "Heap page 3 comes from disk ..."  one sentence or two for each step
//! ```
//!
//! Invariants:
//! 1. A chapter's touches are its page events, one for one, in order.
//! 2. The story of a recording grown bit by bit equals the story of the whole.
//!
//! Left out: any state of a structure. That is the moment's; the story only says what happened.

pub mod chapter;
pub mod log;
pub mod narrate;
mod narrate_index;
pub mod operator;
pub mod steps;
pub mod totals;
pub mod visit;
