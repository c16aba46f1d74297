//! Steps and what they say, over a recording made by hand.

use std::fmt::Write;

use glassbox_tests::golden::assert_golden;
use glassbox_tests::hand::{page, Hand, ORDERS, PG_CLASS, USERS};
use model::base::ids::{FrameNo, OpId, TupleId};
use model::still::recording::Recording;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::Fact;
use scene::story::chapter::Story;
use scene::story::narrate::sentence;
use scene::story::steps::{Break, Breaks, Granularity, Steps, SystemSteps, GRANULARITIES};
use scene::words::Words;

/// A pool of two frames: the third page finds no room without an eviction.
fn tight_pool() -> Hand {
    let mut hand = Hand::new(2);
    hand.start("CREATE TABLE orders (id int)");
    hand.create(PG_CLASS, "pg_class", RelationKind::System);
    hand.create(ORDERS, "orders", RelationKind::Table);
    hand.create(USERS, "users", RelationKind::Table);
    hand.finish(0);
    hand.start("INSERT INTO orders\n  VALUES (1)");
    let (first, frame) = (page(ORDERS, 0), FrameNo(0));
    hand.page_fact(PageEvent::Extended { page: first, frame });
    let tuple = TupleId { page_no: 0, slot_no: 1 };
    hand.page_fact(PageEvent::TupleInserted { rel: ORDERS, tuple, bytes: 28 });
    hand.page_fact(PageEvent::Changed { page: first, slot_count: 1, free_bytes: 8_136 });
    hand.page_fact(PageEvent::Extended { page: page(USERS, 0), frame: FrameNo(1) });
    hand.page_fact(PageEvent::Written { page: page(USERS, 0), frame: FrameNo(1) });
    hand.finish(1);
    hand.start("SELECT * FROM orders, users");
    let name = "Seq Scan on orders".to_string();
    let started = ExecEvent::OperatorStarted { op: OpId(0), parent: None, name, rows_estimated: 1 };
    hand.fact(Fact::Exec(started));
    hand.hit(page(ORDERS, 0), 0, 136);
    hand.page_fact(PageEvent::Evicted { page: page(USERS, 0), frame: FrameNo(1) });
    hand.miss(page(PG_CLASS, 4), 1, 3);
    hand.page_fact(PageEvent::Written { page: first, frame });
    hand.page_fact(PageEvent::Evicted { page: first, frame });
    hand.miss(page(USERS, 0), 0, 0);
    hand.fact(Fact::Exec(ExecEvent::RowsPassed { op: OpId(0), rows: 1 }));
    hand.fact(Fact::Exec(ExecEvent::OperatorFinished { op: OpId(0), rows: 1 }));
    hand.finish(1);
    hand.start("SELECT 1 / 0");
    let sqlstate = "22012".to_string();
    hand.fact(Fact::Exec(ExecEvent::StatementFailed { sqlstate }));
    hand
}

fn told(recording: &Recording, granularity: Granularity) -> String {
    let story = Story::of(recording);
    let words = Words::english();
    let steps = Steps::of(recording, &story, granularity, SystemSteps::Folded);
    let mut text = String::new();
    for step in &steps.list {
        let trees = recording.moment_at(step.end).stills.btree;
        let said = sentence(&words, recording, &story, &trees, step);
        let place = match step.number {
            0 => "        ".to_string(),
            number => format!("{number:>2} of {:<2}", steps.count_in(step.statement)),
        };
        writeln!(text, "{place}  {said}").expect("a string takes all");
    }
    text
}

#[test]
fn every_step_tells_what_happened() {
    let hand = tight_pool();
    let mut text = String::new();
    for (granularity, name) in GRANULARITIES {
        writeln!(text, "# step by {name}\n{}", told(&hand.recording, granularity))
            .expect("a string takes all");
    }
    assert_golden("scenes/steps_tight_pool.txt", &text);
}

#[test]
fn stepping_on_and_back_visits_the_same_steps() {
    let hand = tight_pool();
    let story = Story::of(&hand.recording);
    for (granularity, _) in GRANULARITIES {
        let steps = Steps::of(&hand.recording, &story, granularity, SystemSteps::Folded);
        let mut cursor = hand.recording.start();
        let mut visited = Vec::new();
        while let Some(step) = steps.after(cursor) {
            cursor = step.end;
            assert_eq!(steps.at(cursor), Some(step), "the step at its own end is itself");
            visited.push(*step);
        }
        assert_eq!(visited, steps.list);
        let mut back = vec![*steps.at(cursor).expect("there are steps")];
        while let Some(step) = steps.before(cursor) {
            cursor = step.end;
            back.push(*step);
        }
        back.reverse();
        assert_eq!(back, visited);
    }
}

#[test]
fn a_story_that_grows_equals_the_story_of_the_whole() {
    let hand = tight_pool();
    let whole = Story::of(&hand.recording);
    let mut recording = Recording::default();
    recording.append_still(0, hand.recording.moment_at(0).stills);
    let mut story = Story::default();
    let mut steps = Steps::new(Granularity::Page, SystemSteps::Folded);
    for event in hand.recording.log().range(0, hand.now()) {
        recording.append_events([event.clone()]);
        story.update(&recording);
        steps.update(&recording, &story);
    }
    assert_eq!(story, whole);
    let at_once = Steps::of(&hand.recording, &whole, Granularity::Page, SystemSteps::Folded);
    assert_eq!(steps, at_once);
}

#[test]
fn play_stops_where_it_was_asked_to() {
    let hand = tight_pool();
    let story = Story::of(&hand.recording);
    let steps = Steps::of(&hand.recording, &story, Granularity::Page, SystemSteps::Folded);
    let evictions = Breaks::default().with(Break::Eviction);
    let stop = steps.next_break(0, evictions).expect("there is an eviction");
    let words = Words::english();
    let trees = hand.recording.moment_at(stop.end).stills.btree;
    let said = sentence(&words, &hand.recording, &story, &trees, stop);
    assert!(said.starts_with("Heap page 0 of orders is in memory"), "{said}");
    let next = steps.next_break(stop.end, evictions).expect("there is another");
    let said = sentence(&words, &hand.recording, &story, &trees, next);
    assert!(said.contains("it had changed and was written first"), "{said}");
}

#[test]
fn running_totals_equal_the_fold_of_the_events() {
    let hand = tight_pool();
    let story = Story::of(&hand.recording);
    for chapter in &story.chapters {
        for seq in chapter.start..=chapter.end {
            let events = hand.recording.log().range(chapter.start, seq);
            let [mut hits, mut misses, mut system, mut evicted] = [0, 0, 0, 0];
            for event in events {
                match &event.fact {
                    Fact::Page(PageEvent::Hit { page, .. } | PageEvent::Missed { page, .. })
                        if page.rel == PG_CLASS =>
                    {
                        system += 1;
                    }
                    Fact::Page(PageEvent::Hit { .. }) => hits += 1,
                    Fact::Page(PageEvent::Missed { .. }) => misses += 1,
                    Fact::Page(PageEvent::Evicted { .. }) => evicted += 1,
                    _ => {}
                }
            }
            let totals = &chapter.totals;
            let counted = [&totals.hits, &totals.misses, &totals.system, &totals.evicted];
            assert_eq!(counted.map(|total| total.at(seq)), [hits, misses, system, evicted]);
        }
    }
}
