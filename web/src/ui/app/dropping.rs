//! Files dropped on the page or chosen: read, then run.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File};
use yew::Callback;

use crate::dom::{files, page};
use crate::state::message::{Arrange, Message};

/// Reads a file, saying so before and after.
pub fn read(file: File, on: Callback<Message>) {
    let name: Rc<str> = file.name().into();
    on.emit(Message::FileReading { name: name.clone() });
    yew::platform::spawn_local(async move {
        on.emit(match files::text_of(&file).await {
            Ok(text) => Message::FileRead { name, text: text.into() },
            Err(detail) => Message::FileFailed { name, detail },
        });
    });
}

/// Listens for files that are dragged over the page and dropped on it.
pub fn listeners(on: &Callback<Message>) -> Vec<EventListener> {
    let document = page::document();
    let active = EventListenerOptions::enable_prevent_default();
    let listen = |name: &'static str, told: Box<dyn Fn(&DragEvent)>| {
        EventListener::new_with_options(&document, name, active, move |event| {
            if let Some(event) = event.dyn_ref::<DragEvent>().filter(|event| has_files(event)) {
                event.prevent_default();
                told(event);
            }
        })
    };
    let over = |is_over| Message::Arrange(Arrange::DraggedOver(is_over));
    let (on_over, on_leave, on_drop) = (on.clone(), on.clone(), on.clone());
    vec![
        listen("dragover", Box::new(move |_| on_over.emit(over(true)))),
        listen(
            "dragleave",
            Box::new(move |event| {
                // Leaving one element for another within the page has somewhere to go to.
                if event.related_target().is_none() {
                    on_leave.emit(over(false));
                }
            }),
        ),
        listen(
            "drop",
            Box::new(move |event| {
                on_drop.emit(over(false));
                let file = event.data_transfer().and_then(|data| data.files()?.get(0));
                if let Some(file) = file {
                    read(file, on_drop.clone());
                }
            }),
        ),
    ]
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}
