//! Everything the client decides, without a browser: what comes in, and what is to be done.
//!
//! ```text
//!   Loading --Ready--> Fetching (the file) --> Restoring --> Live --death--> Loading ...
//!      |                                                      |
//!      +--- cannot be loaded ---> Down <---- restart ---------+
//! ```

use std::collections::VecDeque;

use model::base::codec;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::message::wire::{FromWorker, RequestId, ToWorker};
use model::trace::event::Level;

use super::event::{ClientEvent, KeepProblem, Keeping, RestoredHow, StopReason};
use super::log::{CommandLog, Follower, Records};

/// Seconds without a word from a worker that has work, after which the client says so. A slice
/// takes some milliseconds; this is far more, and far less than a learner's patience.
pub const SILENT_SECONDS: u32 = 5;
/// Workers that may die one after the other, none having finished a command of the app's, before
/// no more is started: one by the command, one by the log, one by bad luck.
const DEATHS_MAX: u32 = 3;

/// What is to be done, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Start a worker.
    Spawn,
    /// End the worker.
    Terminate,
    /// Send bytes to the engine in the worker.
    Post(Vec<u8>),
    /// Ask the file keeper in the worker.
    Keep(KeepAct),
    /// Tell the app.
    Tell(ClientEvent),
}

/// What the file keeper is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeepAct {
    /// Open the file and hand over what is in it.
    Open,
    /// Add to its end.
    Append(Vec<u8>),
    /// Make this its whole content.
    Replace(Vec<u8>),
    /// Delete it.
    Forget,
}

/// What the file keeper says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The file is open; this is in it.
    Opened(Vec<u8>),
    /// It cannot be used.
    Failed(KeepProblem),
}

/// The client's state.
pub struct Machine {
    log: CommandLog,
    keeping: Keeping,
    phase: Phase,
    /// Commands that wait for the worker to be ready.
    waiting: VecDeque<(RequestId, Command)>,
    /// Commands that the worker has, in order.
    running: VecDeque<Running>,
    request_last: RequestId,
    silent_seconds: u32,
    /// Workers that died since one last finished a command of the app's.
    deaths: u32,
    acts: Vec<Act>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// A worker is being loaded. `how` tells what to restore once it is there.
    Loading(Option<RestoredHow>),
    /// The file keeper is being asked for the file.
    Fetching,
    /// The log is being replayed.
    Restoring { how: RestoredHow, done: u32 },
    /// The worker takes commands.
    Live,
    /// There is no worker. `how` tells what to restore in the next.
    Down(Option<RestoredHow>),
}

struct Running {
    request: RequestId,
    purpose: Purpose,
}

enum Purpose {
    /// Its replies are the app's.
    Shown(Follower),
    /// It is replayed; its replies are not shown again.
    Replayed,
}

impl Machine {
    /// A client that starts its worker and opens a lab.
    pub fn new(setup: Setup, keeping: Keeping) -> Machine {
        Machine {
            log: CommandLog::new(setup),
            keeping,
            phase: Phase::Loading(None),
            waiting: VecDeque::new(),
            running: VecDeque::new(),
            request_last: RequestId(0),
            silent_seconds: 0,
            deaths: 0,
            acts: vec![Act::Spawn],
        }
    }

    /// What is to be done now, in order.
    pub fn take_acts(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.acts)
    }

    /// Takes a command in.
    pub fn send(&mut self, command: Command) -> RequestId {
        let request = self.next_request();
        match self.phase {
            Phase::Live => self.run(request, command),
            _ => self.waiting.push_back((request, command)),
        }
        request
    }

    /// Stops the running request, if the app sent it.
    pub fn cancel(&mut self) {
        if let Some(Running { request, purpose: Purpose::Shown(_) }) = self.running.front() {
            let cancel = ToWorker::Cancel { request: *request };
            self.acts.push(Act::Post(codec::encode(&cancel)));
        }
    }

    /// Ends the worker and restores what was saved in a fresh one.
    pub fn restart(&mut self) {
        match self.phase {
            Phase::Down(how) => self.spawn(how),
            _ => self.stop(StopReason::Restarted, String::new()),
        }
    }

    /// What was changed so far, as commands that change it again; `None` once the log is cut.
    pub fn commands(&self) -> Option<Vec<Command>> {
        (!self.log.is_cut()).then(|| self.log.commands().cloned().collect())
    }

    /// Changes where the log is kept. In memory alone, the file is deleted.
    pub fn keep(&mut self, keeping: Keeping) {
        if self.keeping == keeping && keeping == Keeping::Browser {
            return;
        }
        self.keeping = keeping;
        match (keeping, self.phase) {
            (Keeping::Memory, _) => self.acts.push(Act::Keep(KeepAct::Forget)),
            (Keeping::Browser, Phase::Live | Phase::Restoring { .. }) => {
                self.acts.push(Act::Keep(KeepAct::Open));
                self.acts.push(Act::Keep(KeepAct::Replace(self.log.to_file())));
            }
            (Keeping::Browser, _) => {}
        }
        if keeping == Keeping::Memory {
            self.tell(ClientEvent::Kept { keeping, problem: None });
        }
    }

    /// What comes from here on is not the reader's own: it is not kept, and the file stays.
    pub fn keep_apart(&mut self) {
        self.keeping = Keeping::Memory;
    }

    /// Bytes came from the engine in the worker.
    pub fn hear(&mut self, bytes: &[u8]) {
        self.silent_seconds = 0;
        match codec::decode(bytes) {
            Ok(FromWorker::Ready) => self.ready(),
            Ok(FromWorker::Replies { request, replies }) => self.take_replies(request, replies),
            Ok(FromWorker::Beat { .. }) => {}
            Ok(FromWorker::Panicked { message }) => self.stop(StopReason::Panicked, message),
            Err(error) => self.stop(StopReason::Panicked, error.to_sql().message),
        }
    }

    /// The worker reported an error that nobody caught.
    pub fn fail(&mut self, detail: String) {
        match self.phase {
            Phase::Down(_) => {}
            Phase::Loading(how) => {
                self.phase = Phase::Down(how);
                let lost = self.waiting.drain(..).map(|(request, _)| request).collect();
                self.acts.push(Act::Terminate);
                self.tell(ClientEvent::Stopped { reason: StopReason::NotLoaded, detail, lost });
            }
            _ => self.stop(StopReason::Panicked, detail),
        }
    }

    /// The file keeper answered.
    pub fn hear_kept(&mut self, kept: Kept) {
        let is_fetching = self.phase == Phase::Fetching;
        match kept {
            Kept::Opened(file) => {
                self.tell(ClientEvent::Kept { keeping: Keeping::Browser, problem: None });
                match CommandLog::from_file(&file) {
                    Some(log) if is_fetching => {
                        self.log = log;
                        self.restore(RestoredHow::File);
                    }
                    None if is_fetching && !file.is_empty() => {
                        self.leave_file(KeepProblem::Unreadable);
                        self.open();
                    }
                    _ if is_fetching => {
                        self.keep_anew();
                        self.open();
                    }
                    _ => {}
                }
            }
            Kept::Failed(problem) => {
                self.leave_file(problem);
                if is_fetching {
                    self.open();
                }
            }
        }
    }

    /// Keeps nothing in the file from here on, and leaves in it what is there: what we cannot use
    /// may be all that somebody has.
    fn leave_file(&mut self, problem: KeepProblem) {
        self.keeping = Keeping::Memory;
        let problem = Some(problem);
        self.tell(ClientEvent::Kept { keeping: Keeping::Memory, problem });
    }

    /// A second has passed.
    pub fn tick(&mut self) {
        let Some(Running { request, .. }) = self.running.front() else {
            self.silent_seconds = 0;
            return;
        };
        self.silent_seconds += 1;
        if self.silent_seconds.is_multiple_of(SILENT_SECONDS) {
            let (request, seconds) = (*request, self.silent_seconds);
            self.tell(ClientEvent::Silent { request, seconds });
        }
    }

    fn tell(&mut self, event: ClientEvent) {
        self.acts.push(Act::Tell(event));
    }

    fn next_request(&mut self) -> RequestId {
        self.request_last.0 += 1;
        self.request_last
    }

    fn run(&mut self, request: RequestId, command: Command) {
        let purpose = Purpose::Shown(Follower::new(command.clone()));
        self.post(request, command, purpose);
    }

    fn post(&mut self, request: RequestId, command: Command, purpose: Purpose) {
        self.running.push_back(Running { request, purpose });
        self.acts.push(Act::Post(codec::encode(&ToWorker::Run { request, command })));
    }

    fn ready(&mut self) {
        let Phase::Loading(how) = self.phase else {
            return;
        };
        self.tell(ClientEvent::Started);
        if how == Some(RestoredHow::Nothing) && self.keeping == Keeping::Browser {
            self.leave_file(KeepProblem::StopsEngine);
        }
        if self.keeping == Keeping::Browser {
            self.acts.push(Act::Keep(KeepAct::Open));
        }
        match how {
            Some(how) => {
                self.keep_anew();
                self.restore(how);
            }
            None if self.keeping == Keeping::Browser => self.phase = Phase::Fetching,
            None => self.open(),
        }
    }

    /// Opens an empty lab and lets the waiting commands run.
    fn open(&mut self) {
        self.phase = Phase::Live;
        let request = self.next_request();
        self.run(request, Command::Open(self.log.setup().clone()));
        self.run_waiting();
    }

    fn run_waiting(&mut self) {
        while let Some((request, command)) = self.waiting.pop_front() {
            self.run(request, command);
        }
    }

    /// Replays the log at the quietest level; the level of before is set afterwards, which takes
    /// the still that the new recording begins with.
    fn restore(&mut self, how: RestoredHow) {
        self.phase = Phase::Restoring { how, done: 0 };
        let quiet = Setup { level: Level::Counts, ..self.log.setup().clone() };
        let mut commands = vec![Command::Open(quiet)];
        if how == RestoredHow::Nothing {
            self.log = CommandLog::new(self.log.setup().clone());
        }
        self.log.forget_images();
        commands.extend(self.log.commands().cloned());
        for command in commands {
            let request = self.next_request();
            self.post(request, command, Purpose::Replayed);
        }
    }

    fn take_replies(&mut self, request: RequestId, replies: Vec<Reply>) {
        for reply in replies {
            let Some(running) = self.running.front_mut().filter(|next| next.request == request)
            else {
                return;
            };
            let is_last = matches!(reply, Reply::Finished { .. });
            if let Purpose::Shown(follower) = &mut running.purpose {
                follower.note(&reply);
                self.acts.push(Act::Tell(ClientEvent::Reply { request, reply }));
            }
            if is_last {
                self.finish();
            }
        }
    }

    /// The first of the running commands is done.
    fn finish(&mut self) {
        match self.running.pop_front().map(|running| running.purpose) {
            Some(Purpose::Shown(follower)) => {
                self.deaths = 0;
                self.note(follower);
            }
            Some(Purpose::Replayed) => self.replayed(),
            None => {}
        }
    }

    /// Puts into log and file what a command did.
    fn note(&mut self, follower: Follower) {
        let was_cut = self.log.is_cut();
        let records = follower.close(&mut self.log);
        if self.log.is_cut() && !was_cut && self.keeping == Keeping::Browser {
            let problem = Some(KeepProblem::Full);
            self.tell(ClientEvent::Kept { keeping: Keeping::Browser, problem });
        }
        match records {
            Records::Anew => self.keep_anew(),
            Records::More(records) if records.is_empty() => {}
            Records::More(records) if self.keeping == Keeping::Browser => {
                self.acts.push(Act::Keep(KeepAct::Append(records)));
            }
            Records::More(_) => {}
        }
    }

    fn keep_anew(&mut self) {
        if self.keeping == Keeping::Browser {
            self.acts.push(Act::Keep(KeepAct::Replace(self.log.to_file())));
        }
    }

    fn replayed(&mut self) {
        let Phase::Restoring { how, done } = &mut self.phase else {
            return;
        };
        let (how, total) = (*how, self.log.commands().len() as u32);
        if !self.running.is_empty() {
            *done += 1;
            let done = *done;
            self.tell(ClientEvent::Restoring { done, total });
            return;
        }
        self.phase = Phase::Live;
        self.tell(ClientEvent::Restored { statements: total, how });
        let level = self.log.setup().level;
        let request = self.next_request();
        self.run(request, Command::SetLevel(level));
        self.run_waiting();
    }

    /// The worker is dead or to be ended: says so and starts a fresh one.
    fn stop(&mut self, reason: StopReason, detail: String) {
        let how = match self.phase {
            Phase::Down(_) => return,
            Phase::Loading(how) => how,
            Phase::Fetching => None,
            Phase::Restoring { .. } if reason == StopReason::Panicked => Some(RestoredHow::Nothing),
            Phase::Restoring { how, .. } => Some(how),
            Phase::Live => Some(self.how_of_log()),
        };
        let mut lost = Vec::new();
        for running in std::mem::take(&mut self.running) {
            if let Purpose::Shown(follower) = running.purpose {
                lost.push(running.request);
                self.note(follower);
            }
        }
        self.acts.push(Act::Terminate);
        self.deaths += u32::from(reason == StopReason::Panicked);
        if self.deaths > DEATHS_MAX {
            self.deaths = 0;
            self.phase = Phase::Down(how);
            lost.extend(self.waiting.drain(..).map(|(request, _)| request));
            self.tell(ClientEvent::Stopped { reason: StopReason::NotLoaded, detail, lost });
            return;
        }
        self.tell(ClientEvent::Stopped { reason, detail, lost });
        self.spawn(how);
    }

    fn how_of_log(&self) -> RestoredHow {
        match self.log.is_cut() {
            true => RestoredHow::LogCut,
            false => RestoredHow::Log,
        }
    }

    fn spawn(&mut self, how: Option<RestoredHow>) {
        self.phase = Phase::Loading(how);
        self.silent_seconds = 0;
        self.acts.push(Act::Spawn);
    }
}

#[cfg(test)]
mod tests;
