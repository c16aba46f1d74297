//! Icons: 16 pixels, one stroke of 1.5, always beside or under a name.

use yew::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// To the start.
    Start,
    /// One step back.
    Back,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// One step on.
    Step,
    /// To the end.
    End,
    /// A table.
    Table,
    /// The whole screen.
    Full,
    /// Light.
    Sun,
    /// Dark.
    Moon,
    /// Half light, half dark: the system's choice.
    Half,
    /// Unfolded.
    Down,
    /// Folded.
    Right,
    /// Smallest first.
    Up,
    /// Close.
    Cross,
    /// A question.
    Help,
    /// Chosen.
    Check,
    /// A file.
    File,
    /// Rows that come along with the page.
    Sample,
    /// Nothing in it.
    Empty,
    /// Sizes to be set.
    Dials,
    /// The tables' drawer.
    Drawer,
    /// Out of the page.
    Share,
    /// Kept for the next visit.
    Keep,
    /// Back to before.
    Undo,
    /// On again.
    Redo,
    /// Another branch.
    Branch,
}

impl Icon {
    /// The outline, in SVG's path language.
    fn path(self) -> &'static str {
        match self {
            Icon::Start => "M4 3v10M13 3L6 8l7 5z",
            Icon::Back => "M11 3L4 8l7 5z",
            Icon::Play => "M4 2.5L13 8l-9 5.5z",
            Icon::Pause => "M5 3v10M11 3v10",
            Icon::Step => "M5 3l7 5-7 5z",
            Icon::End => "M12 3v10M3 3l7 5-7 5z",
            Icon::Table => "M2 3h12v10H2zM2 6.5h12M7 3v10",
            Icon::Full => "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
            Icon::Sun => {
                "M8 5a3 3 0 100 6 3 3 0 000-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15\
                          M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1"
            }
            Icon::Moon => "M13.5 9.5A6 6 0 016.5 2.5a6 6 0 107 7z",
            Icon::Half => "M8 2a6 6 0 100 12zM8 2a6 6 0 010 12",
            Icon::Down => "M4 6l4 4 4-4",
            Icon::Right => "M6 4l4 4-4 4",
            Icon::Up => "M4 10l4-4 4 4",
            Icon::Cross => "M4 4l8 8M12 4l-8 8",
            Icon::Help => "M5.5 6a2.5 2.5 0 114 2c-1 .7-1.5 1-1.5 2M8 12.5v.5",
            Icon::Check => "M3 8.5l3.5 3.5L13 5",
            Icon::File => "M9 2H4v12h8V5zM9 2v3h3",
            Icon::Sample => {
                "M2.5 4c0-1 2.5-2 5.5-2s5.5 1 5.5 2v8c0 1-2.5 2-5.5 2s-5.5-1-5.5-2z\
                             M2.5 4c0 1 2.5 2 5.5 2s5.5-1 5.5-2M2.5 8c0 1 2.5 2 5.5 2s5.5-1 5.5-2"
            }
            Icon::Empty => "M2.5 2.5h11v11h-11z",
            Icon::Dials => "M2 5h5M11 5h3M9 3v4M2 11h2M8 11h6M6 9v4",
            Icon::Drawer => "M2 3h12v10H2zM6 3v10",
            Icon::Keep => "M4 2h8v12l-4-3-4 3z",
            Icon::Undo => "M6 3L2.5 6.5 6 10M3 6.5h6a4 4 0 010 8H6",
            Icon::Redo => "M10 3l3.5 3.5L10 10M13 6.5H7a4 4 0 000 8h3",
            Icon::Branch => "M4 2v12M4 9c6 0 8-2 8-6M10 5l2-2 2 2",
            Icon::Share => "M8 10V2M5 5l3-3 3 3M5 7.5H3V14h10V7.5h-2",
        }
    }

    fn is_filled(self) -> bool {
        matches!(self, Icon::Back | Icon::Play | Icon::Step)
    }

    /// The icon, drawn.
    pub fn draw(self) -> Html {
        let fill = if self.is_filled() { "currentColor" } else { "none" };
        html! {
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                <path d={self.path()} fill={fill} stroke="currentColor" stroke-width="1.5"
                    stroke-linejoin="round" stroke-linecap="round" />
            </svg>
        }
    }
}

/// The mark of the project.
pub fn brand() -> Html {
    html! {
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <rect x="1" y="1" width="18" height="18" rx="3" fill="none" stroke="currentColor"
                stroke-width="1.5" />
            <path d="M5.5 5.5L11 11" stroke="var(--accent)" stroke-width="1.5" />
            <rect x="10" y="10" width="5.5" height="5.5" rx="1" fill="var(--accent)" />
        </svg>
    }
}
