//! Combined command numbers. A tuple has one place for the command that made it and the one that
//! ended it; when one transaction did both, that place names a pair kept here.
//!
//! Source: PostgreSQL, source file `src/backend/utils/time/combocid.c`.

use std::collections::BTreeMap;

use model::base::ids::CommandId;

/// The pairs of one transaction.
#[derive(Clone, Debug, Default)]
pub struct ComboTable {
    pairs: Vec<(CommandId, CommandId)>,
    places: BTreeMap<(CommandId, CommandId), CommandId>,
}

impl ComboTable {
    /// The place of a pair (made by, ended by); the same for the same pair.
    pub fn place(&mut self, cmin: CommandId, cmax: CommandId) -> CommandId {
        let next = CommandId(self.pairs.len() as u32);
        let place = *self.places.entry((cmin, cmax)).or_insert(next);
        if place == next {
            self.pairs.push((cmin, cmax));
        }
        place
    }

    /// The pair at a place.
    pub fn get(&self, place: CommandId) -> (CommandId, CommandId) {
        self.pairs[place.0 as usize]
    }
}
