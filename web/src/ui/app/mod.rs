//! The root: holds the state, performs effects, passes messages.
//!
//! - [`root`]: the component
//! - [`effects`]: what only the browser side can do, done
//! - [`shown`]: what each panel shows, from the state
//! - [`keys`]: keys that work anywhere outside of a text
//! - [`dropping`]: files dropped on the page or chosen

pub mod dropping;
pub mod effects;
pub mod keys;
pub mod root;
pub mod shown;
