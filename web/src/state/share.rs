//! Sharing: what the page holds as a link's content, and the look as a link's query.
//!
//! ```text
//!   command log, editor, setup, cursor  ->  Saved   ->  #s=z1:...
//!   pictures, theme                     ->  ?pictures=plan,buffer,heap&theme=dark
//! ```
//!
//! Left out: statements that only read, so the buffer pool that the reader meets is the one that
//! the changes left; and a savepoint that outlives a failure within its block.

use model::message::command::Command;
use model::message::link::{file_of, fragment_of, Saved, SavedSettings, TooLong, VERSION};
use model::message::settings::Setup;

use super::app::State;
use super::lanes::{self, Look};
use super::layout::{Layout, Theme};
use super::link;
use crate::engine_client::log::FAILING_STATEMENT;

/// The sample's name in links.
pub const SHOP: &str = "shop";
/// Ends a block that a failure has aborted, as its own end did.
const END_OF_BLOCK: &str = "ROLLBACK;";

/// What the dialog offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The query part and the fragment of the address, unless it would be too long.
    pub address: Result<String, TooLong>,
    /// The content of the file.
    pub file: String,
    /// Whether the data set comes along by name.
    pub has_dataset: bool,
    /// Lines of SQL that make the rest of the data.
    pub setup_lines: u64,
    /// Whether the data cannot come along, because more was changed than the log holds.
    pub is_cut: bool,
}

/// What is shared now: the data as the log of changes has it, unless it is cut, and this query.
pub fn pack(state: &State, commands: Option<&[Command]>, sql: String) -> Parcel {
    let saved = saved(state, commands.unwrap_or_default(), sql);
    let fragment = fragment_of(&saved);
    let query = query_of(&state.layout);
    Parcel {
        address: fragment.map(|fragment| format!("{query}#{fragment}")),
        file: file_of(&saved),
        has_dataset: saved.dataset.is_some(),
        setup_lines: saved.setup.as_deref().map_or(0, |setup| setup.lines().count() as u64),
        is_cut: commands.is_none(),
    }
}

fn saved(state: &State, commands: &[Command], sql: String) -> Saved {
    let mut changes = commands.iter().filter_map(sql_of).peekable();
    let sample = state.sample.as_deref().unwrap_or_default();
    let has_dataset = changes.peek().is_some_and(|first| is_all_of(first, sample));
    let changes: Vec<&str> = changes.skip(usize::from(has_dataset)).collect();
    let playback = &state.playback;
    let is_before_end = playback.cursor < playback.end;
    Saved {
        v: VERSION,
        dataset: has_dataset.then(|| SHOP.to_string()),
        setup: (!changes.is_empty()).then(|| changes.join("\n")),
        sql,
        settings: state.setup.as_ref().and_then(settings_of),
        seed: state.setup.as_ref().map(|setup| setup.seed),
        cursor: is_before_end.then(|| playback.cursor - playback.start),
    }
}

fn sql_of(command: &Command) -> Option<&str> {
    match command {
        Command::Execute { sql, .. } if sql == FAILING_STATEMENT => Some(END_OF_BLOCK),
        Command::Execute { sql, .. } => Some(sql),
        _ => None,
    }
}

/// Whether a logged script is all of the sample but for the comment at its head.
fn is_all_of(logged: &str, sample: &str) -> bool {
    let (logged, sample) = (logged.trim_end(), sample.trim_end());
    logged.len() > sample.len() / 2 && sample.ends_with(logged)
}

/// The sizes that are not the page's own.
fn settings_of(setup: &Setup) -> Option<SavedSettings> {
    let own = link::setup_of("");
    let settings = SavedSettings {
        page_bytes: (setup.page_bytes != own.page_bytes).then_some(setup.page_bytes),
        pool_frames: (setup.pool_frames != own.pool_frames).then_some(setup.pool_frames),
        replacement: (setup.replacement != own.replacement)
            .then(|| setup.replacement.name().to_string()),
        index_entries: (setup.index_entries != own.index_entries).then_some(setup.index_entries),
        level: (setup.level != own.level).then(|| setup.level.name().to_string()),
    };
    (settings != SavedSettings::default()).then_some(settings)
}

/// The look: what is not as the page opens by itself.
fn query_of(layout: &Layout) -> String {
    let mut pairs = Vec::new();
    if layout.look != Look::default() {
        let names = lanes::pictures(layout.look).into_iter().map(|picture| picture.name());
        pairs.push(format!("pictures={}", names.collect::<Vec<_>>().join(",")));
    }
    if layout.theme != Theme::default() {
        pairs.push(format!("theme={}", layout.theme.name()));
    }
    match pairs.is_empty() {
        true => String::new(),
        false => format!("?{}", pairs.join("&")),
    }
}
