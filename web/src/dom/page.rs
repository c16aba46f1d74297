//! The window, the document, the clock.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Window};

/// The window.
pub fn window() -> Window {
    web_sys::window().expect("the app runs in a page")
}

/// The document.
pub fn document() -> Document {
    window().document().expect("a page has a document")
}

/// Milliseconds since the page was opened, by the browser's clock.
pub fn now_millis() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// The query part of the page's address.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The fragment of the page's address, with its hash.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The page's address without query and fragment.
pub fn own_address() -> String {
    let location = window().location();
    let part = |part: Result<String, wasm_bindgen::JsValue>| part.unwrap_or_default();
    part(location.origin()) + &part(location.pathname())
}

/// The page's width in pixels.
pub fn width() -> f64 {
    window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(0.0)
}

/// Whether the keys are those of a Mac, where Command takes the place of Ctrl.
pub fn is_mac() -> bool {
    window().navigator().user_agent().is_ok_and(|agent| agent.contains("Mac"))
}

/// Sets an attribute of the element of that id, if it is another one.
pub fn set_state(id: &str, attribute: &str, value: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    if element.get_attribute(attribute).as_deref() != Some(value) {
        // The attribute's name is well formed.
        let _ = element.set_attribute(attribute, value);
    }
}

/// Asks for the whole screen, or gives it back.
pub fn full_screen(is_wanted: bool) {
    let has_it = document().fullscreen_element().is_some();
    match (is_wanted, document().document_element()) {
        // Where the browser refuses, the page itself is the screen.
        (true, Some(root)) if !has_it => drop(root.request_fullscreen()),
        (false, _) if has_it => document().exit_fullscreen(),
        _ => {}
    }
}

/// Whether the page has the whole screen.
pub fn has_full_screen() -> bool {
    document().fullscreen_element().is_some()
}

/// Puts the keyboard on an element.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that cannot take it leaves it where it is.
        let _ = element.focus();
    }
}

/// Puts the keyboard on the element of that id, if there is one.
pub fn focus_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        focus(&element);
    }
}
