//! Which panes, dialogs and menus are open, and what the learner chose to look at.

use std::collections::BTreeSet;

use super::contest::CursorLink;
use super::lanes::Look;

/// A pane of the phone, where one stands at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The editor.
    #[default]
    Sql,
    /// The result.
    Rows,
    /// The picture.
    Glass,
    /// The schema.
    Tables,
}

impl Pane {
    /// All panes, in the order of their buttons.
    pub const ALL: [Pane; 4] = [Pane::Sql, Pane::Rows, Pane::Glass, Pane::Tables];

    /// The name that attributes use.
    pub fn name(self) -> &'static str {
        match self {
            Pane::Sql => "sql",
            Pane::Rows => "rows",
            Pane::Glass => "glass",
            Pane::Tables => "tables",
        }
    }
}

/// A dialog that may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Keys and help.
    Help,
    /// The lab's setup.
    Setup,
    /// Sharing.
    Share,
}

/// A menu that may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Data sets and files.
    Data,
    /// The theme.
    Theme,
    /// What may be undone, and done again.
    History,
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All themes, in the order of their menu.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The name that attributes and storage use.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of that name; the system's for any other.
    pub fn from_name(name: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }
}

/// How the glass shows the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GlassForm {
    /// Drawn.
    #[default]
    Picture,
    /// As a table.
    Twin,
}

/// Everything about how the page is arranged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The pane that a phone shows.
    pub pane: Pane,
    /// Whether the drawer with the tables is open.
    pub is_drawer_open: bool,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// The menu that is open.
    pub menu: Option<Menu>,
    /// The theme.
    pub theme: Theme,
    /// What the glass shows.
    pub look: Look,
    /// How the glass shows it.
    pub glass: GlassForm,
    /// How the cursors of two runs hang together.
    pub link: CursorLink,
    /// Tables whose columns are folded away.
    pub folded: BTreeSet<String>,
    /// The editor's share of its column, in percent; `None` until it is moved.
    pub sql_percent: Option<u8>,
    /// Whether picture, narration and transport have the whole page.
    pub is_full: bool,
    /// Whether a file hangs over the page.
    pub is_dragged_over: bool,
}

/// The editor's least and greatest share of its column, in percent.
pub const SQL_PERCENT_BOUNDS: (u8, u8) = (15, 80);
/// Its share until it is moved; the style sheet has the same.
pub const SQL_PERCENT_DEFAULT: u8 = 42;
