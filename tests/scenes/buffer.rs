//! The buffer picture over recordings made by hand.

use glassbox_tests::golden::assert_golden;
use glassbox_tests::hand::{page, Hand, ORDERS, PG_CLASS, USERS};
use model::base::ids::{FrameNo, RelId};
use model::base::pictures::Picture;
use model::trace::event::page::{PageEvent, RelationKind};
use scene::render::{table, At, Request};
use scene::svg::style::Theme;
use scene::table::table_text;
use scene::viz::view::Options;

use super::drawn::golden_of;

/// Eight frames: two statements have filled them, and the second is half way.
fn half_way() -> Hand {
    let index = RelId(16_395);
    let mut hand = Hand::new(8);
    hand.start("CREATE TABLE ...");
    hand.create(PG_CLASS, "pg_class", RelationKind::System);
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.create(USERS, "users", RelationKind::Table);
    hand.create(index, "orders_user", RelationKind::Index);
    hand.fill(PG_CLASS, 1, 0);
    hand.fill(USERS, 3, 1);
    hand.page_fact(PageEvent::Dirtied { page: page(USERS, 1), frame: FrameNo(2) });
    hand.finish(0);
    hand.start("SELECT * FROM orders WHERE user_id = 42");
    hand.miss(page(index, 3), 4, 0);
    hand.hit(page(USERS, 2), 3, 1);
    hand.page_fact(PageEvent::Evicted { page: page(USERS, 0), frame: FrameNo(1) });
    hand.miss(page(ORDERS, 290), 1, 1);
    hand
}

fn options() -> Options {
    Options::for_box(300.0, 160.0)
}

#[test]
fn frames_show_their_pages_and_how_each_was_had() {
    let hand = half_way();
    golden_of(Picture::Buffer, "buffer_half_way", &hand.recording, hand.now(), &options());
}

#[test]
fn a_frame_that_changed_hands_is_no_longer_lit() {
    let mut hand = half_way();
    hand.page_fact(PageEvent::Evicted { page: page(USERS, 2), frame: FrameNo(3) });
    let evicted = hand.now();
    golden_of(Picture::Buffer, "buffer_evicted", &hand.recording, evicted, &options());
    hand.finish(1);
    hand.start("SELECT 1");
    let next = hand.now();
    golden_of(Picture::Buffer, "buffer_next_statement", &hand.recording, next, &options());
}

#[test]
fn a_large_pool_shows_the_frames_in_use() {
    let mut hand = Hand::new(16_384);
    hand.start("CREATE TABLE ...");
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.fill(ORDERS, 20, 0);
    hand.finish(0);
    golden_of(Picture::Buffer, "buffer_in_use", &hand.recording, hand.now(), &options());
}

#[test]
fn frames_that_do_not_fit_as_boxes_become_squares() {
    let mut hand = Hand::new(16_384);
    hand.start("CREATE TABLE ...");
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.fill(ORDERS, 9_000, 0);
    hand.finish(0);
    hand.start("SELECT * FROM orders");
    for no in 0..1_000 {
        hand.hit(page(ORDERS, no), no, 136);
    }
    golden_of(Picture::Buffer, "buffer_squares", &hand.recording, hand.now(), &options());
}

#[test]
fn an_empty_pool_says_so() {
    let hand = Hand::new(8);
    golden_of(Picture::Buffer, "buffer_empty", &hand.recording, 0, &options());
}

#[test]
fn the_twin_says_what_the_boxes_show() {
    let hand = half_way();
    let (at, theme) = (At::End, Theme::System);
    let request = Request { picture: Picture::Buffer, at, options: options(), theme };
    let table = table(&hand.recording, &request).expect("the moment exists");
    assert_golden("scenes/buffer_half_way_table.txt", &table_text(&table));
}
