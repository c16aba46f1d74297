//! Transactions: who is running, who has committed, and which tuples each may see.
//!
//! ```text
//!   manager       begins, numbers, commits, aborts; savepoints
//!     table       the status of every transaction, and whose child it is
//!     transaction one running transaction of one session
//!     combo       command numbers of tuples made and ended by one transaction
//!   snapshot      who counted as committed at one moment
//!     visibility  tuple header + snapshot + table -> seen or not
//!     recheck     may this tuple be updated or deleted now?
//!     fate        does this tuple count, whatever a snapshot sees?
//!     horizon     can anybody see this tuple, now or later?
//!   isolation     read committed, repeatable read, serializable
//! ```
//!
//! A row is never changed in place. An update ends one tuple and makes another:
//!
//! ```text
//!   xmin 5, xmax 9   (0,1) -> (0,2)      seen by snapshots for which 9 has not committed
//!   xmin 9, xmax -   (0,2)               seen by the others
//! ```
//!
//! Invariants:
//! 1. A transaction gets its number when it first writes; reading needs none.
//! 2. Numbers only grow, and a child's is larger than its parent's.
//! 3. What a transaction committed or aborted never changes again.
//!
//! Left out: wrap-around of numbers after 4 billion transactions, and so freezing.
//! Source: PostgreSQL manual, chapter "Concurrency Control"; source file
//! `src/backend/access/heap/heapam_visibility.c`.

pub mod combo;
pub mod fate;
pub mod horizon;
pub mod isolation;
pub mod manager;
pub mod recheck;
pub mod snapshot;
pub mod table;
pub mod transaction;
pub mod visibility;
