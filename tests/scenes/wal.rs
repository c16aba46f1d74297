//! The picture of the write-ahead log over recordings that the engine made.

use glassbox_tests::golden::assert_golden;
use glassbox_tests::live::Live;
use model::base::pictures::Picture;
use model::message::settings::Setup;
use model::trace::event::wal::WalEvent;
use model::trace::event::{Fact, Level};
use scene::render::{scene, table, At, Request};
use scene::svg::style::Theme;
use scene::table::table_text;
use scene::viz::view::Options;

use super::drawn::golden_of;

/// Two rows are inserted, then one is changed.
fn changed(level: Level) -> Live {
    let setup = Setup { page_bytes: 1_024, pool_frames: 16, ..Setup::at_level(level) };
    let mut live = Live::new(setup);
    live.run(
        "CREATE TABLE users (id int PRIMARY KEY, name text);
         INSERT INTO users VALUES (1, 'Ada'), (2, 'Ben');
         UPDATE users SET name = 'Bea' WHERE id = 2;",
    );
    live
}

/// The number of the last event that a test looks for.
fn last(live: &Live, is_wanted: impl Fn(&WalEvent) -> bool) -> u64 {
    let log = live.recording.log();
    let events = log.range(live.recording.start(), live.recording.end());
    let found =
        events.rev().find(|event| matches!(&event.fact, Fact::Wal(fact) if is_wanted(fact)));
    found.expect("the recording has such an event").seq
}

fn options() -> Options {
    Options::for_box(420.0, 220.0)
}

#[test]
fn records_are_at_risk_until_the_log_is_safe() {
    let live = changed(Level::Rows);
    let flushed = last(&live, |fact| matches!(fact, WalEvent::Flushed { .. }));
    let grown = last(&live, |fact| matches!(fact, WalEvent::Grown { .. }));
    golden_of(Picture::Wal, "wal_first_record", &live.recording, grown - 4, &options());
    golden_of(Picture::Wal, "wal_in_memory", &live.recording, grown + 1, &options());
    golden_of(Picture::Wal, "wal_with_the_disk", &live.recording, flushed, &options());
    golden_of(Picture::Wal, "wal_safe", &live.recording, flushed + 1, &options());
}

#[test]
fn records_that_were_only_counted_are_one_strip_together() {
    let live = changed(Level::Pages);
    golden_of(Picture::Wal, "wal_pages", &live.recording, live.recording.end(), &options());
}

#[test]
fn the_twin_lists_the_records() {
    let live = changed(Level::Rows);
    let (at, theme) = (At::End, Theme::System);
    let request = Request { picture: Picture::Wal, at, options: options(), theme };
    let table = table(&live.recording, &request).expect("the moment exists");
    assert_golden("scenes/wal_table.txt", &table_text(&table));
}

#[test]
fn bytes_at_risk_are_what_the_still_says() {
    let live = changed(Level::Pages);
    for seq in live.recording.start()..=live.recording.end() {
        let (at, theme) = (At::Event(seq), Theme::System);
        let request = Request { picture: Picture::Wal, at, options: options(), theme };
        let scene = scene(&live.recording, &request).expect("the moment exists");
        let wal = live.recording.moment_at(seq).stills.wal;
        assert_eq!(scene.figure("at-risk").unwrap_or(0), wal.end.0 - wal.flushed.0);
    }
}
