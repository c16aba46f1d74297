//! The grid of rows: only what is in view is in the page, however many rows and columns there are.
//!
//! ```text
//!   .grid (scrolls)
//!   +- .grid-space: as wide and high as all rows, or as high as a browser allows --+
//!   | .grid-head (sticky): headings; a press sorts                                 |
//!   | .grid-body (moved to where the window is)                                    |
//!   |    .grid-row  | no (sticky) | spacer | cell | cell | cell | ...              |
//! ```
//!
//! - [`window`]: which rows and columns are in view, plain arithmetic
//! - [`widths`]: how wide each column is
//! - [`cells`]: the cell under the cursor, and the block that is chosen
//! - [`view`]: the component
//!
//! Browsers cap an element's height (Chromium near 33 million pixels, Firefox near 18). Past the
//! cap, small moves scroll by real pixels and large ones by proportion: see [`window`].

pub mod cells;
pub mod view;
pub mod widths;
pub mod window;
