//! The whole state, and the one place that changes it.

use std::collections::VecDeque;
use std::rc::Rc;

use model::base::error::SqlError;
use model::base::ids::{SessionId, StatementId};
use model::message::command::Command;
use model::message::link::{saved_of_file, Saved};
use model::message::reply::{PlainCounters, Reply, Schema};
use model::message::settings::Setup;
use model::message::wire::RequestId;
use model::still::recording::Recording;
use model::trace::event::Level;
use scene::story::chapter::{Chapter, Story};
use scene::story::steps::Granularity;

use crate::engine_client::event::{ClientEvent, RestoredHow, StopReason};
use crate::text;

use super::ending::Block;
use super::glass::{Glass, Source};
use super::history::History;
use super::lanes::Look;
use super::layout::{Dialog, Layout, Pane};
use super::message::{Arrange, Effect, Message, Purpose};
use super::notes::{Notes, Topic};
use super::order;
use super::place;
use super::playback::{Move, Playback};
use super::run::{Origin, Run};
use super::share::Parcel;
use super::shared::Shared;
use super::starter::wants_shop;
use super::timeline::{Extent, Timeline};

/// The session that the page's statements run in.
const SESSION: SessionId = SessionId(0);
/// While something runs, the picture is drawn anew at most this often, in milliseconds.
const LIVE_MILLIS: f64 = 80.0;
/// A run shorter than this, in milliseconds, changes nothing on screen before its end (look.md 6:
/// under 150 ms nothing; over half a second a way to cancel).
pub const QUIET_MILLIS: u32 = 250;
/// How the names of files end that hold what a link holds.
const FILE_OF_OURS: &str = ".json";
/// Letters of a failed statement that a note shows.
const EXCERPT_LETTERS_MAX: usize = 240;

/// The engine, as far as the page knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// It is being loaded.
    #[default]
    Loading,
    /// What was saved is being replayed in it.
    Restoring {
        /// Commands replayed.
        done: u32,
        /// Commands to replay.
        total: u32,
    },
    /// It listens.
    Ready,
    /// It could not be loaded.
    Stopped,
}

/// Everything that the page knows.
#[derive(Debug, Default)]
pub struct State {
    /// The engine.
    pub engine: Engine,
    /// How the lab was set up; `None` before the page's address was read.
    pub setup: Option<Setup>,
    /// The tables.
    pub schema: Shared<Schema>,
    /// Whether the tables are known: from the engine, or because nothing was kept for this page.
    pub knows_schema: bool,
    /// What the data is called.
    pub data_name: Option<Rc<str>>,
    /// The script that runs or ran last.
    pub run: Option<Run>,
    /// How many runs are over.
    pub runs_over: u32,
    /// The engine's own counters after that many runs: what tests hold the pictures against.
    pub counters: Option<(u32, PlainCounters)>,
    /// Which of its results is shown.
    pub result_chosen: usize,
    /// A file that is being read.
    pub file_reading: Option<Rc<str>>,
    /// Scripts that run one after another once the one before has gone through.
    pub(super) waiting: VecDeque<(Origin, Rc<str>)>,
    /// The moment that a link wants to show once its query has run, in events from its beginning.
    pub(super) cursor_wanted: Option<u64>,
    /// The sample's text, once it was fetched.
    pub sample: Option<Rc<str>>,
    /// Whether the reader wants the tables to be kept in this browser.
    pub is_kept: bool,
    /// What a link or a file has brought; nothing of it has run.
    pub offer: Option<Saved>,
    /// What the dialog offers to share.
    pub parcel: Option<Parcel>,
    /// The cursor in time.
    pub playback: Playback,
    /// What the engine recorded.
    pub recording: Recording,
    /// What the recording says about its statements.
    pub story: Story,
    /// How the page is arranged.
    pub layout: Layout,
    /// What is said across the page.
    pub notes: Notes,
    /// The picture at the cursor.
    pub glass: Glass,
    /// The line of time.
    pub timeline: Shared<Timeline>,
    /// The moment before the run.
    pub(super) run_start: u64,
    /// The images to go back to, and on.
    pub history: History,
    /// The block that was open at the image that was gone to last.
    pub(super) block_before: Block,
    drawn_millis: f64,
}

impl State {
    /// Takes in what happened at a time of the browser's clock, and tells what is to be done.
    pub fn update(&mut self, message: Message, now_millis: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        match message {
            Message::Engine(event) => self.hear(event, now_millis, &mut effects),
            Message::Run { script, start } if self.wants_shop(&script) => {
                self.waiting = VecDeque::from([(Origin::Editor { start }, script.into())]);
                self.load_sample(&mut effects);
            }
            Message::Run { script, start } => {
                let origin = Origin::Editor { start };
                self.run(origin, script.into(), now_millis, &mut effects);
            }
            Message::RunOtherWay => self.run_other_way(now_millis, &mut effects),
            Message::Cancel => effects.push(Effect::CancelRequest),
            Message::Restart => effects.push(Effect::RestartEngine),
            Message::LoadSample => self.load_sample(&mut effects),
            Message::FileReading { name } => self.file_reading = Some(name),
            Message::FileRead { name, text } => {
                self.take_file(name, text, now_millis, &mut effects);
            }
            Message::FileFailed { name, detail } => {
                self.file_reading = None;
                self.stop_waiting();
                let said = text::note_file_unreadable(&*name, &detail);
                self.notes.say(Topic::File, said, None);
            }
            Message::Share => effects.push(Effect::Share),
            Message::Packed(parcel) => {
                self.parcel = Some(parcel);
                self.layout.dialog = Some(Dialog::Share);
            }
            Message::Offered(saved) => self.take_in_offer(saved, &mut effects),
            Message::OfferFailed(problem) => self.refuse_offer(problem),
            Message::TakeOffer => self.take_offer(now_millis, &mut effects),
            Message::LeaveOffer => self.offer = None,
            Message::ToggleKeeping => self.toggle_keeping(&mut effects),
            Message::StartEmpty => self.open(self.setup.clone(), &mut effects),
            Message::SetUp { page_bytes, pool_frames } => {
                let setup =
                    self.setup.clone().map(|setup| Setup { page_bytes, pool_frames, ..setup });
                self.setup.clone_from(&setup);
                self.layout.dialog = None;
                self.open(setup, &mut effects);
            }
            Message::ChooseResult(at) => self.result_chosen = at,
            Message::Sort(column) => self.sort(column),
            Message::Move(step) => self.step(step, now_millis, &mut effects),
            Message::Point(pointed) => {
                let source = source(&self.recording, &self.story, &self.playback);
                self.glass.point(source, pointed);
            }
            Message::GlassSize(width, height) => {
                self.glass.resize(width, height);
                self.draw(now_millis);
            }
            Message::Arrange(change) => self.arrange(change, now_millis, &mut effects),
            Message::GoTo(image) => self.go_to(image, &mut effects),
            Message::CloseNote(id) => self.notes.close(id),
            Message::ToggleNote(id) => self.notes.toggle(id),
            Message::CopyFailed => {
                self.notes.say(Topic::Copy, text::note_copy_failed().to_string(), None);
            }
        }
        effects
    }

    /// A request of that purpose was sent under this number.
    pub fn sent(&mut self, purpose: Purpose, request: RequestId) {
        if let (Purpose::Run, Some(run)) = (purpose, &mut self.run) {
            run.request = Some(request);
        }
    }

    /// Whether a script runs.
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.is_over())
    }

    /// Whether a script runs that may well be over before anyone could read what it is up to.
    pub fn is_quiet(&self, now_millis: f64) -> bool {
        let young = |sent: f64| now_millis - sent < f64::from(QUIET_MILLIS);
        self.run.as_ref().is_some_and(|run| !run.is_over() && young(run.sent_millis))
    }

    /// How much of a long script is done, from 0 to 1, while it runs.
    pub fn share(&self) -> Option<f64> {
        self.run.as_ref().filter(|run| !run.is_over())?.share()
    }

    /// Whether the sample is loaded before this script runs.
    pub fn wants_shop(&self, script: &str) -> bool {
        self.knows_schema && wants_shop(script, &self.schema)
    }

    /// Whether a script may be sent.
    pub fn is_ready(&self) -> bool {
        !self.is_running() && self.file_reading.is_none() && self.engine != Engine::Stopped
    }

    /// The statement that the cursor lies in, if it is one of the run's.
    pub fn statement_at_cursor(&self) -> Option<StatementId> {
        let step = self.playback.step()?;
        Some(step.statement)
    }

    /// Whether the learner looks at a moment before the run's end.
    pub fn is_stepping(&self) -> bool {
        self.playback.is_playing || self.playback.cursor < self.playback.end
    }

    /// Whether steps are rows and the run that is shown was recorded without them.
    pub fn lacks_rows(&self) -> bool {
        let is_by_rows = self.playback.granularity == Granularity::Row;
        is_by_rows && self.run.as_ref().is_some_and(|run| run.level < Level::Rows)
    }

    /// The statements of the run.
    pub fn chapters_of_run(&self) -> impl Iterator<Item = &Chapter> + '_ {
        let chapters = &self.story.chapters;
        let start = self.playback.start;
        chapters[chapters.partition_point(|chapter| chapter.start < start)..].iter()
    }

    /// A file was read: a script runs, what somebody shared is offered.
    fn take_file(&mut self, name: Rc<str>, text: Rc<str>, now: f64, effects: &mut Vec<Effect>) {
        self.file_reading = None;
        self.notes.take_back(Topic::File);
        if name.ends_with(FILE_OF_OURS) {
            return match saved_of_file(&text) {
                Ok(saved) => self.take_in_offer(saved, effects),
                Err(problem) => self.refuse_offer(problem),
            };
        }
        if *name == *text::data_shop() {
            self.sample = Some(text.clone());
        }
        self.run(Origin::File { name }, text, now, effects);
    }

    pub(super) fn load_sample(&mut self, effects: &mut Vec<Effect>) {
        self.file_reading = Some(text::data_shop().into());
        effects.push(Effect::FetchSample);
    }

    pub(super) fn run(
        &mut self,
        origin: Origin,
        script: Rc<str>,
        now: f64,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_running() || script.trim().is_empty() {
            return;
        }
        if let Origin::File { name } = &origin {
            self.data_name = Some(name.clone());
        }
        self.playback.begin(&self.recording);
        self.run_start = self.recording.end();
        self.result_chosen = 0;
        let command = Command::Execute { session: SESSION, sql: script.to_string() };
        let block = self.run.as_ref().map_or(self.block_before, |before| before.block);
        let level = self.setup.as_ref().map_or(Level::Pages, |setup| setup.level);
        let mut run = Run::new(origin, script, now);
        (run.block, run.level) = (block, level);
        self.run = Some(run);
        effects.push(Effect::Send(command, Purpose::Run));
    }

    pub(super) fn open(&mut self, setup: Option<Setup>, effects: &mut Vec<Effect>) {
        if let Some(setup) = setup.filter(|_| !self.is_running()) {
            self.run = None;
            self.data_name = None;
            effects.push(Effect::Send(Command::Open(setup), Purpose::Other));
            effects.push(Effect::Send(Command::Schema, Purpose::Other));
            effects.push(Effect::DrawMarks);
        }
    }

    fn hear(&mut self, event: ClientEvent, now: f64, effects: &mut Vec<Effect>) {
        match event {
            ClientEvent::Started => {
                self.engine = Engine::Ready;
                effects.push(Effect::Send(Command::Schema, Purpose::Other));
            }
            ClientEvent::Reply { request, reply } => self.take(request, reply, now, effects),
            ClientEvent::Silent { seconds, .. } => {
                self.notes.say(Topic::Silent, text::note_silent(seconds), None);
            }
            ClientEvent::Stopped { reason, detail, lost } => {
                self.stopped(reason, detail, &lost, now);
                effects.push(Effect::DrawMarks);
            }
            ClientEvent::Restoring { done, total } => {
                self.engine = Engine::Restoring { done, total };
            }
            ClientEvent::Restored { statements, how } => {
                self.restored(statements, how);
                effects.push(Effect::Send(Command::Schema, Purpose::Other));
            }
            ClientEvent::Kept { problem: None, .. } => {}
            ClientEvent::Kept { problem: Some(problem), .. } => self.say_not_kept(&problem),
        }
    }

    fn take(&mut self, request: RequestId, reply: Reply, now: f64, effects: &mut Vec<Effect>) {
        self.notes.take_back(Topic::Silent);
        let is_of_run = self.run.as_ref().is_some_and(|run| run.request == Some(request));
        self.note_history(&reply);
        match reply {
            Reply::Opened => self.forget_recording(),
            Reply::Restored(taken) => self.went_to(&taken, effects),
            Reply::Schema(schema) => {
                self.schema = Shared::new(schema);
                self.knows_schema = true;
                effects.push(Effect::TellSchema);
            }
            Reply::Counters(counters) => self.counters = Some((self.runs_over, counters)),
            Reply::Events(events) => {
                self.recording.append_events(events);
                self.story.update(&self.recording);
                self.playback.follow(&self.recording, &self.story);
                if now - self.drawn_millis > LIVE_MILLIS {
                    self.draw(now);
                }
            }
            Reply::Still { seq, stills } => {
                self.recording.append_still(seq, *stills);
                self.story.update(&self.recording);
                if self.playback.is_empty() && !self.is_running() {
                    self.playback.begin(&self.recording);
                    self.draw(now);
                }
            }
            Reply::Finished { .. } if is_of_run => {
                self.take_of_run(reply, now);
                self.finish(now, effects);
            }
            reply if is_of_run => self.take_of_run(reply, now),
            _ => {}
        }
    }

    fn take_of_run(&mut self, reply: Reply, now: f64) {
        if let Some(run) = &mut self.run {
            run.take(reply, now);
        }
    }

    /// The run is done: say what there is to say, and show where it stands.
    fn finish(&mut self, now: f64, effects: &mut Vec<Effect>) {
        let Some(run) = &self.run else { return };
        self.runs_over += 1;
        self.result_chosen = run.results.len().saturating_sub(1);
        // Where one pane stands at a time: what came is what one wants to see. A mistake is marked
        // in the editor.
        if self.layout.pane == Pane::Sql && (run.failure.is_none() || run.was_cancelled) {
            self.layout.pane = Pane::Rows;
        }
        let went_through = run.failure.is_none() && !run.was_cancelled;
        if let (Origin::File { name }, Some(failure), false) =
            (&run.origin, &run.failure, run.was_cancelled)
        {
            let range = place::range_of_error(&run.script, failure.span, &failure.error);
            let line = place::line_of_byte(&run.script, range.start);
            let wrong = text::note_load_failed(&**name, line, &failure.error.message);
            let said = wrong;
            let statement = &run.script[failure.span.0 as usize..failure.span.1 as usize];
            let excerpt: String = statement.chars().take(EXCERPT_LETTERS_MAX).collect();
            let details =
                format!("{} {}\n{excerpt}", failure.error.sqlstate, hint_of(&failure.error));
            self.notes.say(Topic::File, said, Some(details));
        }
        self.playback.follow(&self.recording, &self.story);
        self.focus();
        self.draw(now);
        effects.push(Effect::Send(Command::Counters, Purpose::Other));
        effects.push(Effect::Send(Command::Schema, Purpose::Other));
        effects.push(Effect::DrawMarks);
        match went_through {
            true => self.run_next(now, effects),
            false => self.stop_waiting(),
        }
    }

    fn stopped(&mut self, reason: StopReason, detail: String, lost: &[RequestId], now: f64) {
        let details = Some(detail).filter(|detail| !detail.is_empty());
        match reason {
            StopReason::NotLoaded => {
                self.engine = Engine::Stopped;
                self.notes.say(Topic::Loading, text::note_not_loaded().to_string(), details);
            }
            StopReason::Panicked | StopReason::Restarted => {
                self.engine = Engine::Loading;
                self.notes.say(Topic::Engine, text::note_restarting().to_string(), details);
            }
        }
        self.stop_waiting();
        if let Some(run) = &mut self.run {
            if run.request.is_some_and(|request| lost.contains(&request)) {
                run.give_up(now);
            }
        }
    }

    fn restored(&mut self, statements: u32, how: RestoredHow) {
        self.engine = Engine::Ready;
        self.forget_recording();
        let said = match how {
            RestoredHow::Log => text::note_stopped().to_string(),
            RestoredHow::LogCut => text::note_stopped_cut(statements),
            RestoredHow::Nothing => text::note_stopped_empty().to_string(),
            RestoredHow::File => return,
        };
        let before = self.notes.list.iter().find(|note| note.topic == Topic::Engine);
        let details = before.and_then(|note| note.details.clone());
        self.notes.say(Topic::Engine, said, details);
    }

    fn forget_recording(&mut self) {
        self.history.forget();
        self.block_before = Block::None;
        self.recording = Recording::default();
        self.story = Story::default();
        self.glass.forget();
        self.playback.forget(&self.recording);
        self.timeline = Shared::default();
    }

    fn sort(&mut self, column: usize) {
        let chosen = self.result_chosen;
        let Some(result) = self.run.as_mut().and_then(|run| run.results.get_mut(chosen)) else {
            return;
        };
        let direction = order::next_direction(result, column);
        let order = direction.map(|direction| Rc::new(order::sorted(result, column, direction)));
        result.change().order = order;
    }

    pub(super) fn step(&mut self, step: Move, now: f64, effects: &mut Vec<Effect>) {
        if step == Move::By(Granularity::Row) {
            self.record_rows(effects);
        }
        let before = self.playback.cursor;
        self.playback.apply(step, &self.recording, &self.story);
        if self.playback.is_playing {
            effects.push(Effect::AskFrame);
        }
        if self.playback.cursor != before {
            self.draw(now);
            effects.push(Effect::DrawMarks);
        }
    }

    /// From the next run on rows are written down, too.
    fn record_rows(&mut self, effects: &mut Vec<Effect>) {
        if let Some(setup) = self.setup.as_mut().filter(|setup| setup.level < Level::Rows) {
            setup.level = Level::Rows;
            effects.push(Effect::Send(Command::SetLevel(Level::Rows), Purpose::Other));
        }
    }

    fn arrange(&mut self, change: Arrange, now: f64, effects: &mut Vec<Effect>) {
        let layout = &mut self.layout;
        match change {
            Arrange::Pane(pane) => {
                layout.pane = pane;
                if pane == Pane::Glass {
                    self.draw(now);
                }
            }
            Arrange::ToggleDrawer => layout.is_drawer_open = !layout.is_drawer_open,
            Arrange::Open(dialog) => {
                layout.dialog = Some(dialog);
                layout.menu = None;
            }
            Arrange::CloseDialog => layout.dialog = None,
            Arrange::ToggleMenu(menu) => {
                layout.menu = (layout.menu != Some(menu)).then_some(menu);
            }
            Arrange::CloseMenu => layout.menu = None,
            Arrange::Theme(theme) => {
                layout.theme = theme;
                layout.menu = None;
                effects.push(Effect::ShowTheme(theme));
            }
            Arrange::Full(is_full) if layout.is_full != is_full => {
                layout.is_full = is_full;
                effects.push(Effect::FullScreen(is_full));
            }
            Arrange::Full(_) => {}
            Arrange::Look(look) => {
                layout.look = look;
                self.focus();
                self.draw(now);
            }
            Arrange::Link(link) => {
                layout.link = link;
                self.draw(now);
            }
            Arrange::Glass(form) => {
                layout.glass = form;
                self.draw(now);
            }
            Arrange::ToggleTable(name) => {
                if !layout.folded.remove(&name) {
                    layout.folded.insert(name);
                }
            }
            Arrange::SqlPercent(percent) => layout.sql_percent = Some(percent),
            Arrange::DraggedOver(is_over) => layout.is_dragged_over = is_over,
        }
    }

    /// Draws picture and line of time anew.
    fn draw(&mut self, now: f64) {
        self.drawn_millis = now;
        let source = source(&self.recording, &self.story, &self.playback);
        match self.layout.look {
            Look::Compare => self.glass.draw_contest(source, self.layout.link),
            look => self.glass.draw(source, look, self.layout.glass),
        }
        let (start, end) = (self.playback.start, self.playback.end);
        if (self.timeline.extent.start, self.timeline.extent.end) != (start, end) {
            let extent = Extent::between(&self.recording, start, end);
            self.timeline = Timeline::shared(&self.recording, &self.story, extent);
        }
    }
}

fn hint_of(error: &SqlError) -> &str {
    error.hint.as_deref().or(error.detail.as_deref()).unwrap_or_default()
}

/// What a picture is drawn from, at the cursor.
fn source<'a>(recording: &'a Recording, story: &'a Story, playback: &Playback) -> Source<'a> {
    let is_before_run = playback.cursor == playback.start && !playback.is_empty();
    Source { recording, story, cursor: playback.cursor, is_before_run }
}
