//! The plan picture: over a join written by hand, and over what the engine ran.

use glassbox_tests::golden::assert_golden;
use glassbox_tests::hand::{page, Hand, ORDERS, USERS};
use glassbox_tests::live::Live;
use model::base::ids::OpId;
use model::base::pictures::Picture;
use model::base::rng::Rng;
use model::message::settings::Setup;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::RelationKind;
use model::trace::event::{Fact, Level};
use scene::chart::tree::{tree_layout, Card};
use scene::render::{scene, table, At, Request};
use scene::shape::audit::faults;
use scene::shape::mark::Area;
use scene::svg::style::Theme;
use scene::table::table_text;
use scene::viz::view::{Options, ScaleOption};

use super::drawn::golden_of;

fn operator(hand: &mut Hand, op: u16, parent: Option<u16>, name: &str, rows_estimated: u64) {
    let (name, parent) = (name.to_string(), parent.map(OpId));
    hand.act_for(Some(OpId(op)));
    let started = ExecEvent::OperatorStarted { op: OpId(op), parent, name, rows_estimated };
    hand.fact(Fact::Exec(started));
}

fn drained(hand: &mut Hand, op: u16, rows: u64) {
    hand.act_for(Some(OpId(op)));
    hand.fact(Fact::Exec(ExecEvent::OperatorFinished { op: OpId(op), rows }));
}

/// A join whose hash side is drained and whose other side is half way.
fn join() -> (Hand, u64) {
    let mut hand = Hand::new(16);
    hand.start("CREATE TABLE ...");
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.create(USERS, "users", RelationKind::Table);
    hand.finish(0);
    hand.start("SELECT name, total FROM users JOIN orders ON users.id = user_id ORDER BY total");
    operator(&mut hand, 0, None, "Sort", 40);
    operator(&mut hand, 1, Some(0), "Hash Join", 40);
    operator(&mut hand, 2, Some(1), "Index Scan using orders_user on orders", 40);
    operator(&mut hand, 3, Some(1), "Hash", 10);
    operator(&mut hand, 4, Some(3), "Seq Scan on users", 10);
    hand.act_for(Some(OpId(4)));
    hand.miss(page(USERS, 0), 0, 97);
    hand.miss(page(USERS, 1), 1, 3);
    drained(&mut hand, 4, 100);
    drained(&mut hand, 3, 100);
    hand.act_for(Some(OpId(2)));
    hand.miss(page(ORDERS, 7), 2, 1);
    hand.hit(page(ORDERS, 7), 2, 1);
    let cursor = hand.now();
    drained(&mut hand, 2, 38);
    drained(&mut hand, 1, 38);
    drained(&mut hand, 0, 38);
    hand.finish(38);
    (hand, cursor)
}

#[test]
fn a_join_half_way_shows_who_has_run_dry() {
    let (hand, cursor) = join();
    let options = Options::for_box(560.0, 560.0);
    golden_of(Picture::Plan, "plan_half_way", &hand.recording, cursor, &options);
    golden_of(Picture::Plan, "plan_done", &hand.recording, hand.now(), &options);
}

#[test]
fn the_twin_indents_who_is_asked() {
    let (hand, cursor) = join();
    let options = Options::for_box(560.0, 560.0);
    let (at, theme) = (At::Event(cursor), Theme::System);
    let request = Request { picture: Picture::Plan, at, options, theme };
    let table = table(&hand.recording, &request).expect("the moment exists");
    assert_golden("scenes/plan_half_way_table.txt", &table_text(&table));
}

#[test]
fn cards_get_lower_before_the_picture_gets_larger_than_its_box() {
    let (hand, cursor) = join();
    for (width, height) in [(200.0, 100.0), (320.0, 300.0), (560.0, 300.0), (1_280.0, 720.0)] {
        for scale in [ScaleOption::Page, ScaleOption::Projector] {
            let options = Options { scale, ..Options::for_box(width, height) };
            let floor = options.label_pixels();
            let (at, theme) = (At::Event(cursor), Theme::System);
            let request = Request { picture: Picture::Plan, at, options, theme };
            let scene = scene(&hand.recording, &request).expect("the moment exists");
            assert!(scene.width >= width && scene.height >= height);
            assert_eq!(faults(&scene, floor), Vec::<String>::new(), "{width} x {height}");
        }
    }
}

#[test]
fn a_statement_without_operators_says_so() {
    let (hand, _) = join();
    let options = Options::for_box(400.0, 100.0);
    golden_of(Picture::Plan, "plan_none", &hand.recording, 2, &options);
}

#[test]
fn pages_of_all_cards_are_the_pages_that_were_read() {
    let setup = Setup { page_bytes: 1_024, pool_frames: 16, ..Setup::at_level(Level::Rows) };
    let mut live = Live::new(setup);
    live.run(
        "CREATE TABLE orders (id int, user_id int, total int);
         INSERT INTO orders SELECT n, n % 97, n * 7 % 1000 FROM generate_series(1, 1000) AS t(n);
         SELECT user_id, sum(total) FROM orders WHERE id > 300 GROUP BY user_id
         ORDER BY sum(total) DESC LIMIT 3;",
    );
    let options = Options::for_box(420.0, 560.0);
    let end = live.recording.end();
    golden_of(Picture::Plan, "plan_live", &live.recording, end, &options);
    golden_of(Picture::Plan, "plan_live_half_way", &live.recording, end - 60, &options);
    let (at, theme) = (At::End, Theme::System);
    let request = Request { picture: Picture::Plan, at, options, theme };
    let scene = scene(&live.recording, &request).expect("the moment exists");
    let read = live.summaries.last().map(|summary| summary.counters.pages_read());
    assert_eq!(scene.figure("read"), read);
    assert_eq!(scene.figure("rows"), Some(3));
}

#[test]
fn a_limit_stops_whom_it_asks_and_blames_no_estimate() {
    let setup = Setup { page_bytes: 1_024, ..Setup::at_level(Level::Pages) };
    let mut live = Live::new(setup);
    live.run(
        "CREATE TABLE orders (id int, total int);
         INSERT INTO orders SELECT n, n * 7 % 1000 FROM generate_series(1, 1000) AS t(n);
         SELECT * FROM orders WHERE total > 10 LIMIT 2;",
    );
    let options = Options::for_box(320.0, 420.0);
    golden_of(Picture::Plan, "plan_limit", &live.recording, live.recording.end(), &options);
}

#[test]
fn an_operator_that_nobody_asked_is_hollow() {
    let (mut hand, _) = join();
    hand.start("SELECT * FROM users LEFT JOIN orders ON users.id = user_id AND false");
    operator(&mut hand, 0, None, "Nested Loop Left Join", 10);
    operator(&mut hand, 1, Some(0), "Seq Scan on users", 10);
    operator(&mut hand, 2, Some(0), "Seq Scan on orders", 40);
    hand.act_for(Some(OpId(1)));
    hand.hit(page(USERS, 0), 0, 10);
    drained(&mut hand, 1, 10);
    drained(&mut hand, 0, 10);
    hand.act_for(Some(OpId(2)));
    hand.fact(Fact::Exec(ExecEvent::OperatorUnused { op: OpId(2) }));
    hand.finish(10);
    let options = Options::for_box(420.0, 260.0);
    golden_of(Picture::Plan, "plan_unused", &hand.recording, hand.now(), &options);
}

#[test]
fn cards_of_any_tree_keep_their_distance() {
    for seed in 0..40 {
        let mut rng = Rng::stream(seed, "tree");
        let count = 1 + rng.below(200) as usize;
        let cards: Vec<Card> = (0..count)
            .map(|at| Card {
                parent: (at > 0).then(|| rng.below(at as u64) as usize),
                width: 40.0 + rng.below(160) as f64,
                height: 44.0,
            })
            .collect();
        let layout = tree_layout(&cards, 20.0, 32.0);
        let areas: Vec<Area> = layout
            .corners
            .iter()
            .zip(&cards)
            .map(|(at, card)| Area { x: at.x, y: at.y, width: card.width, height: card.height })
            .collect();
        for (at, area) in areas.iter().enumerate() {
            assert!(area.x >= -0.001 && area.right() <= layout.width + 0.001);
            assert!(area.bottom() <= layout.height + 0.001);
            let others = areas[at + 1..].iter();
            assert!(others.clone().all(|other| !area.grown(9.9).overlaps(&other.grown(9.9))));
        }
    }
}

#[test]
fn ways_not_chosen_stand_under_the_plan_with_their_costs() {
    let setup = Setup { page_bytes: 1_024, pool_frames: 64, ..Setup::at_level(Level::Pages) };
    let mut live = Live::new(setup);
    live.run(
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int, total int);
         INSERT INTO orders SELECT n, n % 97, n * 7 % 1000 FROM generate_series(1, 1000) AS t(n);
         CREATE INDEX orders_user ON orders (user_id); ANALYZE orders;
         SELECT * FROM orders WHERE user_id = 42;",
    );
    let options = Options::for_box(236.0, 620.0);
    let end = live.recording.end();
    golden_of(Picture::Plan, "plan_not_chosen", &live.recording, end, &options);
}
