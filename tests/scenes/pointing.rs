//! The pointer and the arrow keys find the same marks.

use glassbox_tests::busy::Busy;
use model::base::ids::FrameNo;
use model::base::pictures::Picture;
use scene::shape::mark::{Point, Target};
use scene::shape::pointing::{area_of, target_at, target_towards, Direction};
use scene::shape::scene::Scene;
use scene::story::chapter::Story;
use scene::viz::view::Options;

use super::drawn::drawn;
use glassbox_tests::hand::{page, ORDERS, USERS};

fn picture(which: Picture) -> Scene {
    let mut busy = Busy::new(7, 12);
    busy.grow(ORDERS, 60);
    busy.grow(USERS, 5);
    busy.look_up(4);
    let recording = &busy.hand.recording;
    let story = Story::of(recording);
    let moment = recording.moment_at(recording.end());
    drawn(which, recording, &story, &moment, &Options::for_box(500.0, 300.0))
}

#[test]
fn the_middle_of_a_mark_is_that_mark() {
    let heap = picture(Picture::Heap);
    let frames = picture(Picture::Buffer);
    let pages = (0..60).map(|no| (&heap, Target::Page(page(ORDERS, no))));
    let frames = (0..12).map(|no| (&frames, Target::Frame(FrameNo(no))));
    for (scene, target) in pages.chain(frames) {
        let area = area_of(scene, target).expect("the picture shows it");
        let at = Point { x: area.x + area.width / 2.0, y: area.y + area.height / 2.0 };
        assert_eq!(target_at(scene, at), Some((target, area)));
    }
    assert_eq!(area_of(&heap, Target::Page(page(ORDERS, 60))), None);
    assert_eq!(target_at(&heap, Point { x: -1.0, y: 40.0 }), None);
}

#[test]
fn arrow_keys_reach_every_page_and_stop_at_the_edge() {
    let scene = picture(Picture::Heap);
    let first = target_towards(&scene, None, Direction::Right).expect("there are pages");
    assert_eq!(first, Target::Page(page(ORDERS, 0)));
    assert_eq!(target_towards(&scene, Some(first), Direction::Left), None);
    let mut reached = 1;
    let mut row_start = first;
    loop {
        let mut here = row_start;
        while let Some(next) = target_towards(&scene, Some(here), Direction::Right) {
            reached += 1;
            here = next;
        }
        match target_towards(&scene, Some(row_start), Direction::Down) {
            Some(below) => row_start = below,
            None => break,
        }
        reached += 1;
    }
    assert_eq!(reached, 65, "sixty pages of one table and five of the other");
}
