//! The result: which of a script's results, what one may do with it, and its rows.

use std::collections::VecDeque;

use yew::prelude::*;

use super::grid::view::Grid;
use super::icon::Icon;
use crate::dom::{clipboard, files};
use crate::state::ending::{Ending, EndingHow};
use crate::state::export::{self, Block};
use crate::state::message::Message;
use crate::state::result::ResultSet;
use crate::state::run::Tag;
use crate::state::shared::Shared;
use crate::text;

/// What is known of a run, as far as the result pane shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Nothing ran yet.
    Nothing,
    /// The statements returned no rows.
    Tags {
        /// What they said.
        tags: Shared<VecDeque<Tag>>,
        /// How many statements ran.
        statement_count: u32,
    },
    /// Rows.
    Rows {
        /// All results of the script.
        results: Vec<Shared<ResultSet>>,
        /// Which is shown.
        chosen: usize,
        /// How many results were let go.
        left_out: u32,
    },
}

/// What the result pane needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ResultProps {
    /// What is known of the run.
    pub shown: Shown,
    /// How the run ended, if it did not go through.
    pub ending: Option<Ending>,
    /// Whether it still runs.
    pub is_running: bool,
    /// Tells what happened.
    pub on: Callback<Message>,
}

/// The result pane.
#[function_component]
pub fn Result(props: &ResultProps) -> Html {
    let state = match (&props.shown, &props.ending) {
        (_, Some(Ending { how: EndingHow::Failed { .. }, .. })) => "error",
        (_, Some(ending)) => ending.name(),
        (Shown::Nothing, _) => "none",
        (Shown::Tags { .. }, _) => "done",
        (Shown::Rows { .. }, _) => "rows",
    };
    let chosen = match &props.shown {
        Shown::Rows { results, chosen, .. } => results.get(*chosen),
        _ => None,
    };
    html! {
        <section class="panel result" aria-label={text::result_title()} data-state={state}
            data-running={props.is_running.to_string()}>
            <div class="head">
                <h2>{ text::result_title() }</h2>
                { choice(props) }
                if let Some(result) = chosen {
                    <span class="fact" data-figure="rows">{ fact(result, props.is_running) }</span>
                    <span class="spread" />
                    <Actions result={result} on={&props.on} />
                }
            </div>
            if let Some(ending) = &props.ending {
                { told(ending) }
            }
            if let Some(result) = chosen.filter(|result| !result.is_complete()) {
                <p class="told" data-told="bound">{ text::result_bound(result.row_count) }</p>
            }
            { body(props, chosen) }
        </section>
    }
}

fn fact(result: &ResultSet, is_running: bool) -> String {
    let (kept, come) = (result.row_count, result.rows_come);
    match (result.is_complete(), is_running) {
        (true, true) => text::result_rows_so_far(kept),
        (true, false) => text::result_rows(kept),
        (false, true) => text::result_rows_kept_so_far(kept, come),
        (false, false) => text::result_rows_kept(kept, come),
    }
}

/// What became of a run that did not go through, and of the statements around the one it ended at.
fn told(ending: &Ending) -> Html {
    let class = classes!("told", (ending.name() != "cancelled").then_some("wrong"));
    html! {
        <p {class} role="status" data-told={ending.name()}>{ ending.sentences().join(" ") }</p>
    }
}

/// One tab for each result, when there are several.
fn choice(props: &ResultProps) -> Html {
    let Shown::Rows { results, chosen, left_out } = &props.shown else { return Html::default() };
    if results.len() < 2 {
        return Html::default();
    }
    let tab = |(at, result): (usize, &Shared<ResultSet>)| {
        let number = u64::from(*left_out) + at as u64 + 1;
        let label = text::result_tab_label(number, result.row_count);
        let is_chosen = at == *chosen;
        html! {
            <button type="button" role="tab" key={number} title={label.clone()} aria-label={label}
                aria-selected={is_chosen.to_string()} tabindex={if is_chosen { "0" } else { "-1" }}
                onclick={props.on.reform(move |_: MouseEvent| Message::ChooseResult(at))}>
                { text::result_tab(number) }
            </button>
        }
    };
    let (chosen, count) = (*chosen, results.len());
    let on = props.on.clone();
    let on_key = move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowLeft" => (chosen + count - 1) % count,
            "ArrowRight" => (chosen + 1) % count,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on.emit(Message::ChooseResult(next));
    };
    html! {
        <div class="choice">
            if *left_out > 0 {
                <span class="quiet">{ text::result_left_out(*left_out) }</span>
            }
            <div class="tabs" role="tablist" aria-label={text::result_choice()} onkeydown={on_key}>
                { for results.iter().enumerate().map(tab) }
            </div>
        </div>
    }
}

fn body(props: &ResultProps, chosen: Option<&Shared<ResultSet>>) -> Html {
    if let Some(result) = chosen {
        return html! { <Grid result={result} is_running={props.is_running} on={&props.on} /> };
    }
    let tags = match &props.shown {
        Shown::Tags { tags, statement_count } if !tags.is_empty() => {
            let earlier = u64::from(*statement_count).saturating_sub(tags.len() as u64);
            html! {
                <ul class="tags">
                    if earlier > 0 {
                        <li class="quiet">{ text::result_more_statements(earlier) }</li>
                    }
                    { for tags.iter().map(|tag| html! {
                        <li class={classes!("mono", tag.is_notice.then_some("notice"))}>
                            { &tag.text }
                        </li>
                    }) }
                </ul>
            }
        }
        _ => Html::default(),
    };
    let said = match (&props.shown, props.ending.is_some(), props.is_running) {
        (Shown::Tags { tags, .. }, true, _) if tags.is_empty() => return Html::default(),
        (Shown::Nothing, ..) => text::result_empty(),
        (_, _, true) => text::result_waiting(),
        (Shown::Tags { .. }, ..) => text::result_no_result(),
        (Shown::Rows { .. }, ..) => text::result_no_rows(),
    };
    html! {
        <div class="message" tabindex="0">
            <p class="quiet">{ said }</p>
            { tags }
        </div>
    }
}

/// What the actions need.
#[derive(Clone, Debug, PartialEq, Properties)]
struct ActionsProps {
    result: Shared<ResultSet>,
    on: Callback<Message>,
}

/// Copy, CSV, JSON.
#[function_component]
fn Actions(props: &ActionsProps) -> Html {
    let copied = use_state(|| None);
    let is_copied = *copied == Some(props.result.clone());
    let copy = {
        let (result, on, copied) = (props.result.clone(), props.on.clone(), copied.clone());
        move |_: MouseEvent| {
            let (result, on, copied) = (result.clone(), on.clone(), copied.clone());
            yew::platform::spawn_local(async move {
                let text = export::tabs(&result, &Block::whole(&result)).concat();
                match clipboard::copy(&text).await {
                    true => copied.set(Some(result)),
                    false => on.emit(Message::CopyFailed),
                }
            });
        }
    };
    let download =
        |name: &'static str, mime: &'static str, pieces: fn(&ResultSet) -> Vec<String>| {
            let (result, on) = (props.result.clone(), props.on.clone());
            move |_: MouseEvent| {
                if files::download(name, mime, &pieces(&result)).is_err() {
                    on.emit(Message::CopyFailed);
                }
            }
        };
    html! {
        <span class="actions">
            <button type="button" class="btn small" data-action="copy"
                title={text::result_copy_about()} onclick={copy}>
                if is_copied {
                    { Icon::Check.draw() }{ text::result_copied() }
                } else {
                    { text::result_copy() }
                }
            </button>
            <button type="button" class="btn small" data-action="csv"
                aria-label={text::result_csv_label()} title={text::result_csv_label()}
                onclick={download("result.csv", "text/csv;charset=utf-8", export::csv)}>
                { text::result_csv() }
            </button>
            <button type="button" class="btn small" data-action="json"
                aria-label={text::result_json_label()} title={text::result_json_label()}
                onclick={download("result.json", "application/json", export::json)}>
                { text::result_json() }
            </button>
        </span>
    }
}
