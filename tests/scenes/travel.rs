//! Time travel: a scene depends on the moment, not on the way there.

use glassbox_tests::busy::Busy;
use glassbox_tests::law::breach;
use model::base::pictures::PICTURES;
use model::base::rng::Rng;
use model::still::recording::Moment;
use scene::shape::audit::faults;
use scene::story::chapter::Story;
use scene::text::scene_text;
use scene::viz::view::Options;

use super::drawn::drawn;

const SEEDS: u64 = 8;
const JUMPS: u64 = 60;

#[test]
fn forward_back_and_forward_again_gives_the_same_scene() {
    for seed in 0..SEEDS {
        let mut busy = Busy::new(seed, 6);
        busy.work(30);
        let recording = &busy.hand.recording;
        assert_eq!(breach(recording), None);
        let story = Story::of(recording);
        let options = Options::for_box(420.0, 260.0);
        let mut rng = Rng::stream(seed, "travel");
        let mut moment = Moment::default();
        for _ in 0..JUMPS {
            let seq = rng.below(recording.end() + 1);
            recording.seek(&mut moment, seq);
            let fresh = recording.moment_at(seq);
            assert_eq!(moment, fresh, "seek gives what replay gives at {seq}");
            for (which, name) in PICTURES {
                let here = drawn(*which, recording, &story, &moment, &options);
                let there = drawn(*which, recording, &story, &fresh, &options);
                assert_eq!(scene_text(&here), scene_text(&there));
                assert_eq!(here, there);
                let found = faults(&here, 12.0);
                assert_eq!(found, Vec::<String>::new(), "{name}, seed {seed}, at {seq}");
            }
        }
    }
}

#[test]
fn a_scene_at_a_moment_is_that_of_a_recording_that_ends_there() {
    let mut busy = Busy::new(3, 6);
    busy.work(12);
    let whole = &busy.hand.recording;
    let story = Story::of(whole);
    let mut options = Options::for_box(420.0, 260.0);
    options.future = scene::viz::view::Future::Hidden;
    for chapter in &story.chapters {
        let mut cut = model::still::recording::Recording::default();
        cut.append_still(0, whole.moment_at(0).stills);
        cut.append_events(whole.log().range(0, chapter.end).cloned());
        for (which, _) in PICTURES {
            let now = drawn(*which, whole, &story, &whole.moment_at(chapter.end), &options);
            let cut_story = Story::of(&cut);
            let then = drawn(*which, &cut, &cut_story, &cut.moment_at(chapter.end), &options);
            assert_eq!(now, then, "statement {}", chapter.statement);
        }
    }
}
