//! Two engines, one statement: what each of them said, and whether it is the same.
//!
//! ```text
//!   said      what came of a statement, in PostgreSQL's own terms
//!   ours      a lab that is asked
//!   wire      a connection to PostgreSQL that is asked
//!   verdict   whether two answers agree, and where not
//!   pair      the two side by side;  mix: what was exercised, and how answers compared
//!   kept      differences that are right to keep, each with its reason
//!   shrink    a failing run made short enough to read
//! ```

pub mod kept;
pub mod mix;
pub mod ours;
pub mod pair;
pub mod said;
pub mod shrink;
pub mod verdict;
pub mod wire;
