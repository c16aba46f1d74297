//! What the page's address says: `?pool_frames=24&page_bytes=8192&seed=7&level=rows` for the lab,
//! `?index_entries=4&replacement=lru` too, `?pictures=heap&theme=dark` for the look.
//!
//! What is out of bounds or unknown is left as it is: a link is hostile input. Nothing in it turns
//! on or changes what is kept in this browser: see [`super::keeping`].

use model::base::limits::{
    INDEX_ENTRIES_MIN, PAGE_BYTES_MAX, PAGE_BYTES_MIN, POOL_FRAMES_MAX, POOL_FRAMES_MIN,
};
use model::base::pictures::Picture;
use model::base::replacement::Replacement;
use model::message::link::{Saved, VERSION};
use model::message::settings::Setup;
use model::trace::event::Level;

use super::lanes::{self, Look};
use super::layout::Theme;
use super::share::SHOP;

/// What the landing's lookup is made of; its stills are drawn from the same.
const LOOKUP_INDEX: &str = include_str!("../../../static/landing/index.sql");
const LOOKUP_QUERY: &str = include_str!("../../../static/landing/query.sql");
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
            "replacement" => {
                setup.replacement = Replacement::from_name(value).unwrap_or(setup.replacement);
            }
            "index_entries" => {
                set(&mut setup.index_entries, value, |entries| *entries >= INDEX_ENTRIES_MIN)
            }
            "level" => setup.level = Level::from_name(value).unwrap_or(setup.level),
            _ => {}
        }
    }
    setup
}

/// The look that the query part of an address asks for, where it does: `pictures=plan,buffer,heap`
/// for those together, or the name of one.
pub fn look_of(query: &str) -> Option<Look> {
    let names = value_of(query, "pictures")?;
    let named: Option<Vec<Picture>> = names.split(',').map(Picture::from_name).collect();
    let named = named?;
    Look::all().find(|look| lanes::pictures(*look) == named)
}

/// The theme that the query part of an address asks for, where it does.
pub fn theme_of(query: &str) -> Option<Theme> {
    let name = value_of(query, "theme")?;
    Theme::ALL.into_iter().find(|theme| theme.name() == name)
}

fn value_of<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    let pairs = query.trim_start_matches('?').split('&');
    pairs.filter_map(|pair| pair.split_once('=')).find(|pair| pair.0 == name).map(|pair| pair.1)
}

/// What an address asks to be shown at once: `demo=lookup`, the landing's lookup from its start.
/// A demo is the page's own, so it may run by itself; what a fragment brings may not.
pub fn demo_of(query: &str) -> Option<Saved> {
    match value_of(query, "demo")? {
        "lookup" => Some(Saved {
            v: VERSION,
            dataset: Some(SHOP.to_string()),
            setup: Some(LOOKUP_INDEX.to_string()),
            sql: LOOKUP_QUERY.to_string(),
            cursor: Some(0),
            ..Saved::default()
        }),
        _ => None,
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
        let setup = setup_of("?pool_frames=24&index_entries=2&replacement=fifo");
        assert_eq!(setup, Setup { pool_frames: 24, ..Setup::at_level(Level::Pages) });
    }

    #[test]
    fn a_textbook_tree_is_asked_for() {
        let setup = setup_of("?index_entries=4&replacement=2q");
        assert_eq!((setup.index_entries, setup.replacement), (4, Replacement::TwoQueues));
    }

    #[test]
    fn a_look_is_found_by_the_names_of_its_pictures() {
        let all = lanes::pictures(Look::Together).into_iter().map(Picture::name);
        let all = all.collect::<Vec<_>>().join(",");
        assert_eq!(look_of(&format!("?x=1&pictures={all}")), Some(Look::Together));
        let one = Picture::Heap;
        assert_eq!(look_of(&format!("?pictures={}", one.name())), Some(Look::One(one)));
        assert_eq!(look_of("?pictures=moon"), None);
        assert_eq!(look_of("?pictures="), None);
        assert_eq!(theme_of("?theme=light&x"), Some(Theme::Light));
        assert_eq!(theme_of("?theme=pink"), None);
    }
}
