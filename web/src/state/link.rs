//! What the page's address says: `?pool_frames=24&page_bytes=8192&seed=7&level=rows`.
//!
//! What is out of bounds or unknown is left as it is: a link is hostile input.

use model::base::limits::{PAGE_BYTES_MAX, PAGE_BYTES_MIN, POOL_FRAMES_MAX, POOL_FRAMES_MIN};
use model::message::settings::Setup;
use model::trace::event::Level;

use crate::engine_client::event::Keeping;

/// Frames of the page's pool unless the address says otherwise: fewer than the pages of the shop,
/// so that a learner's first scan shows hits and misses.
const POOL_FRAMES_PAGE: u32 = 48;

/// The lab's setup for the query part of an address.
pub fn setup_of(query: &str) -> Setup {
    let mut setup = Setup { pool_frames: POOL_FRAMES_PAGE, ..Setup::at_level(Level::Pages) };
    for pair in query.trim_start_matches('?').split('&') {
        let Some((name, value)) = pair.split_once('=') else { continue };
        match name {
            "seed" => set(&mut setup.seed, value, |_| true),
            "page_bytes" => set(&mut setup.page_bytes, value, |bytes: &u32| {
                bytes.is_power_of_two() && (PAGE_BYTES_MIN..=PAGE_BYTES_MAX).contains(bytes)
            }),
            "pool_frames" => set(&mut setup.pool_frames, value, |frames| {
                (POOL_FRAMES_MIN..=POOL_FRAMES_MAX).contains(frames)
            }),
            "level" => setup.level = Level::from_name(value).unwrap_or(setup.level),
            _ => {}
        }
    }
    setup
}

/// Where the command log is kept: `persist=local` brings the tables back after a reload. Without it
/// nothing is stored, so that a link or an embedded page never surprises.
pub fn keeping_of(query: &str) -> Keeping {
    let is_asked = query.trim_start_matches('?').split('&').any(|pair| pair == "persist=local");
    if is_asked {
        Keeping::Browser
    } else {
        Keeping::Memory
    }
}

fn set<T: std::str::FromStr>(place: &mut T, value: &str, is_allowed: impl Fn(&T) -> bool) {
    if let Some(value) = value.parse().ok().filter(is_allowed) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_bounds_changes_nothing() {
        let setup = setup_of("?pool_frames=24&page_bytes=1000&seed=x&other=1&&=");
        assert_eq!(setup, Setup { pool_frames: 24, ..Setup::at_level(Level::Pages) });
    }
}
