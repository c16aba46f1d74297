//! Drawing for tests: the heap picture at a cursor, held against its golden text and the audit.

use glassbox_tests::golden::assert_golden;
use model::base::pictures::Picture;
use model::still::recording::{Moment, Recording};
use scene::shape::audit::faults;
use scene::shape::scene::Scene;
use scene::story::chapter::Story;
use scene::text::scene_text;
use scene::viz::picture;
use scene::viz::view::{Options, View};
use scene::words::Words;

/// A picture of a moment.
pub fn drawn(
    which: Picture,
    recording: &Recording,
    story: &Story,
    moment: &Moment,
    options: &Options,
) -> Scene {
    let chapter = story.chapter_at(recording, moment.seq);
    let words = Words::english();
    picture::scene(which, &View { moment, story, chapter, options, words: &words })
}

/// The heap picture at a cursor, drawn from nothing.
pub fn heap_at(recording: &Recording, seq: u64, options: &Options) -> Scene {
    let story = Story::of(recording);
    drawn(Picture::Heap, recording, &story, &recording.moment_at(seq), options)
}

/// Holds the heap picture at a cursor against `tests/scenes/<name>.txt` and the audit.
pub fn golden(name: &str, recording: &Recording, seq: u64, options: &Options) {
    golden_of(Picture::Heap, name, recording, seq, options);
}

/// Holds a picture at a cursor against `tests/scenes/<name>.txt` and the audit.
pub fn golden_of(which: Picture, name: &str, recording: &Recording, seq: u64, options: &Options) {
    let story = Story::of(recording);
    let scene = drawn(which, recording, &story, &recording.moment_at(seq), options);
    assert_eq!(faults(&scene, options.label_pixels()), Vec::<String>::new(), "{name}");
    assert_golden(&format!("scenes/{name}.txt"), &scene_text(&scene));
}
