//! Text to the clipboard.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlTextAreaElement;

use super::page;

/// Copies a text; `false` where the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    let navigator = page::window().navigator();
    // Pages that are not served securely have no clipboard object.
    let clipboard = Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    if clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        let copied = JsFuture::from(navigator.clipboard().write_text(text)).await;
        if copied.is_ok() {
            return true;
        }
    }
    copy_by_selection(text).unwrap_or(false)
}

/// The older way: choose a text in the page, and ask for what the Copy key does.
fn copy_by_selection(text: &str) -> Result<bool, JsValue> {
    let document = page::document();
    let body = document.body().ok_or(JsValue::NULL)?;
    let area: HtmlTextAreaElement = document.create_element("textarea")?.dyn_into()?;
    area.set_value(text);
    area.set_class_name("unseen");
    body.append_child(&area)?;
    area.select();
    let command: Function =
        Reflect::get(&document, &JsValue::from_str("execCommand"))?.dyn_into()?;
    let done = command.call1(&document, &JsValue::from_str("copy"));
    area.remove();
    Ok(done?.as_bool().unwrap_or(false))
}
