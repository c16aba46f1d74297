//! The start: takes the editor over from the shell, then draws everything else.

use wasm_bindgen::JsCast;

use crate::dom::editor::{EditorElement, TAG};
use crate::dom::{page, storage};
use crate::text;
use crate::ui::app::effects::DRAFT;
use crate::ui::app::root::{App, AppProps};

/// Puts the app in the place of the shell.
pub fn start() {
    let document = page::document();
    let editor = match document.get_element_by_id("editor") {
        Some(editor) => editor,
        None => document.create_element(TAG).expect("the name is well formed"),
    };
    editor.remove();
    editor.set_attribute("label", text::sql_editor()).expect("the name is well formed");
    let editor = editor.unchecked_into::<EditorElement>();
    if let Some(draft) = storage::read(DRAFT) {
        editor.set_value(&draft);
    }
    let root = document.get_element_by_id("app").expect("the shell has a place for the app");
    let props = AppProps { editor };
    yew::Renderer::<App>::with_root_and_props(root, props).render();
}
