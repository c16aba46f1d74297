//! The client against a worker that answers at once.

use super::*;
use model::base::ids::{SessionId, StatementId};
use model::metrics::summary::Summary;

/// A worker that answers every request at once, as told.
struct Stage {
    machine: Machine,
    events: Vec<ClientEvent>,
    /// What the worker was asked to run, since it was spawned.
    ran: Vec<Command>,
    kept: Vec<KeepAct>,
    file: Vec<u8>,
    /// How many more times the worker dies instead of answering.
    deaths_left: u32,
}

impl Stage {
    fn start(keeping: Keeping, file: Vec<u8>) -> Stage {
        let machine = Machine::new(Setup::at_level(Level::Pages), keeping);
        let (events, ran, kept) = (Vec::new(), Vec::new(), Vec::new());
        let mut stage = Stage { machine, events, ran, kept, file, deaths_left: 0 };
        stage.settle();
        stage
    }

    fn hear(&mut self, message: &FromWorker) {
        self.machine.hear(&codec::encode(message));
    }

    fn settle(&mut self) {
        loop {
            let acts = self.machine.take_acts();
            if acts.is_empty() {
                return;
            }
            acts.into_iter().for_each(|act| self.perform(act));
        }
    }

    fn perform(&mut self, act: Act) {
        match act {
            Act::Spawn => {
                self.ran.clear();
                self.hear(&FromWorker::Ready);
            }
            Act::Terminate => {}
            Act::Post(bytes) => match codec::decode(&bytes).expect("ours") {
                ToWorker::Run { .. } if self.deaths_left > 0 => {
                    self.deaths_left -= 1;
                    self.hear(&FromWorker::Panicked { message: "boom".to_string() });
                }
                ToWorker::Run { request, command } => self.run(request, command),
                ToWorker::Cancel { .. } => {}
            },
            Act::Keep(keep) => {
                if keep == KeepAct::Open {
                    self.machine.hear_kept(Kept::Opened(self.file.clone()));
                }
                self.kept.push(keep);
            }
            Act::Tell(event) => self.events.push(event),
        }
    }

    fn run(&mut self, request: RequestId, command: Command) {
        let statement = StatementId(1);
        let mut replies = Vec::new();
        if let Command::Execute { sql, .. } = &command {
            let end = sql.trim_end_matches(';').len() as u32;
            let (span, tag) = ((0, end), "INSERT 0 1".to_string());
            replies.push(Reply::StatementStarted { statement, span });
            let summary = Summary::default();
            replies.push(Reply::StatementFinished { statement, tag, summary });
        }
        replies.push(Reply::Finished { cancelled: false, statements_left: 0 });
        self.ran.push(command);
        self.hear(&FromWorker::Replies { request, replies });
    }

    fn execute(&mut self, sql: &str) -> RequestId {
        let request = self.machine.send(execute(sql));
        self.settle();
        request
    }

    fn stopped(&self) -> Vec<(StopReason, Vec<RequestId>)> {
        let stop = |event: &ClientEvent| match event {
            ClientEvent::Stopped { reason, lost, .. } => Some((*reason, lost.clone())),
            _ => None,
        };
        self.events.iter().filter_map(stop).collect()
    }

    fn restored(&self) -> Vec<(u32, RestoredHow)> {
        let restore = |event: &ClientEvent| match event {
            ClientEvent::Restored { statements, how } => Some((*statements, *how)),
            _ => None,
        };
        self.events.iter().filter_map(restore).collect()
    }
}

fn commands(log: &CommandLog) -> Vec<Command> {
    log.commands().cloned().collect()
}

fn execute(sql: &str) -> Command {
    Command::Execute { session: SessionId(0), sql: sql.to_string() }
}

#[test]
fn after_a_panic_a_fresh_worker_replays_the_log() {
    let mut stage = Stage::start(Keeping::Memory, Vec::new());
    stage.execute("INSERT 1;");
    stage.deaths_left = 1;
    let lost = stage.execute("INSERT 2;");
    assert_eq!(stage.stopped(), [(StopReason::Panicked, vec![lost])]);
    assert_eq!(stage.restored(), [(1, RestoredHow::Log)]);
    let quiet = Command::Open(Setup::at_level(Level::Counts));
    let level = Command::SetLevel(Level::Pages);
    assert_eq!(stage.ran, [quiet, execute("INSERT 1;"), level]);
    stage.execute("INSERT 3;");
    assert_eq!(commands(&stage.machine.log), [execute("INSERT 1;"), execute("INSERT 3;")]);
}

#[test]
fn a_log_that_kills_its_worker_is_let_go() {
    let mut stage = Stage::start(Keeping::Memory, Vec::new());
    stage.execute("INSERT 1;");
    stage.deaths_left = 1;
    stage.machine.restart();
    stage.settle();
    let reasons: Vec<StopReason> = stage.stopped().into_iter().map(|stop| stop.0).collect();
    assert_eq!(reasons, [StopReason::Restarted, StopReason::Panicked]);
    assert_eq!(stage.restored(), [(0, RestoredHow::Nothing)]);
}

#[test]
fn a_reload_finds_the_file() {
    let mut before = Stage::start(Keeping::Browser, Vec::new());
    before.execute("INSERT 1;");
    let file = before.kept.iter().fold(Vec::new(), |file, keep| match keep {
        KeepAct::Append(more) => [&file[..], more].concat(),
        KeepAct::Replace(whole) => whole.clone(),
        KeepAct::Open | KeepAct::Forget => file,
    });
    let after = Stage::start(Keeping::Browser, file);
    assert_eq!(after.restored(), [(1, RestoredHow::File)]);
    assert_eq!(after.ran[1], execute("INSERT 1;"));
}

#[test]
fn a_file_that_cannot_be_read_stays_as_it_is() {
    let mut stage = Stage::start(Keeping::Browser, vec![9, 9, 9]);
    stage.execute("INSERT 1;");
    assert_eq!(stage.kept, [KeepAct::Open]);
    let problem = Some(KeepProblem::Unreadable);
    let kept = ClientEvent::Kept { keeping: Keeping::Memory, problem };
    assert!(stage.events.contains(&kept));
}

#[test]
fn what_is_not_the_readers_own_leaves_the_file_as_it_is() {
    let mut stage = Stage::start(Keeping::Browser, Vec::new());
    stage.execute("INSERT 1;");
    stage.kept.clear();
    stage.machine.keep_apart();
    stage.machine.send(Command::Open(Setup::at_level(Level::Pages)));
    stage.execute("INSERT 2;");
    assert_eq!(stage.kept, []);
    stage.machine.keep(Keeping::Browser);
    stage.settle();
    assert!(matches!(&stage.kept[..], [KeepAct::Open, KeepAct::Replace(_)]));
    stage.machine.keep(Keeping::Memory);
    stage.settle();
    assert_eq!(stage.kept.last(), Some(&KeepAct::Forget));
}

#[test]
fn a_file_that_kills_its_worker_stays_as_it_is() {
    let mut stage = Stage::start(Keeping::Browser, Vec::new());
    stage.execute("INSERT 1;");
    stage.kept.clear();
    stage.deaths_left = 2;
    stage.execute("INSERT 2;");
    assert_eq!(stage.restored(), [(0, RestoredHow::Nothing)]);
    let replaced = stage.kept.iter().filter_map(|keep| match keep {
        KeepAct::Replace(file) => Some(CommandLog::from_file(file).expect("ours")),
        _ => None,
    });
    assert!(replaced.into_iter().all(|log| commands(&log) == [execute("INSERT 1;")]));
    assert!(!stage.kept.contains(&KeepAct::Forget));
}

#[test]
fn workers_that_die_again_and_again_are_not_started_for_ever() {
    let mut stage = Stage::start(Keeping::Memory, Vec::new());
    stage.deaths_left = u32::MAX;
    let lost = stage.execute("INSERT 1;");
    let stopped = stage.stopped();
    assert_eq!(stopped.len(), 1 + DEATHS_MAX as usize);
    assert_eq!(stopped[0], (StopReason::Panicked, vec![lost]));
    assert_eq!(stopped.last(), Some(&(StopReason::NotLoaded, vec![])));
    stage.deaths_left = 0;
    stage.machine.restart();
    stage.settle();
    stage.execute("INSERT 2;");
    assert_eq!(commands(&stage.machine.log), [execute("INSERT 2;")]);
}

#[test]
fn a_worker_that_cannot_be_loaded_is_said_and_tried_again() {
    let mut machine = Machine::new(Setup::at_level(Level::Pages), Keeping::Memory);
    let request = machine.send(execute("INSERT 1;"));
    machine.fail("404".to_string());
    let (reason, detail) = (StopReason::NotLoaded, "404".to_string());
    let stopped = ClientEvent::Stopped { reason, detail, lost: vec![request] };
    assert_eq!(machine.take_acts(), [Act::Spawn, Act::Terminate, Act::Tell(stopped)]);
    machine.restart();
    assert_eq!(machine.take_acts(), [Act::Spawn]);
}

#[test]
fn silence_is_noticed_only_while_something_runs() {
    let mut machine = Machine::new(Setup::at_level(Level::Pages), Keeping::Memory);
    machine.hear(&codec::encode(&FromWorker::Ready));
    machine.take_acts();
    (0..SILENT_SECONDS).for_each(|_| machine.tick());
    let silent = ClientEvent::Silent { request: RequestId(1), seconds: SILENT_SECONDS };
    assert_eq!(machine.take_acts(), [Act::Tell(silent)]);
    let replies = vec![Reply::Finished { cancelled: false, statements_left: 0 }];
    machine.hear(&codec::encode(&FromWorker::Replies { request: RequestId(1), replies }));
    machine.take_acts();
    (0..SILENT_SECONDS).for_each(|_| machine.tick());
    assert_eq!(machine.take_acts(), []);
}
