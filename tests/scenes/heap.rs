//! The heap picture over recordings made by hand.

use glassbox_tests::golden::assert_golden;
use glassbox_tests::hand::{page, Hand, ORDERS, PG_CLASS, USERS};
use model::base::ids::{FrameNo, RelId};
use model::base::pictures::Picture;
use model::trace::event::page::{PageEvent, RelationKind};
use scene::render::{svg_file, table, At, Request};
use scene::shape::audit::faults;
use scene::svg::style::Theme;
use scene::svg::write::svg_text;
use scene::table::table_text;
use scene::viz::view::{Future, Options, ScaleOption, SystemTables};

use super::drawn::{golden, heap_at};

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

/// A box in which every text has room.
fn roomy() -> Options {
    Options::for_box(420.0, 260.0)
}

#[test]
fn a_lookup_half_way_lights_what_it_read() {
    let (hand, cursor) = lookup();
    golden("heap_lookup", &hand.recording, cursor, &roomy());
}

#[test]
fn before_the_first_page_all_is_to_come() {
    let (hand, _) = lookup();
    let story = scene::story::chapter::Story::of(&hand.recording);
    let select = &story.chapters[2];
    golden("heap_before_the_first_page", &hand.recording, select.start + 1, &roomy());
}

#[test]
fn after_the_last_page_nothing_is_now() {
    let (hand, _) = lookup();
    golden("heap_after_the_end", &hand.recording, hand.now(), &roomy());
}

#[test]
fn a_question_about_what_comes_next_hides_it() {
    let (hand, cursor) = lookup();
    let options = Options { future: Future::Hidden, ..roomy() };
    golden("heap_future_hidden", &hand.recording, cursor, &options);
}

#[test]
fn pages_to_be_added_have_their_place_kept() {
    let mut hand = Hand::new(64);
    hand.start("CREATE TABLE orders (id int)");
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.finish(0);
    hand.start("INSERT INTO orders SELECT ...");
    hand.fill(ORDERS, 2, 0);
    for no in 2..5 {
        hand.page_fact(PageEvent::Extended { page: page(ORDERS, no), frame: FrameNo(no) });
    }
    let cursor = hand.now();
    for no in 5..9 {
        hand.page_fact(PageEvent::Extended { page: page(ORDERS, no), frame: FrameNo(no) });
    }
    hand.finish(1_224);
    golden("heap_insert", &hand.recording, cursor, &roomy());
}

#[test]
fn two_tables_share_one_scale_and_one_count_of_steps() {
    let mut hand = Hand::new(128);
    hand.start("CREATE TABLE ...");
    hand.create(PG_CLASS, "pg_class", RelationKind::System);
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.create(USERS, "users", RelationKind::Table);
    hand.fill(PG_CLASS, 2, 100);
    hand.fill(ORDERS, 60, 0);
    hand.fill(USERS, 7, 60);
    hand.finish(0);
    hand.start("SELECT * FROM users JOIN orders ON ...");
    hand.hit(page(PG_CLASS, 0), 100, 3);
    for no in 0..7 {
        hand.hit(page(USERS, no), 60 + no, 1);
        hand.miss(page(ORDERS, no * 8 + 3), no, 1);
    }
    let cursor = hand.now();
    hand.miss(page(ORDERS, 59), 59, 1);
    hand.finish(8);
    golden("heap_two_tables", &hand.recording, cursor, &roomy());
    let options = Options { system_tables: SystemTables::Shown, ..roomy() };
    golden("heap_two_tables_and_system", &hand.recording, cursor, &options);
}

#[test]
fn too_many_pages_are_folded_and_it_is_said() {
    let mut hand = Hand::new(16);
    hand.start("CREATE TABLE orders (id int)");
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.finish(0);
    hand.start("INSERT INTO orders SELECT ...");
    hand.fill(ORDERS, 10_000, 0);
    hand.finish(1_360_000);
    hand.empty_pool();
    hand.still();
    hand.start("SELECT * FROM orders");
    for no in 0..3_000 {
        hand.miss(page(ORDERS, no), no % 16, 136);
    }
    let cursor = hand.now();
    for no in 3_000..10_000 {
        hand.miss(page(ORDERS, no), no % 16, 136);
    }
    hand.finish(1_360_000);
    golden("heap_folded", &hand.recording, cursor, &Options::for_box(300.0, 160.0));
}

#[test]
fn many_tables_leave_out_the_least_telling() {
    let mut hand = Hand::new(64);
    hand.start("CREATE TABLE ...");
    for no in 0..20 {
        let rel = RelId(ORDERS.0 + no);
        hand.create(rel, &format!("table_{no}"), RelationKind::Table);
        hand.fill(rel, 1 + no % 3, no * 3);
    }
    hand.finish(0);
    hand.start("SELECT * FROM table_9");
    hand.hit(page(RelId(ORDERS.0 + 9), 0), 27, 1);
    golden("heap_many_tables", &hand.recording, hand.now(), &roomy());
}

#[test]
fn what_was_only_counted_lights_no_square() {
    let mut hand = Hand::new(64);
    hand.start("CREATE TABLE orders (id int)");
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.fill(ORDERS, 12, 0);
    hand.finish(0);
    hand.start("SELECT * FROM orders");
    hand.page_fact(PageEvent::Summed { rel: ORDERS, hits: 9, misses: 3 });
    hand.finish(11);
    golden("heap_counted", &hand.recording, hand.now(), &roomy());
}

#[test]
fn an_empty_database_says_what_fills_it() {
    let hand = Hand::new(8);
    golden("heap_empty", &hand.recording, hand.now(), &roomy());
}

#[test]
fn a_dropped_table_leaves_the_picture() {
    let (mut hand, _) = lookup();
    hand.start("DROP TABLE orders");
    hand.page_fact(PageEvent::RelationDropped { rel: ORDERS });
    hand.finish(0);
    golden("heap_dropped", &hand.recording, hand.now(), &roomy());
}

#[test]
fn every_box_from_a_phone_to_a_hall_keeps_labels_apart() {
    let (hand, cursor) = lookup();
    for (width, height) in [(60.0, 40.0), (180.0, 120.0), (320.0, 200.0), (1_280.0, 720.0)] {
        for scale in [ScaleOption::Page, ScaleOption::Projector] {
            let options = Options { scale, ..Options::for_box(width, height) };
            for seq in 0..=hand.now() {
                let scene = heap_at(&hand.recording, seq, &options);
                let found = faults(&scene, options.label_pixels());
                assert_eq!(found, Vec::<String>::new(), "{width} x {height} at {seq}");
            }
            heap_at(&hand.recording, cursor, &options);
        }
    }
}

#[test]
fn the_twin_says_what_the_squares_show() {
    let (hand, cursor) = lookup();
    let request = Request {
        picture: Picture::Heap,
        at: At::Event(cursor),
        options: roomy(),
        theme: Theme::System,
    };
    let table = table(&hand.recording, &request).expect("the moment exists");
    assert_golden("scenes/heap_lookup_table.txt", &table_text(&table));
}

#[test]
fn the_svg_names_every_mark() {
    let (hand, cursor) = lookup();
    let scene = heap_at(&hand.recording, cursor, &Options::for_box(400.0, 80.0));
    assert_golden("scenes/heap_lookup.svg", &svg_text(&scene));
}

#[test]
fn a_file_of_its_own_carries_its_looks_as_plain_values() {
    let (hand, cursor) = lookup();
    let file = |theme| {
        let options = Options::for_box(400.0, 80.0);
        let request = Request { picture: Picture::Heap, at: At::Event(cursor), options, theme };
        svg_file(&hand.recording, &request).expect("the moment exists")
    };
    for theme in [Theme::System, Theme::Dark, Theme::Light] {
        let svg = file(theme);
        assert!(!svg.contains("var(") && !svg.contains("light-dark("), "values are plain");
        assert!(!svg.contains(": ;"), "every token is known");
    }
    assert_ne!(file(Theme::Dark), file(Theme::Light));
    assert!(file(Theme::System).contains("prefers-color-scheme: dark"));
}

#[test]
fn a_name_that_is_markup_stays_a_name() {
    let mut hand = Hand::new(8);
    hand.start("CREATE TABLE \"<script>\"");
    hand.create(ORDERS, "<script>alert('1')</script>", RelationKind::Table);
    let options = Options::for_box(400.0, 80.0);
    let scene = heap_at(&hand.recording, hand.now(), &options);
    assert!(!svg_text(&scene).contains("<script"));
}
