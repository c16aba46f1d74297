//! The pictures: each is data, then layout, then drawing.
//!
//! ```text
//!   viz/heap/  mod.rs     scene(&View) -> Scene, table(&View) -> Table, detail(..)
//!              data.rs    what is true at the cursor, counted from story and moment; what several
//!                         pictures count is in `relations`
//!              layout.rs  where it goes in the box
//!              draw.rs    shapes with keys and classes
//!              say.rs     its words and numbers;  twin.rs  its table and tooltips
//! ```
//!
//! [`picture`] is the door: it knows every picture by its id. [`legend`] has the states that
//! several pictures share.

pub mod btree;
pub mod buffer;
pub mod heap;
pub mod legend;
pub mod pen;
pub mod picture;
pub mod plan;
pub mod relations;
pub mod view;
pub mod wal;
