//! The SQL pane: what runs, and the editor.

use web_sys::{Element, Node};
use yew::prelude::*;

use super::help::control_key;
use crate::dom::page;
use crate::state::layout::{SQL_PERCENT_BOUNDS, SQL_PERCENT_DEFAULT};
use crate::state::message::{Arrange, Message};
use crate::text;

/// What the SQL pane needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SqlProps {
    /// The editor's element, which outlives every drawing of the page.
    pub editor: Node,
    /// Whether a part of the text is chosen.
    pub has_selection: bool,
    /// Whether the sample is loaded before the script runs.
    pub wants_shop: bool,
    /// Whether a script runs.
    pub is_running: bool,
    /// Whether a script may run.
    pub is_ready: bool,
    /// The editor's share of its column, in percent.
    pub percent: Option<u8>,
    /// Tells what happened.
    pub on: Callback<Message>,
    /// Tells that the editor's script is to run.
    pub on_run: Callback<()>,
}

/// The SQL pane.
#[function_component]
pub fn Sql(props: &SqlProps) -> Html {
    let cancel = props.on.reform(|_: MouseEvent| Message::Cancel);
    let run = props.on_run.reform(|_: MouseEvent| ());
    let label = match (props.wants_shop, props.has_selection) {
        (true, _) => text::sql_run_with_shop(),
        (false, true) => text::sql_run_selection(),
        (false, false) => text::sql_run_all(),
    };
    let keys = format!("{} {}", control_key(), text::key_enter());
    html! {
        <section class="panel sql" aria-label={text::sql_title()}>
            <div class="head">
                <h2>{ text::sql_title() }</h2>
                <span class="spread" />
                <span class="kbd no-phone">{ keys }</span>
                if props.is_running {
                    <button type="button" class="btn edge small" data-action="cancel"
                        onclick={cancel}>{ text::sql_cancel() }</button>
                } else {
                    <button type="button" class="btn edge small" data-action="run"
                        disabled={!props.is_ready} onclick={run}>{ label }</button>
                }
            </div>
            { Html::VRef(props.editor.clone()) }
            <Splitter percent={props.percent} on={&props.on} />
        </section>
    }
}

/// What the line between editor and result needs.
#[derive(Clone, Debug, PartialEq, Properties)]
struct SplitterProps {
    percent: Option<u8>,
    on: Callback<Message>,
}

/// The line between editor and result, to be moved by hand or by arrow keys.
#[function_component]
fn Splitter(props: &SplitterProps) -> Html {
    let percent = props.percent.unwrap_or(SQL_PERCENT_DEFAULT);
    let say = {
        let on = props.on.clone();
        move |percent: f64| {
            let (least, most) = SQL_PERCENT_BOUNDS;
            let percent = percent.clamp(f64::from(least), f64::from(most)) as u8;
            on.emit(Message::Arrange(Arrange::SqlPercent(percent)));
        }
    };
    let on_key = {
        let say = say.clone();
        Callback::from(move |event: KeyboardEvent| {
            let change = match event.key().as_str() {
                "ArrowUp" => -4.0,
                "ArrowDown" => 4.0,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            say(f64::from(percent) + change);
        })
    };
    let grab = Callback::from(|event: PointerEvent| {
        if let Some(line) = event.target_dyn_into::<Element>() {
            // A pointer that has just been lifted cannot be held; then nothing is dragged.
            let _ = line.set_pointer_capture(event.pointer_id());
        }
    });
    let drag = Callback::from(move |event: PointerEvent| {
        let held = event.target_dyn_into::<Element>();
        if !held.is_some_and(|line| line.has_pointer_capture(event.pointer_id())) {
            return;
        }
        let bounds = |name| {
            let pane = page::document().query_selector(name).ok().flatten();
            pane.map(|pane| pane.get_bounding_client_rect())
        };
        if let (Some(sql), Some(result)) = (bounds(".panel.sql"), bounds(".panel.result")) {
            let all = result.bottom() - sql.top();
            say((f64::from(event.client_y()) - sql.top()) / all.max(1.0) * 100.0);
        }
    });
    html! {
        <div class="splitter" role="separator" tabindex="0" aria-orientation="horizontal"
            aria-label={text::sql_splitter()} aria-valuenow={percent.to_string()}
            aria-valuemin={SQL_PERCENT_BOUNDS.0.to_string()}
            aria-valuemax={SQL_PERCENT_BOUNDS.1.to_string()}
            onkeydown={on_key} onpointerdown={grab} onpointermove={drag} />
    }
}
