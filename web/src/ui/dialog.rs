//! A dialog: the browser's own element, which keeps the keyboard inside and the page behind.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::icon::Icon;
use crate::text;

/// What a dialog shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct DialogProps {
    /// Its heading.
    pub title: AttrValue,
    /// The name that tests find it by.
    pub name: &'static str,
    /// Its content.
    pub children: Html,
    /// Tells that it is to close.
    pub on_close: Callback<()>,
}

/// A dialog that is open as long as it is there.
#[function_component]
pub fn Dialog(props: &DialogProps) -> Html {
    let root = use_node_ref();
    {
        let root = root.clone();
        use_effect_with((), move |_| {
            if let Some(dialog) = root.cast::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
                // It is in the page and not open, so it can be shown.
                let _ = dialog.show_modal();
            }
        });
    }
    let close = props.on_close.reform(|_: MouseEvent| ());
    let on_press_outside = {
        let (root, on_close) = (root.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            if event.target_dyn_into::<HtmlDialogElement>() == root.cast::<HtmlDialogElement>() {
                on_close.emit(());
            }
        })
    };
    let heading = format!("{}-dialog-title", props.name);
    html! {
        <dialog ref={root} data-dialog={props.name} aria-labelledby={heading.clone()}
            onclose={props.on_close.reform(|_: Event| ())} onmousedown={on_press_outside}>
            <div class="dialog-head">
                <h2 id={heading}>{ &props.title }</h2>
                <button type="button" class="btn icon" aria-label={text::help_close()}
                    title={text::help_close()} onclick={close}>
                    { Icon::Cross.draw() }
                </button>
            </div>
            <div class="dialog-body">{ props.children.clone() }</div>
        </dialog>
    }
}
