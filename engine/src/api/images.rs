//! Images: the whole lab as it was at the end of each of the last statements.
//!
//! ```text
//!   1 -- 2 -- 3 -- 4          a tree: going back to 2 and on from there makes a branch,
//!         `-- 5 -- 6          and 3 and 4 stay
//! ```
//!
//! An image is a fork of the database and costs what its tables of pages cost: the pages are shared
//! until they change. So it is no picture of the state, which a still is, but the state itself.
//!
//! Invariant: at most [`IMAGES_MAX`] images; past it the oldest goes, and its number is told.
//!
//! Left out: images at level `counts`, where nobody is to look back.

use std::collections::BTreeMap;

use model::base::ids::{ImageId, StatementId};
use model::base::limits::IMAGES_MAX;
use model::base::rng::Rng;
use model::message::reply::ImageTaken;

use crate::db::database::Database;

/// The images of a lab.
#[derive(Default)]
pub(super) struct Images {
    kept: BTreeMap<ImageId, Image>,
    last: ImageId,
    /// The image that the lab goes on from.
    current: ImageId,
}

struct Image {
    taken: ImageTaken,
    database: Database,
    power: Rng,
    /// When the last still was taken: it decides when the next one is due.
    last_still: Option<u64>,
}

/// What a lab goes on from.
pub(super) struct Restored {
    pub taken: ImageTaken,
    pub database: Database,
    pub power: Rng,
    pub last_still: Option<u64>,
}

impl Images {
    /// Takes an image of how it is now.
    pub fn take(
        &mut self,
        statement: StatementId,
        database: &Database,
        (power, last_still): (&Rng, Option<u64>),
    ) -> ImageTaken {
        let let_go = match self.kept.len() < IMAGES_MAX {
            true => ImageId(0),
            false => self.kept.pop_first().map_or(ImageId(0), |(image, _)| image),
        };
        self.last = ImageId(self.last.0 + 1);
        let (image, parent) = (self.last, self.current);
        let seq = database.tracer.next_seq();
        let taken = ImageTaken { image, parent, statement, seq, let_go };
        self.current = image;
        let (mut database, power) = (database.fork(), power.clone());
        // What was not handed over yet is handed over by the lab itself.
        database.tracer.drain();
        self.kept.insert(image, Image { taken, database, power, last_still });
        taken
    }

    /// The lab as it was at an image, to go on from there.
    pub fn restore(&mut self, image: ImageId) -> Option<Restored> {
        let Image { taken, database, power, last_still } = self.kept.get(&image)?;
        self.current = image;
        let taken = ImageTaken { let_go: ImageId(0), ..*taken };
        let (database, power, last_still) = (database.fork(), power.clone(), *last_still);
        Some(Restored { taken, database, power, last_still })
    }
}
