//! The power fails, and the database comes back.

use model::message::reply::Reply;

use super::lab::{Lab, Unit, Work};
use crate::db::database::{Database, State};
use crate::db::recovery::Recovery;
use crate::storage::wal::redo::Progress;

impl Lab {
    /// Cuts the power at once, or has it fail just before an act to come.
    pub(super) fn crash(&mut self, at_write: u64, out: &mut Vec<Reply>) {
        match at_write {
            0 => self.power_cut(out),
            _ => self.database.store.pool_mut().disk_mut().cut_power_at(Some(at_write)),
        }
    }

    /// The power failed in a unit of work: what the unit said does not count, as nobody heard it.
    pub(super) fn lose_power(&mut self, said: usize, out: &mut Vec<Reply>) -> Unit {
        let started = |reply: &Reply| matches!(reply, Reply::StatementStarted { .. });
        let heard: Vec<Reply> = out.drain(said..).filter(started).collect();
        out.extend(heard);
        self.power_cut(out);
        if let Some(Work::Script(script)) = &mut self.work {
            script.cut_off(&mut self.database, out);
        }
        Unit::Done
    }

    /// Begins recovery, if there is something to recover.
    pub(super) fn begin_recovery(&mut self, out: &mut Vec<Reply>) {
        if self.database.state() == State::Open {
            return;
        }
        match Recovery::start(&mut self.database) {
            Ok(recovery) => self.work = Some(Work::Recovery(recovery)),
            Err(error) => out.push(Reply::RecoveryFailed(error.to_sql())),
        }
    }

    /// Stops recovery: what it had in memory is gone.
    pub(super) fn stop_recovery(&mut self, out: &mut Vec<Reply>) -> Unit {
        self.power_cut(out);
        Unit::Done
    }

    fn power_cut(&mut self, out: &mut Vec<Reply>) {
        let loss = self.database.crash(&mut self.power);
        self.hand_over_events(out);
        out.push(Reply::PowerCut(loss));
    }
}

/// One step of recovery.
pub(super) fn recover(
    recovery: &mut Recovery,
    database: &mut Database,
    out: &mut Vec<Reply>,
) -> Unit {
    match recovery.step(database) {
        Ok(Progress::Running) => Unit::More,
        Ok(Progress::Done) => {
            out.push(Reply::Recovered(recovery.summary()));
            Unit::Done
        }
        Err(error) => {
            out.push(Reply::RecoveryFailed(error.to_sql()));
            Unit::Done
        }
    }
}
