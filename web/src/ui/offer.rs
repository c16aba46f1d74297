//! What a link or a file brings: said before anything of it runs.

use model::message::link::Saved;
use scene::words::count_text;
use yew::prelude::*;

use super::icon::Icon;
use crate::state::message::Message;
use crate::state::share::SHOP;
use crate::text;

/// What the line needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct OfferProps {
    /// What is brought.
    pub saved: Saved,
    /// How many tables would go.
    pub table_count: u64,
    /// Whether it may be taken now.
    pub is_ready: bool,
    /// Tells what happened.
    pub on: Callback<Message>,
}

/// One line across the page: what came, that nothing of it ran, and what to do.
#[function_component]
pub fn Offer(props: &OfferProps) -> Html {
    let Saved { dataset, setup, .. } = &props.saved;
    let lines = setup.as_deref().map_or(0, |setup| setup.lines().count() as u64);
    let has_shop = dataset.as_deref() == Some(SHOP);
    let brings = match (has_shop, lines) {
        (true, 0) => text::offer_dataset().to_string(),
        (true, lines) => text::offer_dataset_and(lines),
        (false, 0) => text::offer_query().to_string(),
        (false, lines) => text::offer_setup(lines),
    };
    let take = props.on.reform(|_: MouseEvent| Message::TakeOffer);
    let leave = props.on.reform(|_: MouseEvent| Message::LeaveOffer);
    html! {
        <div class="note offer" data-note="offer" role="region" aria-label={text::offer_title()}>
            <p>
                { brings }{ " " }{ text::offer_nothing_ran() }
                if props.table_count > 0 {
                    { " " }{ text::offer_replaces(props.table_count) }
                }
            </p>
            <button type="button" class="btn edge small" data-action="take-offer"
                disabled={!props.is_ready} onclick={take}>{ text::offer_take() }</button>
            <button type="button" class="btn icon small" aria-label={text::note_close()}
                title={text::note_close()} onclick={leave}>{ Icon::Cross.draw() }</button>
            if let Some(setup) = setup {
                <details>
                    <summary>{ text::offer_look() }</summary>
                    <pre tabindex="0">{ excerpt(setup) }</pre>
                </details>
            }
        </div>
    }
}

/// Letters of the set-up that are shown.
const EXCERPT_LETTERS_MAX: usize = 4_000;

fn excerpt(setup: &str) -> String {
    let left_out = setup.chars().count().saturating_sub(EXCERPT_LETTERS_MAX);
    let shown: String = setup.chars().take(EXCERPT_LETTERS_MAX).collect();
    match left_out {
        0 => shown,
        letters => format!("{shown}\n… {}", text::offer_more(count_text(letters as u64).as_str())),
    }
}
