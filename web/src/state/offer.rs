//! What a link or a file brings, and how it is taken.
//!
//! ```text
//!   #s=z1:...  ->  offer: query in the editor, a line that says what else there is
//!                  |  the reader's press
//!                  v
//!   a fresh lab  ->  data set  ->  set-up  ->  query  ->  the moment
//! ```
//!
//! Invariant: nothing that came from outside runs before the reader has asked for it.

use std::collections::VecDeque;

use model::message::link::{LinkError, Saved};

use super::app::State;
use super::message::Effect;
use super::notes::Topic;
use super::playback::Move;
use super::run::Origin;
use super::share::SHOP;
use crate::text;

/// Whether there is more in it than a query, which the editor takes as it is.
fn brings_more(saved: &Saved) -> bool {
    let Saved { v: _, dataset, setup, sql: _, settings, seed, cursor } = saved;
    let has_text = dataset.is_some() || setup.is_some();
    has_text || settings.is_some() || seed.is_some() || cursor.is_some()
}

impl State {
    /// Puts the query of what was brought into the editor, and says what else there is.
    pub(super) fn take_in_offer(&mut self, saved: Saved, effects: &mut Vec<Effect>) {
        self.notes.take_back(Topic::Link);
        effects.push(Effect::SetEditor(saved.sql.clone()));
        self.offer = Some(saved).filter(brings_more);
    }

    /// Sets up what was brought in a fresh lab, and runs it.
    pub(super) fn take_offer(&mut self, now_millis: f64, effects: &mut Vec<Effect>) {
        if !self.is_ready() {
            return;
        }
        let Some(saved) = self.offer.take() else { return };
        let has_shop = match saved.dataset.as_deref() {
            None => false,
            Some(SHOP) => true,
            Some(other) => {
                let said = text::offer_unknown_dataset(other);
                return self.notes.say(Topic::Link, said, None);
            }
        };
        self.keep_apart(effects);
        self.setup = self.setup.as_ref().map(|setup| saved.setup_over(setup));
        self.open(self.setup.clone(), effects);
        effects.push(Effect::SetEditor(saved.sql.clone()));
        self.cursor_wanted = saved.cursor;
        let name = if has_shop { text::data_shop() } else { text::offer_data_name() }.into();
        let setup = saved.setup.map(|setup| (Origin::File { name }, setup.into()));
        let query = (Origin::Editor { start: 0 }, saved.sql.into());
        self.waiting = setup.into_iter().chain([query]).collect();
        match has_shop {
            true => self.load_sample(effects),
            false => self.run_next(now_millis, effects),
        }
    }

    /// Says why a link or a file cannot be read.
    pub(super) fn refuse_offer(&mut self, problem: LinkError) {
        let said = match problem {
            LinkError::Broken => text::offer_broken(),
            LinkError::Newer => text::offer_newer(),
            LinkError::TooLong => text::offer_too_long(),
        };
        self.notes.say(Topic::Link, said.to_string(), None);
    }

    /// Runs the script that waits, or shows the moment that was asked for once none is left.
    pub(super) fn run_next(&mut self, now_millis: f64, effects: &mut Vec<Effect>) {
        if let Some((origin, script)) = self.waiting.pop_front() {
            return self.run(origin, script, now_millis, effects);
        }
        if let Some(cursor) = self.cursor_wanted.take() {
            let event = self.playback.start.saturating_add(cursor);
            match event.checked_sub(1).filter(|_| cursor > 0) {
                Some(last) => self.step(Move::ToEvent(last), now_millis, effects),
                None => self.step(Move::Start, now_millis, effects),
            }
        }
    }

    /// Something did not go through: what waits for it does not run.
    pub(super) fn stop_waiting(&mut self) {
        self.waiting = VecDeque::new();
        self.cursor_wanted = None;
    }
}
