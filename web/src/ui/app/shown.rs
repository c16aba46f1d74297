//! What each panel shows, from the state.

use scene::story::chapter::Outcome;
use scene::story::narrate;
use scene::words::Words;
use yew::AttrValue;

use crate::state::app::{Engine, State};
use crate::state::run::{Origin, Run};
use crate::state::shared::Shared;
use crate::text;
use crate::ui::result::Shown;
use crate::ui::status::{Counted, Doing};

/// What the page is busy with.
pub fn doing(state: &State) -> Doing {
    if let Some(name) = &state.file_reading {
        return Doing::Reading(name.clone().into());
    }
    match (state.engine, &state.run) {
        (Engine::Loading, _) => Doing::Loading,
        (Engine::Stopped, _) => Doing::Stopped,
        (Engine::Restoring { done, total }, _) => Doing::Restoring { done, total },
        (Engine::Ready, Some(run)) if !run.is_over() => {
            let file = match &run.origin {
                Origin::File { name } => Some(name.clone()),
                Origin::Editor { .. } | Origin::Aside => None,
            };
            let percent = run.share().map_or(0, |share| (share * 100.0) as u32);
            let file = file.map(|name| (AttrValue::from(name), percent));
            Doing::Running { rows: run.progress.rows, pages: run.progress.pages, file }
        }
        (Engine::Ready, _) => Doing::Nothing,
    }
}

/// The engine's state by name, for tests and styles.
pub fn engine_name(state: &State) -> &'static str {
    match state.engine {
        Engine::Loading => "loading",
        Engine::Restoring { .. } => "restoring",
        Engine::Stopped => "stopped",
        Engine::Ready if state.is_running() => "running",
        Engine::Ready => "ready",
    }
}

/// What was counted in the run up to the cursor.
pub fn counted(state: &State) -> Option<Counted> {
    let run = state.run.as_ref()?;
    let real_millis = run.real_millis?;
    let cursor = state.playback.cursor;
    let mut counted = Counted {
        statements: 0,
        hits: 0,
        misses: 0,
        rows_out: 0,
        rows_changed: 0,
        sim_micros: micros(state),
        real_millis,
    };
    for chapter in state.chapters_of_run().take_while(|chapter| chapter.start < cursor) {
        counted.statements += 1;
        counted.hits += chapter.totals.hits.at(cursor);
        counted.misses += chapter.totals.misses.at(cursor);
        if let Outcome::Finished { rows } = chapter.outcome {
            if chapter.is_over_at(cursor) {
                match run.returns_rows(chapter.statement) {
                    true => counted.rows_out += rows,
                    false => counted.rows_changed += rows,
                }
            }
        }
    }
    Some(counted)
}

/// Simulated time at the cursor, in microseconds since the run's start.
pub fn micros(state: &State) -> u64 {
    let extent = &state.timeline.extent;
    let last = state.playback.cursor.checked_sub(1);
    let event = last.filter(|seq| *seq >= extent.start);
    let event = event.and_then(|seq| state.recording.log().get(seq));
    event.map_or(0, |event| event.at.micros.saturating_sub(extent.start_micros))
}

/// The file that runs, if one does.
pub fn loading(state: &State) -> Option<AttrValue> {
    match &state.run {
        Some(Run { origin: Origin::File { name }, .. }) if state.is_running() => {
            Some(name.clone().into())
        }
        _ => None,
    }
}

/// What the data is called: the file or sample it came from, or how many tables there are.
pub fn data_name(state: &State) -> String {
    match (state.schema.tables.len(), &state.data_name) {
        (_, Some(name)) if loading(state).is_some() => name.to_string(),
        (0, _) => text::data_none().to_string(),
        (_, Some(name)) => name.to_string(),
        (count, None) => text::data_own(count as u64),
    }
}

/// What the result pane shows.
pub fn result(state: &State) -> Shown {
    match &state.run {
        None => Shown::Nothing,
        Some(run) if run.results.is_empty() => Shown::Tags {
            tags: Shared::new(run.tags.clone()),
            statement_count: run.statement_count,
        },
        Some(run) => Shown::Rows {
            results: run.results.clone(),
            chosen: state.result_chosen.min(run.results.len() - 1),
            left_out: run.results_left_out,
        },
    }
}

/// The number of the step and its sentence; the sentence alone where nothing has happened.
pub fn narration(state: &State, words: &Words) -> (Option<String>, String) {
    let playback = &state.playback;
    if playback.is_empty() {
        return (None, idle(state));
    }
    let Some(step) = playback.step() else {
        return (None, text::transport_before().to_string());
    };
    let count = playback.steps.count_in(step.statement);
    let number = match (step.number, count) {
        (0, 0) => None,
        (0, count) => Some(text::transport_steps(count)),
        (number, count) => Some(text::transport_step_of(number, count)),
    };
    let trees = state.glass.trees();
    (number, narrate::sentence(words, &state.recording, &state.story, trees, step))
}

fn idle(state: &State) -> String {
    match state.engine {
        Engine::Loading => text::status_loading().to_string(),
        _ => text::transport_idle().to_string(),
    }
}

/// The engine's own counters: runs, pages found, pages missed, pages read by the disk. Only tests
/// read them.
pub fn counters(state: &State) -> String {
    let Some((runs, plain)) = &state.counters else { return String::new() };
    let counters = &plain.counters;
    format!("{runs} {} {} {}", counters.pages_hit, counters.pages_missed, plain.disk_reads)
}
