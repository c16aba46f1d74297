//! Ways to run a query, each with its cost, before one is chosen.
//!
//! ```text
//!   path      one way: what it does, its rows, cost and order;  set: the ways worth keeping
//!   cluster   a tree of joins taken apart: relations, conditions, outer joins that bind the order
//!   classes   columns that are equal to each other
//!   terms     a condition as an index may understand it;  access: ways to read one table
//!   search    join orders: dynamic programming, and greed past a number of relations
//!   pair      ways to join two sets of relations
//!   rows      how many rows a join makes
//!   plain_join  joins that stay where the text has them;  keys: left = right
//!   make      the chosen path to a plan;  nodes: what stands above joins
//!
//!   orders JOIN users         {o}  Seq Scan 1986 | Bitmap Heap Scan 44
//!                             {u}  Seq Scan 209  | Index Scan by o.user_id 8 for each
//!                             {o u}  Nested Loop 62 | Hash Join 253 | Merge Join ...
//! ```
//!
//! Invariants:
//! 1. Every set of relations has a path that asks for nothing from outside it.
//! 2. Expressions name columns by their numbers; only `make` lowers them to places.
//! 3. Outer, semi and anti joins happen where their condition says what it said in the text:
//!    see `cluster`.
//!
//! Left out: join clauses whose two sides are expressions take part in hash joins only, and a path
//! with parameters is one table's: PostgreSQL also hands them down through joins.
//!
//! Source: Selinger and others, "Access Path Selection in a Relational Database Management System"
//! (1979); PostgreSQL, `src/backend/optimizer/README`.

pub mod access;
pub mod classes;
pub mod cluster;
pub mod keys;
pub mod make;
pub mod nodes;
pub mod pair;
pub mod path;
pub mod plain_join;
pub mod rows;
pub mod search;
pub mod set;
pub mod terms;
