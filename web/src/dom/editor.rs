//! The editor's element, as `web/editor/main.js` defines it.

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// The event after the text changed.
pub const EDIT: &str = "sql-edit";
/// The event after the text or what is chosen changed.
pub const SELECT: &str = "sql-select";
/// The event of the keys that run.
pub const RUN: &str = "sql-run";
/// The element's name.
pub const TAG: &str = "glassbox-editor";

#[wasm_bindgen]
extern "C" {
    /// The element.
    #[wasm_bindgen(extends = HtmlElement)]
    #[derive(Clone, Debug, PartialEq)]
    pub type EditorElement;

    /// The text.
    #[wasm_bindgen(method, getter)]
    pub fn value(this: &EditorElement) -> String;

    /// Replaces the text.
    #[wasm_bindgen(method, setter)]
    pub fn set_value(this: &EditorElement, text: &str);

    #[wasm_bindgen(method, getter)]
    fn selection(this: &EditorElement) -> Vec<u32>;

    /// Tells the tables that completion knows: `{table: [column, ..]}`.
    #[wasm_bindgen(method, setter)]
    pub fn set_schema(this: &EditorElement, tables: &JsValue);

    /// Replaces all marks.
    #[wasm_bindgen(method, setter)]
    pub fn set_marks(this: &EditorElement, marks: &JsValue);

    /// Puts text at the cursor's place, over what is chosen.
    #[wasm_bindgen(method)]
    pub fn insert(this: &EditorElement, text: &str);
}

impl EditorElement {
    /// What is chosen, in UTF-16 units: from, to. Equal where nothing is.
    pub fn chosen(&self) -> (u32, u32) {
        match self.selection()[..] {
            [from, to] => (from, to),
            _ => (0, 0),
        }
    }

    /// Whether the editor's script has made the element what it is.
    pub fn is_upgraded(&self) -> bool {
        js_sys::Reflect::has(self, &JsValue::from_str("selection")).unwrap_or(false)
    }
}
