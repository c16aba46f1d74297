//! Settings: what SET changes and SHOW prints.
//!
//! ```text
//!   kind     what values a setting takes, checked and written as PostgreSQL does
//!   table    the settings there are
//!   values   what they are in one session, and for whom: executor, planner, names
//! ```
//!
//! A setting that another statement could notice is read by the engine, or refuses the values that
//! it could not keep to. Those that steer what is not built here (`jit`, parallel workers) take
//! PostgreSQL's values and change no result.
//!
//! SET belongs to the transaction: undone with it. SET LOCAL ends with it.
//!
//! Source: PostgreSQL manual, chapter "Server Configuration" and SET; source file `guc.c` for
//! wording.

pub mod kind;
pub mod table;
pub mod values;
