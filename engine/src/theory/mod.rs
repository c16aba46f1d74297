//! The theory of dependencies: what follows from what, and how a relation is taken apart.
//!
//! ```text
//!   parse         text to dependencies
//!   closure       what a set determines; whether a dependency is implied
//!   basis         what a set multidetermines
//!   cover         the same dependencies with nothing to spare
//!   borders       least and largest sets with and without a property
//!   implied       all that is determined, as functional dependencies
//!   keys          candidate keys
//!   projection    dependencies when only some attributes are kept
//!   first         signs in the data against the first normal form
//!   forms         the highest normal form, with witnesses
//!   violations    what breaks a form in one relation of a decomposition
//!   decompose     splitting into Boyce and Codd's form or the fourth
//!   synthesis     third normal form from a cover
//!   chase         whether a join gives back what was there
//!   preserve      whether dependencies can still be checked
//!   proof         how a dependency follows, rule by rule;  proof_check  whether it does
//!   discover      dependencies from rows
//! ```
//!
//! This room knows no database: it takes schemes and rows as numbers, and gives derivations, which
//! are plain data of `model::trace::derivation` with every step in it.
//!
//! Invariants:
//! 1. An answer is exact, or a refusal that names its bound (`Error::Limit`). Nothing is guessed,
//!    and nothing runs for longer than its bounds allow.
//! 2. Steps replayed from the beginning give the answer.
//! 3. Same question, same answer: sets are ordered by their bits.
//!
//! Up to 32 attributes and 64 dependencies are answered at once, unless the answer itself is
//! exponentially large.
//!
//! Left out: join dependencies and the fifth normal form; inclusion dependencies.

pub mod basis;
pub mod borders;
pub mod chase;
pub mod closure;
pub mod cover;
pub mod decompose;
pub mod discover;
pub mod fault;
pub mod first;
pub mod forms;
pub mod implied;
pub mod keys;
pub mod parse;
pub mod preserve;
pub mod projection;
pub mod proof;
pub mod proof_check;
pub mod synthesis;
pub mod violations;
