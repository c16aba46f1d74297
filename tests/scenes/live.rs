//! Pictures over recordings that the engine made, held against what disk and pool count for
//! themselves.

use glassbox_tests::golden::assert_golden;
use glassbox_tests::law::breach;
use glassbox_tests::live::Live;
use model::base::pictures::{Picture, PICTURES};
use model::base::rng::Rng;
use model::message::settings::Setup;
use model::still::recording::Moment;
use model::trace::event::Level;
use scene::shape::audit::faults;
use scene::story::chapter::Story;
use scene::story::narrate::sentence;
use scene::story::steps::{Granularity, Steps, SystemSteps};
use scene::viz::view::{Options, SystemTables};
use scene::words::Words;

use super::drawn::{drawn, golden_of, heap_at};

/// A thousand orders in pages of 1 KiB.
fn shop(pool_frames: u32, level: Level) -> Live {
    let setup = Setup { page_bytes: 1_024, pool_frames, ..Setup::at_level(level) };
    let mut live = Live::new(setup);
    live.run(
        "CREATE TABLE orders (id int, user_id int, total int);
         INSERT INTO orders SELECT n, n % 97, n * 7 % 1000 FROM generate_series(1, 1000) AS t(n);",
    );
    live
}

fn options() -> Options {
    Options::for_box(420.0, 260.0)
}

#[test]
fn a_scan_with_a_small_pool_lights_hits_and_misses_apart() {
    let mut live = shop(24, Level::Pages);
    live.run("SELECT * FROM orders WHERE user_id = 42");
    let before = live.counters();
    live.run("SELECT * FROM orders WHERE user_id = 42");
    let after = live.counters();
    let end = live.recording.end();
    let scene = heap_at(&live.recording, end, &options());
    let counted = after.counters.since(&before.counters);
    assert_eq!(scene.figure("misses"), Some(counted.pages_missed));
    assert_eq!(scene.figure("misses"), Some(after.disk_reads - before.disk_reads));
    assert_eq!(scene.figure("hits"), Some(counted.pages_hit));
    assert!(counted.pages_missed > 0 && counted.pages_hit > 0, "{counted:?}");
    golden_of(Picture::Heap, "live_scan", &live.recording, end, &options());
    golden_of(Picture::Buffer, "live_scan_buffer", &live.recording, end - 40, &options());
}

#[test]
fn limit_one_lights_fewer_squares() {
    let mut live = shop(64, Level::Pages);
    live.run("SELECT * FROM orders WHERE user_id = 42 LIMIT 1");
    let scene = heap_at(&live.recording, live.recording.end(), &options());
    let table_pages = scene.figure("pages").expect("the picture counts its pages");
    let read = scene.figure("read").expect("the picture counts what was read");
    assert!(read > 0 && read < table_pages, "{read} of {table_pages}");
    golden_of(Picture::Heap, "live_limit", &live.recording, live.recording.end(), &options());
}

#[test]
fn every_statement_s_numbers_are_those_of_its_summary() {
    let mut live = shop(24, Level::Pages);
    live.run(
        "UPDATE orders SET total = 0 WHERE user_id = 42;
         DELETE FROM orders WHERE user_id = 7;
         SELECT count(*), sum(total) FROM orders;
         CREATE TABLE users (id int);
         INSERT INTO users SELECT n FROM generate_series(1, 97) AS t(n);
         DROP TABLE orders;",
    );
    let story = Story::of(&live.recording);
    assert_eq!(story.chapters.len(), live.summaries.len());
    for (chapter, summary) in story.chapters.iter().zip(&live.summaries) {
        let at_end = |total: &scene::story::totals::Running| total.at(chapter.end);
        let totals = &chapter.totals;
        let read = at_end(&totals.hits) + at_end(&totals.misses) + at_end(&totals.system);
        assert_eq!(read, summary.counters.pages_read(), "{}", chapter.text);
        assert_eq!(at_end(&totals.written), summary.counters.pages_written, "{}", chapter.text);
        assert_eq!(at_end(&totals.evicted), summary.counters.pages_evicted, "{}", chapter.text);
    }
}

#[test]
fn counted_only_gives_the_same_numbers() {
    let sums = [Level::Counts, Level::Pages, Level::Rows].map(|level| {
        let mut live = shop(24, level);
        live.run("SELECT * FROM orders WHERE user_id = 42");
        let scene = heap_at(&live.recording, live.recording.end(), &options());
        (scene.figure("hits"), scene.figure("misses"))
    });
    assert_eq!(sums[0], sums[1]);
    assert_eq!(sums[1], sums[2]);
}

#[test]
fn a_lookup_tells_its_story() {
    let mut live = shop(24, Level::Rows);
    live.run(
        "CREATE TABLE users (id int PRIMARY KEY, name text);
         INSERT INTO users VALUES (1, 'Ada'), (2, 'Ben');
         UPDATE users SET name = 'Bea' WHERE id = 2;
         SELECT name FROM users;",
    );
    let recording = &live.recording;
    let story = Story::of(recording);
    let words = Words::english();
    let from = story.chapters[2].start;
    let mut text = String::new();
    for granularity in [Granularity::Page, Granularity::Row] {
        let steps = Steps::of(recording, &story, granularity, SystemSteps::Folded);
        text.push_str(&format!("# {granularity:?}\n"));
        for step in steps.list.iter().filter(|step| step.start >= from) {
            let trees = recording.moment_at(step.end).stills.btree;
            let said = sentence(&words, recording, &story, &trees, step);
            assert!(!said.is_empty(), "every step says something");
            text.push_str(&format!("{said}\n"));
        }
    }
    assert_golden("scenes/live_story.txt", &text);
}

#[test]
fn the_law_holds_and_travel_leaves_no_trace() {
    for level in [Level::Pages, Level::Rows] {
        let mut live = shop(16, level);
        live.run(
            "SELECT * FROM orders WHERE user_id = 42;
             UPDATE orders SET total = total + 1;
             DELETE FROM orders WHERE id > 500;
             INSERT INTO orders SELECT n, n, n FROM generate_series(1, 300) AS t(n);
             SELECT count(*) FROM orders;",
        );
        let recording = &live.recording;
        assert_eq!(breach(recording), None);
        let story = Story::of(recording);
        let shown = Options { system_tables: SystemTables::Shown, ..options() };
        let mut rng = Rng::stream(1, "travel");
        let mut moment = Moment::default();
        for _ in 0..40 {
            let span = recording.end() - recording.start();
            let seq = recording.start() + rng.below(span + 1);
            recording.seek(&mut moment, seq);
            let fresh = recording.moment_at(seq);
            assert_eq!(moment, fresh);
            for options in [&options(), &shown] {
                for (which, _) in PICTURES {
                    let here = drawn(*which, recording, &story, &moment, options);
                    assert_eq!(here, drawn(*which, recording, &story, &fresh, options));
                    assert_eq!(faults(&here, options.label_pixels()), Vec::<String>::new());
                }
            }
        }
    }
}
