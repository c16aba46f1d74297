//! What only the browser side can do, done.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use yew::Callback;

use crate::dom::editor::EditorElement;
use crate::dom::{files, page, storage};
use crate::engine_client::event::Keeping;
use crate::state::app::State;
use crate::state::layout::Theme;
use crate::state::message::Message;
use crate::state::place;
use crate::text;

/// Where the sample is, relative to the page.
const SAMPLE: &str = "static/samples/shop.sql";
/// The name under which the theme is remembered; `static/early.js` reads it too.
const THEME: &str = "theme";
/// The name under which the editor's text is remembered.
pub const DRAFT: &str = "draft";
/// The name under which it is remembered that tables are to be kept.
const KEEP: &str = "keep";
/// Longest text that is remembered, in bytes: storage is small, and shared by the whole site.
const DRAFT_BYTES_MAX: usize = 256 * 1024;

/// Remembers the editor's text.
pub fn remember_draft(text: &str) {
    storage::write(DRAFT, Some(text).filter(|draft| draft.len() <= DRAFT_BYTES_MAX));
}

/// Whether the reader has asked, on an earlier visit too, that tables be kept.
pub fn wants_keeping() -> bool {
    storage::read(KEEP).is_some()
}

/// Remembers whether tables are to be kept.
pub fn remember_keeping(keeping: Keeping) {
    storage::write(KEEP, (keeping == Keeping::Browser).then_some(KEEP));
}

/// Fetches the sample.
pub fn fetch_sample(on: Callback<Message>) {
    yew::platform::spawn_local(async move {
        let name = text::data_shop();
        on.emit(match files::fetch(SAMPLE).await {
            Ok(text) => Message::FileRead { name: name.into(), text: text.into() },
            Err(detail) => Message::FileFailed { name: name.into(), detail },
        });
    });
}

/// The theme that was chosen on an earlier visit.
pub fn remembered_theme() -> Theme {
    storage::read(THEME).map(|name| Theme::from_name(&name)).unwrap_or_default()
}

/// Shows a theme and remembers it.
pub fn choose_theme(theme: Theme) {
    storage::write(THEME, (theme != Theme::System).then(|| theme.name()));
    show_theme(theme);
}

/// Shows a theme.
pub fn show_theme(theme: Theme) {
    let name = (theme != Theme::System).then(|| theme.name());
    let Some(root) = page::document().document_element() else { return };
    // The attribute's name is well formed.
    let _ = match name {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}

/// Tells the editor the tables that completion knows.
pub fn tell_schema(state: &State, editor: &EditorElement) {
    let tables = Object::new();
    let named = state.schema.tables.iter().map(|table| (&table.name, &table.columns));
    let viewed = state.schema.views.iter().map(|view| (&view.name, &view.columns));
    for (name, columns) in named.chain(viewed) {
        let columns: Array = columns.iter().map(|column| JsValue::from_str(&column.name)).collect();
        set(&tables, name, &columns);
    }
    editor.set_schema(&tables);
}

/// Draws the editor's marks: the statement at the cursor, and what went wrong.
pub fn draw_marks(state: &State, editor: &EditorElement) {
    let marks = Array::new();
    if let Some(run) = &state.run {
        let statement = state.statement_at_cursor().filter(|_| state.is_stepping());
        if let Some((from, to)) = statement.and_then(|known| run.place_in_editor(known)) {
            marks.push(&mark("now", from, to));
        }
        // Who cancels knows: that is no mistake in the text.
        if let Some(failure) = run.failure.as_ref().filter(|_| !run.was_cancelled) {
            let range = place::range_of_error(&run.script, failure.span, &failure.error);
            if let Some((from, to)) = run.in_editor(range.start, range.end) {
                let error = &failure.error;
                let wrong = mark("wrong", from, to);
                set(&wrong, "message", &JsValue::from_str(&sentence(&error.message)));
                set(&wrong, "code", &JsValue::from_str(error.sqlstate.as_str()));
                let more = error.hint.as_deref().or(error.detail.as_deref());
                set(&wrong, "hint", &JsValue::from_str(more.unwrap_or_default()));
                if let Some(fix) = place::suggestion_of(error, &run.script[range]) {
                    let before = format!("{} ", text::sql_fix_before());
                    set(&wrong, "fixBefore", &JsValue::from_str(&before));
                    set(&wrong, "fix", &JsValue::from_str(&fix));
                    set(&wrong, "fixAfter", &JsValue::from_str(text::sql_fix_after()));
                }
                marks.push(&wrong);
            }
        }
    }
    editor.set_marks(&marks);
}

/// A message of PostgreSQL's, which has no full stop, with one.
fn sentence(message: &str) -> String {
    match message.ends_with(['.', '?', '!', ':']) {
        true => message.to_string(),
        false => format!("{message}."),
    }
}

fn mark(kind: &str, from: u32, to: u32) -> Object {
    let mark = Object::new();
    set(&mark, "kind", &JsValue::from_str(kind));
    set(&mark, "from", &from.into());
    set(&mark, "to", &to.into());
    mark
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // A plain object takes any property.
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}
