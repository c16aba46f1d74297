//! Keys that work anywhere outside of a text or a control that has its own use for them.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::state::layout::Dialog;
use crate::state::message::{Arrange, Message};
use crate::state::playback::Move;

/// What has its own use for arrows and letters.
const OWN_KEYS: &str = "glassbox-editor, input, select, textarea, dialog, [role=grid], \
    [role=tree], [role=radiogroup], [role=menu], [role=separator], [role=tablist]";
/// What Space presses.
const OWN_SPACE: &str = "button, a, [role=button]";

/// What a key asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// To run the editor's script.
    Run,
    /// Something else.
    Message(Message),
}

/// What a key pressed anywhere in the page asks for.
pub fn asked(event: &KeyboardEvent) -> Option<Asked> {
    let key = event.key();
    if event.default_prevented() {
        return None;
    }
    if event.ctrl_key() || event.meta_key() {
        return match key.as_str() {
            "Enter" => Some(Asked::Run),
            "." => Some(Asked::Message(Message::Cancel)),
            _ => None,
        };
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_within = |selector: &str| {
        target
            .as_ref()
            .is_some_and(|target| target.closest(selector).is_ok_and(|near| near.is_some()))
    };
    if event.alt_key() || is_within(OWN_KEYS) || (key == " " && is_within(OWN_SPACE)) {
        return None;
    }
    let step = match key.as_str() {
        " " => Move::Toggle,
        "ArrowLeft" => Move::Back,
        "ArrowRight" => Move::Step,
        "Home" => Move::Start,
        "End" => Move::End,
        "+" | "=" => Move::Faster,
        "-" => Move::Slower,
        "Escape" => return Some(Asked::Message(Message::Arrange(Arrange::Full(false)))),
        "?" => return Some(Asked::Message(Message::Arrange(Arrange::Open(Dialog::Help)))),
        _ => return None,
    };
    Some(Asked::Message(Message::Move(step)))
}
