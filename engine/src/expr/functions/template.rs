//! Values by a template: `to_char`, `to_date`, `to_timestamp`, `to_number`.
//!
//! ```text
//!   to_char(moment, 'FMMonth DD, YYYY')      March 05, 2020
//!   to_char(1234.5, 'FM9G999D00')            1,234.50
//!   to_date('05 Mar 2020', 'DD Mon YYYY')    2020-03-05
//!
//!   moment        moments and spans       number    numbers
//! ```
//!
//! The templates themselves are `model::types`'s; here are the kernels that use them.
//! Names of months and days are English, as under the locale "C".
//! Source: PostgreSQL manual, "Data Type Formatting Functions".

pub mod moment;
pub mod number;
