//! The lab's setup: sizes that decide what a run reads.

use model::base::limits::{POOL_FRAMES_MAX, POOL_FRAMES_MIN};
use model::message::settings::Setup;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::dialog::Dialog;
use crate::state::message::Message;
use crate::text;

/// Page sizes to choose from.
const PAGE_BYTES: [u32; 7] = [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768];
/// Pool sizes to choose from.
const POOL_FRAMES: [u32; 9] =
    [POOL_FRAMES_MIN, 16, 24, 48, 64, 256, 1_024, 16_384, POOL_FRAMES_MAX];

/// What the setup needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SetupProps {
    /// The setup of now.
    pub setup: Setup,
    /// Whether it may be changed now.
    pub is_ready: bool,
    /// Tells what happened.
    pub on: Callback<Message>,
    /// Tells that it is to close.
    pub on_close: Callback<()>,
}

/// The lab's setup.
#[function_component]
pub fn SetupDialog(props: &SetupProps) -> Html {
    let page_bytes = use_state(|| props.setup.page_bytes);
    let pool_frames = use_state(|| props.setup.pool_frames);
    let apply = {
        let (on, page_bytes, pool_frames) = (props.on.clone(), *page_bytes, *pool_frames);
        move |_: MouseEvent| on.emit(Message::SetUp { page_bytes, pool_frames })
    };
    html! {
        <Dialog title={text::setup_title()} name="setup" on_close={&props.on_close}>
            <p>{ text::setup_about() }</p>
            <div class="fields">
                { choice("page-bytes", text::setup_page(), &PAGE_BYTES, &page_bytes,
                    text::setup_bytes) }
                { choice("pool-frames", text::setup_pool(), &POOL_FRAMES, &pool_frames,
                    text::setup_frames) }
            </div>
            <div class="dialog-actions">
                <button type="button" class="btn primary" data-action="set-up"
                    disabled={!props.is_ready} onclick={apply}>
                    { text::setup_apply() }
                </button>
            </div>
        </Dialog>
    }
}

fn choice(
    id: &'static str,
    label: &'static str,
    values: &[u32],
    chosen: &UseStateHandle<u32>,
    name: impl Fn(u32) -> String,
) -> Html {
    let on_change = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
            if let Some(value) = value.and_then(|value| value.parse().ok()) {
                chosen.set(value);
            }
        })
    };
    let mut values = values.to_vec();
    if !values.contains(chosen) {
        values.push(**chosen);
        values.sort_unstable();
    }
    let option = |value: u32| {
        html! {
            <option value={value.to_string()} selected={value == **chosen}>{ name(value) }</option>
        }
    };
    html! {
        <label for={id}>
            <span>{ label }</span>
            <select id={id} onchange={on_change}>{ for values.into_iter().map(option) }</select>
        </label>
    }
}
