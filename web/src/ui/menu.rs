//! A list that opens under its button: arrow keys move, Escape closes and gives the key back.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

use super::icon::Icon;
use crate::dom::page;

/// A line of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The name that tests find it by.
    pub name: &'static str,
    /// What it does.
    pub label: AttrValue,
    /// More about it.
    pub about: Option<AttrValue>,
    /// Its icon.
    pub icon: Icon,
    /// Whether it does something, or is one of several, or a switch.
    pub kind: Kind,
}

/// What choosing a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something is done.
    Act,
    /// One of several is chosen; this is the one, or not.
    OneOf(bool),
    /// Something is turned on or off; it is on, or not.
    Switch(bool),
}

impl Kind {
    /// What assistive technology calls the line.
    fn role(self) -> &'static str {
        match self {
            Kind::Act => "menuitem",
            Kind::OneOf(_) => "menuitemradio",
            Kind::Switch(_) => "menuitemcheckbox",
        }
    }

    fn is_on(self) -> Option<bool> {
        match self {
            Kind::Act => None,
            Kind::OneOf(is_on) | Kind::Switch(is_on) => Some(is_on),
        }
    }
}

/// To which side of its button a menu opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// From the button's left edge to the right.
    Right,
    /// From the button's right edge to the left.
    Left,
}

/// What a menu shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct MenuProps {
    /// What the menu is.
    pub label: AttrValue,
    /// What its button says to a screen reader, where its content does not.
    #[prop_or_default]
    pub button_label: Option<AttrValue>,
    /// The button's classes.
    pub button_class: Classes,
    /// The button's content.
    pub button: Html,
    /// The lines.
    pub items: Vec<Item>,
    /// To which side it opens.
    pub side: Side,
    /// Whether it is open.
    pub is_open: bool,
    /// The name that tests find the button by.
    pub name: &'static str,
    /// Tells that the button was pressed.
    pub on_toggle: Callback<()>,
    /// Tells that the menu is to close.
    pub on_close: Callback<()>,
    /// Tells that a line was chosen.
    pub on_choose: Callback<usize>,
}

/// A list that opens under its button.
#[function_component]
pub fn Menu(props: &MenuProps) -> Html {
    let anchor = use_node_ref();
    use_focus_inside(&anchor, props);
    use_close_outside(&anchor, props);
    let on_key = {
        let (anchor, on_close) = (anchor.clone(), props.on_close.clone());
        let is_open = props.is_open;
        Callback::from(move |event: KeyboardEvent| {
            let Some(anchor) = anchor.cast::<Element>().filter(|_| is_open) else { return };
            if event.key() == "Escape" {
                on_close.emit(());
                focus_button(&anchor);
            } else if !move_by_key(&anchor, &event.key()) {
                return;
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let lines = props.items.iter().enumerate().map(|(at, item)| line(props, &anchor, at, item));
    let on_toggle = props.on_toggle.reform(|_: MouseEvent| ());
    html! {
        <div class="menu-anchor" ref={anchor.clone()} onkeydown={on_key}>
            <button type="button" class={props.button_class.clone()} data-menu={props.name}
                aria-haspopup="menu" aria-expanded={props.is_open.to_string()}
                aria-label={props.button_label.clone()} title={props.button_label.clone()}
                onclick={on_toggle}>
                { props.button.clone() }
            </button>
            if props.is_open {
                <div class={classes!("menu", (props.side == Side::Left).then_some("to-left"))}
                    role="menu" aria-label={&props.label}>
                    { for lines }
                </div>
            }
        </div>
    }
}

fn line(props: &MenuProps, anchor: &NodeRef, at: usize, item: &Item) -> Html {
    let (on_choose, anchor) = (props.on_choose.clone(), anchor.clone());
    let choose = move |_: MouseEvent| {
        if let Some(anchor) = anchor.cast::<Element>() {
            focus_button(&anchor);
        }
        on_choose.emit(at);
    };
    html! {
        <button type="button" role={item.kind.role()} tabindex="-1" data-item={item.name}
            key={item.name} aria-checked={item.kind.is_on().map(|is_on| is_on.to_string())}
            onclick={choose}>
            { item.icon.draw() }
            <span>{ &item.label }</span>
            if item.kind.is_on() == Some(true) {
                { Icon::Check.draw() }
            }
            if let Some(about) = &item.about {
                <small>{ about }</small>
            }
        </button>
    }
}

/// Puts the keyboard on the chosen line, or the first, when the menu opens.
#[hook]
fn use_focus_inside(anchor: &NodeRef, props: &MenuProps) {
    let anchor = anchor.clone();
    let chosen = props.items.iter().position(|item| item.kind == Kind::OneOf(true)).unwrap_or(0);
    use_effect_with(props.is_open, move |is_open| {
        if let Some(anchor) = anchor.cast::<Element>().filter(|_| *is_open) {
            if let Some(line) = lines(&anchor).get(chosen) {
                page::focus(line);
            }
        }
    });
}

/// Closes the menu when something outside of it is pressed.
#[hook]
fn use_close_outside(anchor: &NodeRef, props: &MenuProps) {
    let (anchor, on_close) = (anchor.clone(), props.on_close.clone());
    use_effect_with(props.is_open, move |is_open| {
        let listener = is_open.then(|| {
            EventListener::new(&page::document(), "pointerdown", move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                let is_inside = anchor.get().is_some_and(|root| root.contains(target.as_ref()));
                if !is_inside {
                    on_close.emit(());
                }
            })
        });
        move || drop(listener)
    });
}

fn lines(anchor: &Element) -> Vec<Element> {
    let Ok(found) = anchor.query_selector_all("[role^=menuitem]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn focus_button(anchor: &Element) {
    if let Some(button) = anchor.first_element_child() {
        page::focus(&button);
    }
}

/// Moves the keyboard within the menu; `false` where the key is none of its own.
fn move_by_key(anchor: &Element, key: &str) -> bool {
    let lines = lines(anchor);
    let focused = page::document().active_element();
    let at = lines.iter().position(|line| Some(line) == focused.as_ref());
    let count = lines.len();
    let next = match (key, at) {
        ("ArrowDown", Some(at)) => (at + 1) % count,
        ("ArrowUp", Some(at)) => (at + count - 1) % count,
        ("Home" | "ArrowDown", _) => 0,
        ("End" | "ArrowUp", _) => count.saturating_sub(1),
        _ => return false,
    };
    if let Some(line) = lines.get(next) {
        page::focus(line.unchecked_ref::<HtmlElement>());
    }
    true
}
