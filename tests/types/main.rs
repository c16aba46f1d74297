//! Data types against the answers of PostgreSQL 15, and against themselves.

mod cast;
mod laws;
mod moment;
mod numeric;
mod read;
mod table;
mod template;
