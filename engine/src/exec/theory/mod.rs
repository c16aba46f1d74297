//! Questions about a table's dependencies, answered as rows.
//!
//! ```text
//!   operator   the function scan: reads the table where the question is about rows, then answers
//!   subject    the table that is asked about, as a scheme, and how it is to be taken apart
//!   rows       its rows, with a number for each different value of a column
//!   answer     what follows from the scheme alone
//!   findings   what the rows say, and whether they obey
//!   script     a decomposition as statements
//! ```
//!
//! Rows are read as any scan reads them, under the statement's snapshot. Reading, checking and
//! discovery work in slices, so that they can be cancelled.
//!
//! NULL is equal to NULL here, as in GROUP BY: what is decided is which rows say the same again.

pub mod answer;
pub mod findings;
pub mod operator;
pub mod rows;
pub mod script;
pub mod subject;
