//! SQL's data types, their values, and columns of them.
//!
//! ```text
//!   data_type   what a column may hold: int4, numeric(10,2), varchar(20), ...
//!   value       one value of one type, or null
//!   numeric     exact decimals
//!   datetime    date, time, timestamp, interval: calendars and text forms
//!   text        PostgreSQL's text form of every value, both ways
//!   column      many values of one type, side by side, with a validity mask
//!   order       which of two values comes first
//!   cast        values of one type made values of another
//!   attributes  sets of a scheme's attributes, and their names
//!   dependency  functional and multivalued dependencies between them
//! ```
//!
//! Left out for now: arrays, json, ranges, geometry.

pub mod attributes;
pub mod cast;
pub mod column;
pub mod data_type;
pub mod datetime;
pub mod dependency;
pub mod numeric;
pub mod order;
pub mod text;
pub mod value;
