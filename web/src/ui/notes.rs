//! Notes across the page: what happened, what is safe, what to do.

use yew::prelude::*;

use super::icon::Icon;
use crate::state::message::Message;
use crate::state::notes::{Note, Topic};
use crate::text;

/// What the notes need.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NotesProps {
    /// The notes.
    pub list: Vec<Note>,
    /// Tells what happened.
    pub on: Callback<Message>,
}

/// All notes, oldest first.
#[function_component]
pub fn NoteLines(props: &NotesProps) -> Html {
    html! {
        <div class="notes" aria-live="polite">
            { for props.list.iter().map(|note| line(note, &props.on)) }
        </div>
    }
}

fn line(note: &Note, on: &Callback<Message>) -> Html {
    let id = note.id;
    let close = on.reform(move |_: MouseEvent| Message::CloseNote(id));
    let toggle = on.reform(move |_: MouseEvent| Message::ToggleNote(id));
    let restart = on.reform(|_: MouseEvent| Message::Restart);
    let unfold = if note.is_unfolded { text::note_hide_details() } else { text::note_details() };
    html! {
        <div key={note.id} class="note" data-note={topic_name(note.topic)}>
            <p>{ &note.text }</p>
            if note.topic == Topic::Loading || note.topic == Topic::Silent {
                <button type="button" class="btn edge small" onclick={restart}>
                    { text::note_restart() }
                </button>
            }
            if note.details.is_some() {
                <button type="button" class="btn small" aria-expanded={note.is_unfolded.to_string()}
                    onclick={toggle}>{ unfold }</button>
            }
            <button type="button" class="btn icon small" aria-label={text::note_close()}
                title={text::note_close()} onclick={close}>{ Icon::Cross.draw() }</button>
            if let Some(details) = note.details.as_ref().filter(|_| note.is_unfolded) {
                <pre tabindex="0">{ details }</pre>
            }
        </div>
    }
}

fn topic_name(topic: Topic) -> &'static str {
    match topic {
        Topic::Engine => "engine",
        Topic::Silent => "silent",
        Topic::Loading => "loading",
        Topic::File => "file",
        Topic::Link => "link",
        Topic::Copy => "copy",
        Topic::History => "history",
        Topic::Keeping => "keeping",
    }
}
