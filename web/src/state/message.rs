//! What can happen, and what is to be done about it.

use std::rc::Rc;

use model::base::ids::ImageId;
use model::base::pictures::Picture;
use model::message::command::Command;
use model::message::link::{LinkError, Saved};
use scene::shape::mark::Target;

use crate::engine_client::event::{ClientEvent, Keeping};

use super::contest::CursorLink;
use super::lanes::Look;
use super::layout::{Dialog, GlassForm, Menu, Pane, Theme};
use super::playback::Move;
use super::share::Parcel;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The engine's client said something.
    Engine(ClientEvent),
    /// A script of the editor is to run: all of its text, or the chosen part.
    Run {
        /// The script.
        script: String,
        /// Where it begins in the editor, in UTF-16 units.
        start: u32,
    },
    /// The last query is to run once more in the other way: with an index, or without.
    RunOtherWay,
    /// The database is to be what it was at an image.
    GoTo(ImageId),
    /// What runs is to stop.
    Cancel,
    /// The engine is to be started again.
    Restart,
    /// The sample is to be loaded.
    LoadSample,
    /// A file's name and text have been read.
    FileRead {
        /// Its name.
        name: Rc<str>,
        /// Its text.
        text: Rc<str>,
    },
    /// A file could not be read.
    FileFailed {
        /// Its name.
        name: Rc<str>,
        /// Why.
        detail: String,
    },
    /// A file is being read.
    FileReading {
        /// Its name.
        name: Rc<str>,
    },
    /// What the page holds is to be shared.
    Share,
    /// What is shared has been put together.
    Packed(Parcel),
    /// A link or a file brings this.
    Offered(Saved),
    /// A link or a file cannot be read.
    OfferFailed(LinkError),
    /// What was brought is to be set up and run.
    TakeOffer,
    /// What was brought is not wanted.
    LeaveOffer,
    /// The tables are to be kept in this browser, or no longer.
    ToggleKeeping,
    /// All tables are to go.
    StartEmpty,
    /// The lab is to start afresh with so many frames and such pages.
    SetUp {
        /// Bytes of a page.
        page_bytes: u32,
        /// Frames of the buffer pool.
        pool_frames: u32,
    },
    /// Another result of the script is to be shown.
    ChooseResult(usize),
    /// The result's rows are to be sorted by a column, or the other way, or no more.
    Sort(usize),
    /// The cursor in time moves.
    Move(Move),
    /// A mark of the picture is pointed at, or none.
    Point(Option<Pointed>),
    /// The picture's box has another size.
    GlassSize(f64, f64),
    /// The page is arranged differently.
    Arrange(Arrange),
    /// A note is closed.
    CloseNote(u32),
    /// A note's details are shown, or hidden.
    ToggleNote(u32),
    /// Copying did not work.
    CopyFailed,
}

/// A mark that is pointed at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointed {
    /// In which picture.
    pub picture: Picture,
    /// What it stands for.
    pub target: Target,
    /// Where, in pixels from the stage's left edge.
    pub x: f64,
    /// And from its top edge.
    pub y: f64,
}

/// A change of the page's arrangement.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrange {
    /// The phone shows another pane.
    Pane(Pane),
    /// The drawer opens or closes.
    ToggleDrawer,
    /// A dialog opens.
    Open(Dialog),
    /// The dialog closes.
    CloseDialog,
    /// A menu opens, or closes if it is open.
    ToggleMenu(Menu),
    /// The menu closes.
    CloseMenu,
    /// Another theme.
    Theme(Theme),
    /// Other pictures.
    Look(Look),
    /// The pictures, or their twins.
    Glass(GlassForm),
    /// The cursors of two runs hang together like this.
    Link(CursorLink),
    /// Picture, narration and transport get the whole page, or give it back.
    Full(bool),
    /// A table's columns unfold or fold away.
    ToggleTable(String),
    /// The editor's share of its column, in percent.
    SqlPercent(u8),
    /// A file hangs over the page, or no longer.
    DraggedOver(bool),
}

/// Something that only the browser side can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a command to the engine; tell the state the request's number if it asks for it.
    Send(Command, Purpose),
    /// Stop what runs.
    CancelRequest,
    /// Start the engine again.
    RestartEngine,
    /// Fetch the sample's text.
    FetchSample,
    /// Put together what is shared.
    Share,
    /// Keep the tables there, and remember that the reader wants it so.
    Keep(Keeping),
    /// Keep nothing from here on, and leave what is kept.
    KeepApart,
    /// Put a script into the editor.
    SetEditor(String),
    /// Show another theme and remember it.
    ShowTheme(Theme),
    /// Ask the browser for the whole screen, or give it back.
    FullScreen(bool),
    /// Tell the editor the tables that completion knows.
    TellSchema,
    /// Draw the editor's marks anew.
    DrawMarks,
    /// Ask for a frame of the screen.
    AskFrame,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The run that is shown.
    Run,
    /// Anything whose replies speak for themselves.
    Other,
}
