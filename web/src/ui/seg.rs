//! One of several, side by side: radio semantics, arrow keys.

use web_sys::HtmlElement;
use yew::prelude::*;

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it says.
    pub label: AttrValue,
    /// The name that tests and styles find it by.
    pub name: &'static str,
}

/// What a segmented choice shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SegProps {
    /// What is chosen between.
    pub label: AttrValue,
    /// The choices.
    pub choices: Vec<Choice>,
    /// Which one is chosen.
    pub chosen: usize,
    /// Tells that another was chosen.
    pub on_choose: Callback<usize>,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
}

/// One of several, side by side.
#[function_component]
pub fn Seg(props: &SegProps) -> Html {
    let root = use_node_ref();
    let on_key = {
        let (root, on_choose) = (root.clone(), props.on_choose.clone());
        let (chosen, count) = (props.chosen, props.choices.len());
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowLeft" | "ArrowUp" => (chosen + count - 1) % count,
                "ArrowRight" | "ArrowDown" => (chosen + 1) % count,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            on_choose.emit(next);
            let buttons = root.cast::<HtmlElement>().map(|root| root.children());
            if let Some(button) = buttons.and_then(|buttons| buttons.item(next as u32)) {
                crate::dom::page::focus(&button);
            }
        })
    };
    let button = |(at, choice): (usize, &Choice)| {
        let is_chosen = at == props.chosen;
        let on_choose = props.on_choose.clone();
        html! {
            <button type="button" role="radio" key={choice.name} data-choice={choice.name}
                aria-checked={is_chosen.to_string()} tabindex={if is_chosen { "0" } else { "-1" }}
                onclick={move |_| on_choose.emit(at)}>
                { &choice.label }
            </button>
        }
    };
    html! {
        <div ref={root} class={classes!("seg", props.class.clone())} role="radiogroup"
            aria-label={&props.label} onkeydown={on_key}>
            { for props.choices.iter().enumerate().map(button) }
        </div>
    }
}
