//! The text twin of the picture, and what there is to say about one frame.

use model::base::ids::FrameNo;

use super::data::{FrameData, PoolData};
use crate::story::chapter::TouchKind;
use crate::table::{Align, Table, TableColumn, TableRow};
use crate::viz::picture::Detail;
use crate::viz::view::View;
use crate::words::Word;

/// One row for each frame that holds a page.
pub fn table(view: &View<'_>, pool: &PoolData) -> Table {
    let heading = |word, align| TableColumn { heading: view.words.say(word, &[]), align };
    let columns = vec![
        heading(Word::TableFrame, Align::Right),
        heading(Word::TableRelation, Align::Left),
        heading(Word::TablePage, Align::Right),
        heading(Word::TableState, Align::Left),
        heading(Word::TableUsage, Align::Right),
    ];
    let frames = (0u32..).zip(&pool.frames);
    let rows = frames.filter_map(|(no, frame)| {
        let still = frame.still?;
        Some(TableRow {
            key: format!("frame-{no}"),
            class: state_class(frame),
            cells: vec![
                no.to_string(),
                view.story.relation_name(still.page.rel),
                still.page.no.to_string(),
                state_text(view, frame),
                still.usage.to_string(),
            ],
        })
    });
    let title = view.words.say(Word::CapBuffer, &[]);
    Table { title, columns, rows: rows.collect(), left_out_count: 0 }
}

fn state_class(frame: &FrameData) -> &'static str {
    match frame.touched {
        Some(TouchKind::Hit) => "hit",
        Some(TouchKind::Added) => "added",
        Some(TouchKind::Miss) => "miss",
        None => "idle",
    }
}

/// The frame's state in words: `miss, now, dirty`.
fn state_text(view: &View<'_>, frame: &FrameData) -> String {
    let state = match (frame.still, frame.touched) {
        (None, _) => Word::StateEmpty,
        (_, Some(TouchKind::Hit)) => Word::StateHit,
        (_, Some(TouchKind::Added)) => Word::StateNew,
        (_, Some(TouchKind::Miss)) => Word::StateMiss,
        (_, None) => Word::StateIdle,
    };
    let now = frame.is_now.then_some(Word::StateNow);
    let dirty = frame.is_dirty().then_some(Word::StateDirty);
    let words = [Some(state), now, dirty].into_iter().flatten();
    words.map(|word| view.words.say(word, &[])).collect::<Vec<_>>().join(", ")
}

/// The frame for a screen reader: `Frame 7: page 12 of orders, miss, now`.
pub fn frame_sentence(view: &View<'_>, no: u32, frame: &FrameData) -> String {
    let title = view.words.say(Word::DetailFrameTitle, &[("frame", no.into())]);
    let state = state_text(view, frame);
    match frame.still {
        None => format!("{title}: {state}"),
        Some(still) => {
            let relation = view.story.relation_name(still.page.rel);
            let args = [("page", still.page.no.into()), ("relation", (&relation).into())];
            format!("{title}: {}, {state}", view.words.say(Word::PageThat, &args))
        }
    }
}

/// What there is to say about one frame. `None` for a frame that the pool does not have.
pub fn detail(view: &View<'_>, pool: &PoolData, no: FrameNo) -> Option<Detail> {
    if no.0 >= pool.frame_count {
        return None;
    }
    let words = view.words;
    let title = words.say(Word::DetailFrameTitle, &[("frame", no.0.into())]);
    let empty = FrameData::default();
    let frame = pool.frames.get(no.0 as usize).unwrap_or(&empty);
    let Some(still) = frame.still else {
        let lines = vec![words.say(Word::DetailFrameEmpty, &[])];
        return Some(Detail { title, lines, source: None });
    };
    let relation = view.story.relation_name(still.page.rel);
    let page = [("page", still.page.no.into()), ("relation", (&relation).into())];
    let mut lines = vec![words.say(Word::DetailPage, &page), state_text(view, frame)];
    let usage = [("usage", u32::from(still.usage).into())];
    lines.push(words.say(Word::DetailUsage, &usage));
    if still.dirty {
        lines.push(words.say(Word::DetailDirty, &[]));
    }
    Some(Detail { title, lines, source: frame.last_touch })
}
