//! Results as text: one printer for each format.
//!
//! - [`result`]: one statement's result, gathered from its replies
//! - [`table`]: aligned columns, as psql's
//! - [`csv`]: comma-separated values
//! - [`json`]: a line of JSON

pub mod csv;
pub mod json;
pub mod result;
pub mod table;
