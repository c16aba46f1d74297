//! Values by a template: `to_char`, `to_date`, `to_timestamp`, `to_number`.
//!
//! ```text
//!   to_char(moment, 'FMMonth DD, YYYY')      March 05, 2020
//!   to_char(1234.5, 'FM9G999D00')            1,234.50
//!   to_date('05 Mar 2020', 'DD Mon YYYY')    2020-03-05
//!
//!   fields        a template of a moment cut into fields and the text between
//!   moment        moments and spans written by it
//!   reading       texts read by it;  settle: a moment of what was read
//!   picture       a template of a number, checked and counted
//!   number        numbers written by it;  number_reading: texts read by it
//! ```
//!
//! Names of months and days are English, as under the locale "C".
//! Source: PostgreSQL manual, "Data Type Formatting Functions".

pub mod fields;
pub mod moment;
pub mod number;
pub mod number_reading;
pub mod picture;
pub mod reading;
pub mod settle;
