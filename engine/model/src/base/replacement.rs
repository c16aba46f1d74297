//! Which page leaves the buffer pool when another needs its frame.

use serde::{Deserialize, Serialize};

/// The policies there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Replacement {
    /// Clock sweep with usage counts, PostgreSQL's.
    #[default]
    Clock,
    /// Least recently used.
    Lru,
    /// 2Q.
    TwoQueues,
}

impl Replacement {
    /// Every policy.
    pub const ALL: [Replacement; 3] =
        [Replacement::Clock, Replacement::Lru, Replacement::TwoQueues];

    /// Its name in options and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Replacement::Clock => "clock",
            Replacement::Lru => "lru",
            Replacement::TwoQueues => "2q",
        }
    }

    /// The policy of that name.
    pub fn from_name(name: &str) -> Option<Replacement> {
        Replacement::ALL.into_iter().find(|replacement| replacement.name() == name)
    }
}
