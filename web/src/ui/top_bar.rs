//! The top bar: brand, place, data, theme, help.

use yew::prelude::*;

use super::icon::{brand, Icon};
use super::menu::{Item, Kind, Menu, Side};
use crate::state::history::{Place, Way};
use crate::state::layout::{self, Theme};
use crate::state::message::{Arrange, Message};
use crate::text;

/// What the top bar needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TopBarProps {
    /// What the data is called.
    pub data_name: AttrValue,
    /// The menu that is open.
    pub menu: Option<layout::Menu>,
    /// The theme.
    pub theme: Theme,
    /// Where one may go in the history of the database.
    pub places: Vec<Place>,
    /// Whether the tables are kept in this browser.
    pub is_kept: bool,
    /// Tells what happened.
    pub on: Callback<Message>,
    /// Tells that a file is to be chosen.
    pub on_open: Callback<()>,
}

/// The top bar.
#[function_component]
pub fn TopBar(props: &TopBarProps) -> Html {
    let arrange =
        |change: Arrange| props.on.reform(move |_: MouseEvent| Message::Arrange(change.clone()));
    html! {
        <header class="top">
            <a class="brand" href="./">{ brand() }{ text::app_brand() }</a>
            <nav class="tabs no-phone" aria-label={text::app_navigation()}>
                <a href="workbench.html" aria-current="page">{ text::app_workbench() }</a>
            </nav>
            <span class="rule no-phone" />
            <button type="button" class="btn tables-button" data-action="tables"
                onclick={arrange(Arrange::ToggleDrawer)}>
                { Icon::Drawer.draw() }{ text::tables_show() }
            </button>
            { data_menu(props) }
            <span class="spread" />
            { history_menu(props) }
            <button type="button" class="btn no-phone" data-action="open"
                onclick={props.on_open.reform(|_: MouseEvent| ())}>
                { Icon::File.draw() }{ text::data_open_file() }
            </button>
            <button type="button" class="btn edge" data-action="share"
                aria-label={text::share_button()}
                onclick={props.on.reform(|_: MouseEvent| Message::Share)}>
                { Icon::Share.draw() }<span class="no-phone">{ text::share_button() }</span>
            </button>
            { theme_menu(props) }
            <button type="button" class="btn icon" data-action="help"
                aria-label={text::help_button()} title={text::help_button()}
                onclick={arrange(Arrange::Open(layout::Dialog::Help))}>
                { Icon::Help.draw() }
            </button>
        </header>
    }
}

fn data_menu(props: &TopBarProps) -> Html {
    let item = |name, label: &'static str, about: &'static str, icon| Item {
        name,
        label: label.into(),
        about: Some(about.into()),
        icon,
        kind: Kind::Act,
    };
    let keep = item("keep", text::data_keep(), text::data_keep_about(), Icon::Keep);
    let keep = Item { kind: Kind::Switch(props.is_kept), ..keep };
    let items = vec![
        item("sample", text::data_sample(), text::data_sample_about(), Icon::Sample),
        item("open", text::data_open(), text::data_open_about(), Icon::File),
        item("set-up", text::data_setup(), text::data_setup_about(), Icon::Dials),
        item("empty", text::data_empty(), text::data_empty_about(), Icon::Empty),
        keep,
    ];
    let choose = {
        let (on, on_open) = (props.on.clone(), props.on_open.clone());
        Callback::from(move |at: usize| {
            on.emit(Message::Arrange(Arrange::CloseMenu));
            match at {
                0 => on.emit(Message::LoadSample),
                1 => on_open.emit(()),
                2 => on.emit(Message::Arrange(Arrange::Open(layout::Dialog::Setup))),
                3 => on.emit(Message::StartEmpty),
                _ => on.emit(Message::ToggleKeeping),
            }
        })
    };
    let button = html! {
        <>
            { text::data_button() }
            <span class="data-name no-phone">{ &props.data_name }</span>
            { Icon::Down.draw() }
        </>
    };
    html! {
        <Menu name="data" label={text::data_menu()} button_class={classes!("btn")} {button} {items}
            side={Side::Right} is_open={props.menu == Some(layout::Menu::Data)}
            on_toggle={toggle(props, layout::Menu::Data)} on_close={close(props)}
            on_choose={choose} />
    }
}

/// The names of the lines, for tests; there are no more places than these.
const PLACES: [&str; 18] = [
    "place-1", "place-2", "place-3", "place-4", "place-5", "place-6", "place-7", "place-8",
    "place-9", "place-10", "place-11", "place-12", "place-13", "place-14", "place-15", "place-16",
    "place-17", "place-18",
];

/// What may be undone, done again, or found on another branch. Nothing where there is no such.
fn history_menu(props: &TopBarProps) -> Html {
    if props.places.is_empty() {
        return Html::default();
    }
    let item = |(place, name): (&Place, &'static str)| {
        let (label, icon) = match place.way {
            Way::Back => (text::history_undo(&place.text), Icon::Undo),
            Way::On => (text::history_redo(&place.text), Icon::Redo),
            Way::Branch => (text::history_branch(&place.text), Icon::Branch),
        };
        Item { name, label: label.into(), about: None, icon, kind: Kind::Act }
    };
    let items: Vec<Item> = props.places.iter().zip(PLACES).map(item).collect();
    let choose = {
        let (on, places) = (props.on.clone(), props.places.clone());
        Callback::from(move |at: usize| on.emit(Message::GoTo(places[at].image)))
    };
    let button = html! {
        <>{ Icon::Undo.draw() }<span class="no-phone">{ text::history_button() }</span></>
    };
    html! {
        <Menu name="history" label={text::history_menu()} button_class={classes!("btn")} {button}
            button_label={text::history_button()}
            {items} side={Side::Left} is_open={props.menu == Some(layout::Menu::History)}
            on_toggle={toggle(props, layout::Menu::History)} on_close={close(props)}
            on_choose={choose} />
    }
}

fn theme_menu(props: &TopBarProps) -> Html {
    let items = Theme::ALL.map(|theme| Item {
        name: theme.name(),
        label: theme_label(theme).into(),
        about: None,
        icon: theme_icon(theme),
        kind: Kind::OneOf(theme == props.theme),
    });
    let choose = {
        let on = props.on.clone();
        Callback::from(move |at: usize| on.emit(Message::Arrange(Arrange::Theme(Theme::ALL[at]))))
    };
    let button_label = text::theme_button(theme_label(props.theme));
    html! {
        <Menu name="theme" label={text::theme_menu()} {button_label}
            button_class={classes!("btn", "icon")} button={theme_icon(props.theme).draw()}
            items={Vec::from(items)} side={Side::Left}
            is_open={props.menu == Some(layout::Menu::Theme)}
            on_toggle={toggle(props, layout::Menu::Theme)} on_close={close(props)}
            on_choose={choose} />
    }
}

fn toggle(props: &TopBarProps, menu: layout::Menu) -> Callback<()> {
    props.on.reform(move |()| Message::Arrange(Arrange::ToggleMenu(menu)))
}

fn close(props: &TopBarProps) -> Callback<()> {
    props.on.reform(|()| Message::Arrange(Arrange::CloseMenu))
}

fn theme_label(theme: Theme) -> &'static str {
    match theme {
        Theme::System => text::theme_system(),
        Theme::Light => text::theme_light(),
        Theme::Dark => text::theme_dark(),
    }
}

fn theme_icon(theme: Theme) -> Icon {
    match theme {
        Theme::System => Icon::Half,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    }
}
