//! Helpers shared by the integration tests.
//!
//! ```text
//!   busy      long recordings of random work, without an engine
//!   corpus    where the golden scripts lie
//!   generator random SQL over random tables
//!   golden    files that hold what a test saw when somebody last found it right
//!   grove     random work on a B+-tree beside a plain list
//!   hand      recordings written by hand, without an engine
//!   harness   tests whose list is only known when they run: one for each script
//!   indexes   every index against its table
//!   law       each still, moved on by the events since, is the next still
//!   live      recordings made by the engine
//!   mutation  broken SQL
//!   oracle    a naive database in plain Rust
//!   outcome   what a lab answered, statement by statement
//!   power     random work on a disk whose power can be cut at any write
//!   postgres  a PostgreSQL server of our own
//!   recorder  the bytes that page and worker exchange when a script runs
//!   rival     two engines, one statement: what each said, and whether it is the same
//!   script    golden scripts: SQL in, text out, compared with what is written down
//!   sql_power random SQL on such a disk, and what comes back held against a model
//!   table     tables of calls with their answers
//!   soak      how much a test tries, every day and in a soak
//!   theory    dependencies held against definitions
//!   tidy      the house's rules, checked on the source text
//!   watched   a disk that remembers how it was before each write
//!   workload  random SQL: definitions, changes, transactions
//! ```

pub mod busy;
pub mod corpus;
pub mod generator;
pub mod golden;
pub mod grove;
pub mod hand;
pub mod harness;
pub mod indexes;
pub mod law;
pub mod live;
pub mod mutation;
pub mod oracle;
pub mod outcome;
pub mod postgres;
pub mod power;
pub mod recorder;
pub mod rival;
pub mod script;
pub mod soak;
pub mod sql_power;
pub mod table;
pub mod theory;
pub mod tidy;
pub mod watched;
pub mod workload;
