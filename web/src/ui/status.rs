//! The status line: what was counted up to the cursor, simulated time, real time.

use scene::words::count_text;
use yew::prelude::*;

use super::amount;
use crate::text;

/// What the page is busy with.
#[derive(Clone, Debug, PartialEq)]
pub enum Doing {
    /// The engine is being loaded.
    Loading,
    /// What was saved is being replayed.
    Restoring {
        /// Commands replayed.
        done: u32,
        /// Commands to replay.
        total: u32,
    },
    /// The engine is not there.
    Stopped,
    /// A file is being read.
    Reading(AttrValue),
    /// A script runs.
    Running {
        /// Rows so far.
        rows: u64,
        /// Pages so far.
        pages: u64,
        /// The file it came from, and how many percent of it are done.
        file: Option<(AttrValue, u32)>,
    },
    /// Nothing.
    Nothing,
}

/// What was counted up to the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// Statements that have begun.
    pub statements: u64,
    /// Pages found in the pool.
    pub hits: u64,
    /// Pages read from disk.
    pub misses: u64,
    /// Rows returned.
    pub rows_out: u64,
    /// Rows changed.
    pub rows_changed: u64,
    /// Simulated time in microseconds.
    pub sim_micros: u64,
    /// Real time of the whole run in milliseconds.
    pub real_millis: f64,
}

/// What the status line needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct StatusProps {
    /// What the page is busy with.
    pub doing: Doing,
    /// What was counted; `None` before the first run.
    pub counted: Option<Counted>,
}

/// The status line.
#[function_component]
pub fn Status(props: &StatusProps) -> Html {
    let counted = props.counted.as_ref().filter(|_| props.doing == Doing::Nothing);
    html! {
        <footer class="status">
            if let Some(doing) = said(&props.doing) {
                <span class="doing" role="status" data-state="doing">{ doing }</span>
            }
            if let Some(counted) = counted {
                { figures(counted) }
            } else {
                <span class="spread" />
            }
        </footer>
    }
}

fn said(doing: &Doing) -> Option<String> {
    Some(match doing {
        Doing::Nothing => return None,
        Doing::Loading => text::status_loading().to_string(),
        Doing::Stopped => text::status_stopped().to_string(),
        Doing::Restoring { done, total } => text::status_restoring(*done, *total),
        Doing::Reading(file) => text::status_reading(&**file),
        Doing::Running { file: Some((file, percent)), .. } => {
            text::status_running_share(&**file, *percent)
        }
        Doing::Running { rows, pages, .. } => text::status_running(*rows, *pages),
    })
}

fn figures(counted: &Counted) -> Html {
    let Counted { statements, hits, misses, rows_out, rows_changed, .. } = *counted;
    let pages = hits + misses;
    html! {
        <>
            if statements > 1 {
                <span class="no-phone">{ text::status_statements(statements) }</span>
            }
            <span data-figure="pages">
                <b>{ count_text(pages) }</b>{ " " }{ text::status_pages_read(pages) }
                <span class="no-phone">
                    { ": " }
                    <b class="hit">{ count_text(hits) }</b>{ " " }{ text::status_hits(hits) }
                    { ", " }
                    <b class="miss">{ count_text(misses) }</b>{ " " }{ text::status_misses(misses) }
                </span>
            </span>
            if rows_out > 0 || rows_changed == 0 {
                <span class="no-phone" data-figure="rows-out">
                    <b>{ count_text(rows_out) }</b>{ " " }{ text::status_rows_out(rows_out) }
                </span>
            }
            if rows_changed > 0 {
                <span class="no-phone" data-figure="rows-changed">
                    <b>{ count_text(rows_changed) }</b>{ " " }
                    { text::status_rows_changed(rows_changed) }
                </span>
            }
            <span class="spread" />
            <span class="simulated" data-figure="simulated">
                { text::status_simulated() }{ " " }<b>{ amount::simulated(counted.sim_micros) }</b>
            </span>
            <span class="real" data-figure="real">
                { text::status_real() }{ " " }<b>{ amount::real(counted.real_millis) }</b>
                <span class="no-phone">{ " " }{ text::status_in_browser() }</span>
            </span>
        </>
    }
}
