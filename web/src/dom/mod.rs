//! What only a browser can do, each thing behind a small function.
//!
//! - [`editor`]: the editor's element, as `web/editor/` defines it
//! - [`files`]: files in, files out
//! - [`clipboard`]: text to the clipboard
//! - [`storage`]: what is remembered between visits
//! - [`page`]: the window, the document, the clock

pub mod clipboard;
pub mod editor;
pub mod files;
pub mod page;
pub mod storage;
