//! The in-thread interface: what `glassbox.js` calls, in a page, a worker or Node.
//!
//! ```text
//!   db.exec(sql)  --sql-->  Database::exec  --> Lab --> replies --> answer (one buffer)
//!                 <- rows made of it, late --   glassbox.js reads it in place
//! ```
//!
//! - [`database`]: one database behind a handle
//! - [`answer`]: how the answer to one call lies in memory
//! - [`params`]: how the values for `$1`, `$2`, ... lie in memory
//!
//! One call in, one buffer out: a crossing between JavaScript and WebAssembly is cheap, but one per
//! value would not be. Numbers lie as typed arrays, strings end to end with where each ends in
//! UTF-16 units, so that JavaScript decodes once per column and cuts.

pub mod answer;
pub mod database;
pub mod params;
