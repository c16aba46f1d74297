//! Whether the reader's tables are kept in this browser, which only the reader decides.
//!
//! ```text
//!   menu: Keep my tables  ->  remembered here  ->  the log in a file, found at the next visit
//!   a link, a shared file ->  taken apart: from then on nothing is kept, and the file stays
//! ```
//!
//! Invariant: nothing that came from outside turns keeping on, or changes what is kept.

use super::app::State;
use super::message::Effect;
use super::notes::Topic;
use crate::engine_client::event::{KeepProblem, Keeping};
use crate::text;

impl State {
    /// The reader wants the tables to be kept, or no longer.
    pub(super) fn toggle_keeping(&mut self, effects: &mut Vec<Effect>) {
        self.is_kept = !self.is_kept;
        self.notes.take_back(Topic::Keeping);
        effects.push(Effect::Keep(match self.is_kept {
            true => Keeping::Browser,
            false => Keeping::Memory,
        }));
    }

    /// What runs from here on came from outside.
    pub(super) fn keep_apart(&mut self, effects: &mut Vec<Effect>) {
        if self.is_kept {
            self.notes.say(Topic::Keeping, text::keep_apart().to_string(), None);
        }
        effects.push(Effect::KeepApart);
    }

    /// Says why what happens is not kept.
    pub(super) fn say_not_kept(&mut self, problem: &KeepProblem) {
        let why = match problem {
            KeepProblem::Unreadable => text::keep_unreadable().to_string(),
            KeepProblem::StopsEngine => text::keep_stops_engine().to_string(),
            KeepProblem::Full => text::keep_full().to_string(),
            KeepProblem::Locked => text::keep_locked().to_string(),
            KeepProblem::Refused => text::keep_refused().to_string(),
            KeepProblem::Absent => text::keep_absent().to_string(),
            KeepProblem::Other(said) => said.clone(),
        };
        self.notes.say(Topic::Keeping, text::note_not_kept().to_string(), Some(why));
    }
}

#[cfg(test)]
mod tests {
    use model::message::link::Saved;
    use model::message::settings::Setup;
    use model::trace::event::Level;

    use super::*;
    use crate::state::message::Message;

    #[test]
    fn what_a_link_brings_is_set_up_apart_from_what_is_kept() {
        let setup = Some(Setup::at_level(Level::Pages));
        let mut state = State::default();
        (state.is_kept, state.setup) = (true, setup);
        let saved = Saved { setup: Some("CREATE TABLE t ()".into()), ..Saved::default() };
        state.update(Message::Offered(saved), 0.0);
        let effects = state.update(Message::TakeOffer, 0.0);
        let apart = effects.iter().position(|effect| *effect == Effect::KeepApart);
        let sent = effects.iter().position(|effect| matches!(effect, Effect::Send(..)));
        assert!(apart.is_some() && apart < sent, "{effects:?}");
        assert!(state.is_kept && state.notes.list.len() == 1);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Keep(_))));
    }

    #[test]
    fn only_the_reader_turns_it_on_and_off() {
        let mut state = State::default();
        let effects = state.update(Message::ToggleKeeping, 0.0);
        assert_eq!(effects, [Effect::Keep(Keeping::Browser)]);
        let effects = state.update(Message::ToggleKeeping, 0.0);
        assert_eq!(effects, [Effect::Keep(Keeping::Memory)]);
    }
}
