//! The tree picture over recordings that the engine made: way, walk, splits, bands.

use glassbox_tests::golden::assert_golden;
use glassbox_tests::law::breach;
use glassbox_tests::live::Live;
use model::base::pictures::Picture;
use model::base::rng::Rng;
use model::message::settings::Setup;
use model::still::recording::Moment;
use model::trace::event::Level;
use scene::render::{table, At, Request};
use scene::shape::audit::faults;
use scene::story::chapter::{Chapter, Story};
use scene::story::narrate::sentence;
use scene::story::steps::{Granularity, Steps, SystemSteps};
use scene::svg::style::Theme;
use scene::table::table_text;
use scene::text::scene_text;
use scene::viz::view::{Options, ScaleOption};
use scene::words::Words;

use super::drawn::{drawn, golden_of};

/// A tree as in a textbook: four entries to a node.
fn textbook(rows: u32) -> Live {
    let setup = Setup { index_entries: 4, page_bytes: 1_024, ..Setup::at_level(Level::Pages) };
    let mut live = Live::new(setup);
    live.run(&format!(
        "CREATE TABLE t (id int PRIMARY KEY);
         INSERT INTO t SELECT 10 * n FROM generate_series(1, {rows}) AS g(n)"
    ));
    live
}

/// Orders of users in pages of 1 KiB, with an index that is wider than a box.
fn shop() -> Live {
    let setup = Setup { page_bytes: 1_024, pool_frames: 24, ..Setup::at_level(Level::Pages) };
    let mut live = Live::new(setup);
    live.run(
        "CREATE TABLE orders (id int, user_id int, total int);
         INSERT INTO orders
         SELECT n, n * 7919 % 301, n % 1000 FROM generate_series(1, 3000) AS t(n);
         CREATE INDEX orders_user ON orders (user_id); ANALYZE orders;",
    );
    live
}

fn wide() -> Options {
    Options::for_box(560.0, 420.0)
}

/// Runs a statement; the story, and the statement's place in it.
fn run(live: &mut Live, sql: &str) -> (Story, usize) {
    live.run(sql);
    let story = Story::of(&live.recording);
    let last = story.chapters.len() - 1;
    (story, last)
}

/// The moment after so many touches of index pages.
fn after_touches(live: &Live, chapter: &Chapter, count: usize) -> u64 {
    let trees = live.recording.moment_at(chapter.start).stills.btree.trees;
    let mut touches =
        chapter.touches.iter().filter(|touch| trees.contains_key(&touch.page.rel)).skip(count);
    // The moment just before the next touch: all that came of the last one has happened.
    touches.next().map_or(chapter.end, |touch| touch.seq)
}

fn golden(name: &str, live: &Live, seq: u64, options: &Options) {
    golden_of(Picture::Btree, name, &live.recording, seq, options);
}

#[test]
fn a_look_up_in_a_textbook_tree_goes_from_the_root_to_a_leaf() {
    let mut live = textbook(12);
    let (story, at) = run(&mut live, "SET enable_seqscan = off; SELECT id FROM t WHERE id = 70");
    let chapter = &story.chapters[at];
    golden("btree_before", &live, chapter.start + 1, &wide());
    golden("btree_root", &live, after_touches(&live, chapter, 1), &wide());
    golden("btree_leaf", &live, after_touches(&live, chapter, 3), &wide());
    golden("btree_done", &live, chapter.end, &wide());
}

#[test]
fn a_range_walks_along_the_leaves() {
    let mut live = textbook(12);
    let sql = "SET enable_seqscan = off; SET enable_bitmapscan = off; \
               SELECT id FROM t WHERE id BETWEEN 40 AND 90 ORDER BY id";
    let (story, at) = run(&mut live, sql);
    golden("btree_walk", &live, story.chapters[at].end, &wide());
}

#[test]
fn a_full_leaf_is_split_and_its_parent_learns_of_it() {
    let mut live = textbook(5);
    let (story, at) = run(&mut live, "INSERT INTO t VALUES (25), (26), (27)");
    let chapter = &story.chapters[at];
    let split = chapter.visits.iter().find(|visit| visit.is_split()).expect("a leaf is split");
    golden("btree_split_before", &live, split.seq, &wide());
    golden("btree_split", &live, split.seq + 2, &wide());
    golden("btree_split_after", &live, chapter.end, &wide());
}

#[test]
fn a_wide_level_is_a_band_with_the_leaf_on_the_way_under_it() {
    let mut live = shop();
    let (story, at) = run(&mut live, "SELECT * FROM orders WHERE user_id = 42");
    let chapter = &story.chapters[at];
    golden("btree_band", &live, after_touches(&live, chapter, 3) + 1, &wide());
    golden("btree_band_done", &live, chapter.end, &Options::for_box(300.0, 300.0));
    let request =
        Request { picture: Picture::Btree, at: At::End, options: wide(), theme: Theme::System };
    let table = table(&live.recording, &request).expect("the moment exists");
    let lit = table.rows.iter().filter(|row| row.class != "idle").count();
    assert_eq!(lit, 3, "one node on each level is read");
    let first: Vec<_> = table.rows.iter().take(8).cloned().collect();
    let top = scene::table::Table { rows: first, ..table };
    assert_golden("scenes/btree_band_table.txt", &table_text(&top));
}

#[test]
fn a_database_without_an_index_says_what_makes_one() {
    let mut live = Live::new(Setup::at_level(Level::Pages));
    live.run("CREATE TABLE t (id int)");
    golden("btree_none", &live, live.recording.end(), &wide());
}

#[test]
fn numbers_are_those_of_the_pool() {
    let mut live = shop();
    let before = live.counters();
    let (story, at) = run(&mut live, "SELECT * FROM orders WHERE user_id = 42");
    let after = live.counters();
    let counted = after.counters.since(&before.counters);
    let end = story.chapters[at].end;
    let figure = |picture, key: &str| {
        let moment = live.recording.moment_at(end);
        let scene = drawn(picture, &live.recording, &story, &moment, &wide());
        scene.figure(key).expect("the picture has the number")
    };
    let both = |key: &str| figure(Picture::Btree, key) + figure(Picture::Heap, key);
    let system = story.chapters[at].totals.system.at(end);
    assert_eq!(both("read") + system, counted.pages_read());
    assert_eq!(figure(Picture::Btree, "height"), 3);
    assert_eq!(figure(Picture::Btree, "entries"), 3_000);
}

#[test]
fn every_box_from_a_phone_to_a_hall_keeps_labels_apart() {
    let mut lives = [textbook(12), shop()];
    let statements = [
        "INSERT INTO t VALUES (25), (26), (27), (28), (29); SELECT * FROM t WHERE id = 26",
        "SELECT * FROM orders WHERE user_id = 42; INSERT INTO orders VALUES (1, 42, 1)",
    ];
    for (live, sql) in lives.iter_mut().zip(statements) {
        let from = live.recording.end();
        let (story, _) = run(live, sql);
        for (width, height) in [(120.0, 90.0), (280.0, 260.0), (374.0, 300.0), (1_280.0, 720.0)] {
            for scale in [ScaleOption::Page, ScaleOption::Projector] {
                let options = Options { scale, ..Options::for_box(width, height) };
                for seq in from..=live.recording.end() {
                    let moment = live.recording.moment_at(seq);
                    let scene = drawn(Picture::Btree, &live.recording, &story, &moment, &options);
                    let found = faults(&scene, options.label_pixels());
                    assert_eq!(found, Vec::<String>::new(), "{width} x {height} at {seq}");
                }
            }
        }
    }
}

/// What every step of the last statement says, page by page or row by row.
fn told(live: &Live, granularity: Granularity) -> String {
    let story = Story::of(&live.recording);
    let from = story.chapters.last().expect("a statement ran").start;
    let steps = Steps::of(&live.recording, &story, granularity, SystemSteps::Folded);
    let mut text = String::new();
    for step in steps.list.iter().filter(|step| step.start >= from) {
        let trees = live.recording.moment_at(step.end).stills.btree;
        text.push_str(&sentence(&Words::english(), &live.recording, &story, &trees, step));
        text.push('\n');
    }
    text
}

#[test]
fn every_step_through_a_tree_says_why() {
    let setup = Setup { index_entries: 4, page_bytes: 1_024, ..Setup::at_level(Level::Rows) };
    let mut live = Live::new(setup);
    live.run(
        "CREATE TABLE t (id int PRIMARY KEY);
         INSERT INTO t SELECT 10 * n FROM generate_series(1, 12) AS g(n);
         SET enable_seqscan = off; SET enable_bitmapscan = off;",
    );
    let mut text = String::new();
    for sql in [
        "SELECT id FROM t WHERE id = 70",
        "SELECT id FROM t WHERE id BETWEEN 40 AND 90",
        "SELECT max(id) FROM t",
        "SELECT id FROM t WHERE id < 50 ORDER BY id DESC",
        "INSERT INTO t VALUES (75)",
        "INSERT INTO t VALUES (76)",
        "CREATE INDEX t_down ON t (id DESC)",
    ] {
        live.run(sql);
        text.push_str(&format!("# {sql}\n{}", told(&live, Granularity::Page)));
    }
    live.run("INSERT INTO t VALUES (5)");
    text.push_str(&format!("# row by row\n{}", told(&live, Granularity::Row)));
    live.run("SELECT id FROM t WHERE id = 70");
    text.push_str(&format!("# operator by operator\n{}", told(&live, Granularity::Operator)));
    assert_golden("scenes/btree_story.txt", &text);
}

#[test]
fn travel_through_a_tree_that_grows_leaves_no_trace() {
    for seed in 0..4 {
        let mut live = textbook(8);
        let mut rng = Rng::stream(seed, "tree");
        for _ in 0..16 {
            let (key, far) = (rng.below(400), rng.below(60));
            live.run(&match rng.below(4) {
                0 => format!("DELETE FROM t WHERE id = {key}"),
                1 => format!("SELECT id FROM t WHERE id BETWEEN {key} AND {key} + {far}"),
                _ => format!(
                    "INSERT INTO t SELECT {key} + n FROM generate_series(1, {far}) AS g(n)
                     ON CONFLICT DO NOTHING"
                ),
            });
        }
        let recording = &live.recording;
        assert_eq!(breach(recording), None, "seed {seed}");
        let story = Story::of(recording);
        let mut moment = Moment::default();
        for _ in 0..60 {
            let seq = rng.below(recording.end() + 1);
            recording.seek(&mut moment, seq);
            let fresh = recording.moment_at(seq);
            assert!(moment == fresh, "seed {seed}: seek is replay at {seq}");
            let here = drawn(Picture::Btree, recording, &story, &moment, &wide());
            let there = drawn(Picture::Btree, recording, &story, &fresh, &wide());
            assert_eq!(scene_text(&here), scene_text(&there), "seed {seed}, at {seq}");
            assert_eq!(here, there);
            assert_eq!(faults(&here, 12.0), Vec::<String>::new(), "seed {seed}, at {seq}");
        }
    }
}
