//! What ANALYZE learns of a table: how many rows, and for each column how its values lie.
//!
//! ```text
//!   info      the statistics of a table and its columns, as the planner asks them
//!   sample    some rows of a table, each as likely as any other
//!   compute   a sample to statistics
//!   store     statistics to rows of pg_class and pg_statistic, and back
//!
//!   city       Rome Rome Oslo NULL Rome Bern Kiel Rome ...
//!              nulls 1/8    common Rome 4/8    histogram Bern .. Oslo    distinct 4
//! ```
//!
//! Statistics are as old as the last ANALYZE: nobody runs it in the background, so that the same
//! script always sees the same plans. Without it the planner takes the table's real page count, the
//! width of its types and PostgreSQL's defaults, as PostgreSQL does with a table just loaded.
//!
//! Left out: statistics over several columns, and sampling of pages: a table here is small enough
//! to be read whole, and only its rows are sampled.
//! Source: PostgreSQL manual, "Statistics Used by the Planner"; methods as documented in the
//! comments of `analyze.c`.

pub mod compute;
pub mod info;
pub mod sample;
pub mod store;
