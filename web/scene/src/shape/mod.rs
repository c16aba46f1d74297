//! Shapes: what a picture is made of before anyone draws it.
//!
//! ```text
//!   Scene 640 x 300
//!   |- shapes   Rect Line Path Text Cells Group, each with a stable key and a class
//!   |- figures  the numbers of the picture, each a fold of events
//!   `- legend   the states that occur, drawn with the very marks
//! ```
//!
//! Invariants, checked by [`audit`]:
//! 1. Keys are unique in a scene, and the same thing has the same key in every scene.
//! 2. No two labels overlap, none leaves the picture, none is smaller than the floor.
//!
//! Left out: colours and fonts (style sheet); gradients, filters and images (no fact needs one).

pub mod audit;
pub mod cells;
pub mod mark;
pub mod measure;
pub mod pointing;
pub mod scene;
