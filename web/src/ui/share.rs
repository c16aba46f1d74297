//! Sharing: a link to what is seen, or a file where it is too long for one.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::icon::Icon;
use crate::dom::{clipboard, files};
use crate::state::message::Message;
use crate::state::share::Parcel;
use crate::text;

/// The file's name; what follows its first dot tells it from other files that are dropped.
const FILE: &str = "lab.glassbox.json";

/// What the dialog needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ShareProps {
    /// What is shared.
    pub parcel: Parcel,
    /// The page's own address, without query and fragment.
    pub page: AttrValue,
    /// Tells what happened.
    pub on: Callback<Message>,
    /// Tells that it is to close.
    pub on_close: Callback<()>,
}

/// The dialog.
#[function_component]
pub fn Share(props: &ShareProps) -> Html {
    let Parcel { address, file, has_dataset, setup_lines, is_cut } = &props.parcel;
    let download = {
        let (file, on) = (file.clone(), props.on.clone());
        move |_: MouseEvent| {
            if files::download(FILE, "application/json", std::slice::from_ref(&file)).is_err() {
                on.emit(Message::CopyFailed);
            }
        }
    };
    let data = match (has_dataset, setup_lines) {
        _ if *is_cut => text::share_cut().to_string(),
        (true, 0) => text::share_dataset().to_string(),
        (true, lines) => text::share_dataset_and(*lines),
        (false, 0) => text::share_no_data().to_string(),
        (false, lines) => text::share_setup(*lines),
    };
    html! {
        <Dialog title={text::share_title()} name="share" on_close={&props.on_close}>
            <p>{ data }{ " " }{ text::share_about() }</p>
            {
                match address {
                    Ok(address) => html! {
                        <Address address={format!("{}{address}", props.page)} on={&props.on} />
                    },
                    Err(too_long) => html! {
                        <p class="told" data-told="too-long">
                            { text::share_too_long(too_long.bytes as u64) }
                        </p>
                    },
                }
            }
            <div class="dialog-actions">
                <button type="button" class="btn edge" data-action="share-file" onclick={download}>
                    { Icon::File.draw() }{ text::share_file() }
                </button>
            </div>
        </Dialog>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct AddressProps {
    address: AttrValue,
    on: Callback<Message>,
}

/// The link in a box, so that it can be taken by hand where copying is not allowed.
#[function_component]
fn Address(props: &AddressProps) -> Html {
    let is_copied = use_state(|| false);
    let copy = {
        let (address, on, is_copied) = (props.address.clone(), props.on.clone(), is_copied.clone());
        move |_: MouseEvent| {
            let (address, on, is_copied) = (address.clone(), on.clone(), is_copied.clone());
            yew::platform::spawn_local(async move {
                match clipboard::copy(&address).await {
                    true => is_copied.set(true),
                    false => on.emit(Message::CopyFailed),
                }
            });
        }
    };
    let choose = Callback::from(|event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    });
    html! {
        <div class="address">
            <input type="text" readonly={true} aria-label={text::share_link()}
                value={&props.address} onfocus={choose} data-figure="link" />
            <button type="button" class="btn primary" data-action="copy-link" onclick={copy}>
                { if *is_copied { text::share_copied() } else { text::share_copy() } }
            </button>
        </div>
    }
}
