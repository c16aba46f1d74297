//! The B+-tree: entries in order on leaves, and above them the way to each leaf.
//!
//! ```text
//!   page 0   meta      what the tree is of; written once
//!   page 1   root      | (4) | "d" -> 5 | "m" -> 7 |                inner nodes: children
//!                         |        |         |
//!            leaves     | a b c | d e h | m n t |                   entries
//!                           <->     <->                             neighbours, both ways
//! ```
//!
//! ```text
//!   tree     a tree by name, made new
//!   meta     page 0
//!   node     one page of the tree, read and written
//!   search   from the root down to a leaf
//!   insert   entries in, and what must be there once;  split  where there is no room
//!   remove   entries out
//!   scan     ranges, both ways
//!   build    a whole tree from sorted entries
//!   check    the invariants
//!   tell     what the recording is told
//! ```
//!
//! Invariants, asserted by [`check`]:
//! 1. All leaves are equally far from the root, and chained in order both ways.
//! 2. Entries rise strictly within a node and from each to the next. The first child of an inner
//!    node has no separator; the others' rise strictly.
//! 3. Entries below a child are at or after its separator and before the next one. A node with a
//!    right neighbour holds that bound itself: its high key.
//! 4. Every page of the tree is reached once. Others are empty.
//!
//! Choices:
//! - The root never moves: when it is full, what it holds goes down to two new pages. So no search
//!   reads the meta page, and nothing remembers a root that could be wrong after a crash or a fork.
//! - High keys tell a scan that the next leaf has nothing for it, without reading that leaf.
//! - Separators are cut off after the byte that tells both sides apart, so inner nodes are wide.
//!   (Bayer and Unterauer, "Prefix B-Trees", ACM Transactions on Database Systems 2, 1977.)
//! - A node that is full at the right end of the tree leaves nine tenths on the left: rising keys
//!   fill the tree. The leaf at the right end is tried before any search.
//! - A split changes all its pages in one record of the log.
//!
//! Deleting is lazy, as in PostgreSQL: an entry stays until nobody can see its tuple and either an
//! insert of the same key comes by, where a key is there once, or a vacuum. A leaf left empty keeps
//! its place and takes new entries of its range.
//!
//! Left out: leaves that leave the tree once empty, one entry for many equal keys (deduplication),
//! hints that an entry is dead (`LP_DEAD`), which would let searches that only read see to it too.
//! Source: Lehman and Yao, "Efficient Locking for Concurrent Operations on B-Trees", ACM
//! Transactions on Database Systems 6, 1981; PostgreSQL, source file
//! `src/backend/access/nbtree/README`.

pub mod build;
pub mod check;
pub mod insert;
pub mod meta;
pub mod node;
pub mod remove;
pub mod scan;
pub mod search;
pub mod split;
pub mod tell;
pub mod tree;
