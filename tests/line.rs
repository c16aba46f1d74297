//! The line of commands before a lab has an end, and whoever comes after it hears so at once.

use model::base::error::sqlstate;
use model::base::ids::SessionId;
use model::base::limits::COMMANDS_WAITING_MAX;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::message::wire::{FromWorker, RequestId, ToWorker};
use model::trace::event::Level;
use worker::host::Host;

fn ask(host: &mut Host, request: u32) -> Option<FromWorker> {
    let command = Command::Execute { session: SessionId(0), sql: "SELECT 1".to_string() };
    host.take(ToWorker::Run { request: RequestId(request), command })
}

#[test]
fn a_command_too_many_is_refused_and_the_others_are_answered() {
    let mut host = Host::new(Setup::at_level(Level::Counts));
    let room = COMMANDS_WAITING_MAX as u32;
    assert!((0..room).all(|request| ask(&mut host, request).is_none()));
    let Some(FromWorker::Replies { request, replies }) = ask(&mut host, room) else {
        panic!("the line has an end");
    };
    assert_eq!(request, RequestId(room));
    let [Reply::Refused(error), Reply::Finished { cancelled: false, .. }] = &replies[..] else {
        panic!("{replies:?}");
    };
    assert_eq!(error.sqlstate, sqlstate::PROGRAM_LIMIT_EXCEEDED);
    let mut answered = Vec::new();
    while host.is_busy() {
        if let Some(FromWorker::Replies { request, replies }) = host.slice(|| false) {
            let is_done = matches!(replies.last(), Some(Reply::Finished { .. }));
            answered.extend(is_done.then_some(request.0));
        }
    }
    assert_eq!(answered, (0..room).collect::<Vec<_>>());
    assert!(ask(&mut host, room + 1).is_none(), "there is room again");
}
