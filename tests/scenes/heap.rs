//! The heap picture over recordings made by hand.

use glassbox_tests::golden::assert_golden;
use glassbox_tests::hand::{page, Hand, ORDERS, PG_CLASS};
use model::base::pictures::Picture;
use model::still::recording::Recording;
use model::trace::event::page::RelationKind;
use scene::render::{svg_file, At, Request};
use scene::shape::audit::faults;
use scene::shape::scene::Scene;
use scene::story::chapter::Story;
use scene::svg::style::Theme;
use scene::svg::write::svg_text;
use scene::text::scene_text;
use scene::viz::heap;
use scene::viz::view::{Options, View};
use scene::words::Words;

/// A table of twelve pages, of which one statement reads five of eight in order.
fn lookup() -> (Hand, u64) {
    let mut hand = Hand::new(8);
    hand.start("CREATE TABLE orders (id int)");
    hand.create(PG_CLASS, "pg_class", RelationKind::System);
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.finish(0);
    hand.start("INSERT INTO orders SELECT ...");
    hand.fill(ORDERS, 12, 0);
    hand.finish(1_632);
    hand.empty_pool();
    hand.still();
    hand.start("SELECT * FROM orders WHERE user_id = 42");
    hand.miss(page(ORDERS, 2), 0, 1);
    hand.miss(page(ORDERS, 5), 1, 1);
    hand.hit(page(ORDERS, 5), 1, 0);
    let cursor = hand.now();
    hand.miss(page(ORDERS, 7), 2, 3);
    hand.hit(page(ORDERS, 2), 0, 3);
    hand.miss(page(ORDERS, 11), 3, 3);
    hand.finish(11);
    (hand, cursor)
}

fn scene_at(recording: &Recording, seq: u64, options: &Options) -> Scene {
    let story = Story::of(recording);
    let moment = recording.moment_at(seq);
    let words = Words::english();
    let chapter = story.chapter_at(recording, seq);
    heap::scene(&View { moment: &moment, story: &story, chapter, options, words: &words })
}

#[test]
fn a_lookup_half_way_lights_what_it_read() {
    let (hand, cursor) = lookup();
    let options = Options::for_box(400.0, 240.0);
    let scene = scene_at(&hand.recording, cursor, &options);
    assert_eq!(faults(&scene, 12.0), Vec::<String>::new());
    assert_golden("scenes/heap_lookup.txt", &scene_text(&scene));
}

#[test]
fn a_file_of_its_own_carries_its_looks() {
    let (hand, cursor) = lookup();
    let request = Request {
        picture: Picture::Heap,
        at: At::Event(cursor),
        options: Options::for_box(400.0, 80.0),
        theme: Theme::Light,
    };
    let svg = svg_file(&hand.recording, &request).expect("the moment exists");
    assert!(!svg.contains("var(") && !svg.contains("light-dark("), "values are plain");
    assert_golden("scenes/heap_lookup.svg", &svg);
}

#[test]
fn a_name_that_is_markup_stays_a_name() {
    let mut hand = Hand::new(8);
    hand.start("CREATE TABLE \"<script>\"");
    hand.create(ORDERS, "<script>alert('1')</script>", RelationKind::Table);
    let options = Options::for_box(400.0, 80.0);
    let scene = scene_at(&hand.recording, hand.now(), &options);
    assert!(!svg_text(&scene).contains("<script"));
}
