//! Going back: the lab at an image is the lab as it was, to the last byte of what it records from
//! there on. What came after the image stays as a branch.

use engine::api::lab::Lab;
use glassbox_tests::law::breach;
use glassbox_tests::outcome::outcomes;
use glassbox_tests::soak::{seeds, steps};
use glassbox_tests::workload::Workload;
use model::base::codec;
use model::base::ids::{ImageId, SessionId};
use model::base::limits::IMAGES_MAX;
use model::base::rng::Rng;
use model::message::command::Command;
use model::message::reply::{ImageTaken, Reply};
use model::message::settings::Setup;
use model::still::recording::{Moment, Recording};
use model::trace::event::Level;

fn lab(seed: u64) -> Lab {
    let setup = Setup { seed, page_bytes: 1_024, pool_frames: 16, ..Setup::at_level(Level::Pages) };
    Lab::new(setup)
}

fn run(lab: &mut Lab, sql: &str) -> Vec<Reply> {
    lab.handle(Command::Execute { session: SessionId(0), sql: sql.to_string() })
}

fn image_of(replies: &[Reply]) -> Option<ImageTaken> {
    replies.iter().find_map(|reply| match reply {
        Reply::Image(taken) => Some(*taken),
        _ => None,
    })
}

/// What a command said, but for the numbers of images, which go on across branches, and stills,
/// which are taken anew at an image.
fn said(replies: &[Reply]) -> Vec<u8> {
    let kept = |reply: &&Reply| !matches!(reply, Reply::Image(_) | Reply::Still { .. });
    replies.iter().filter(kept).flat_map(codec::encode).collect()
}

fn rows(lab: &mut Lab, sql: &str) -> Vec<Vec<Option<String>>> {
    outcomes(&run(lab, sql)).into_iter().next().expect("there is one statement").rows
}

#[test]
fn the_same_commands_after_an_image_give_the_same_bytes() {
    for seed in seeds(3, 40) {
        let mut workload = Workload::new(seed);
        let script: Vec<String> = (0..steps(40, 120))
            .map(|_| workload.next_sql())
            .chain(["SELECT random()".into()])
            .collect();
        let (first, then) = script.split_at(script.len() / 2);
        let mut straight = lab(seed);
        let mut image = ImageId(0);
        for sql in first {
            image = image_of(&run(&mut straight, sql)).expect("one is taken").image;
        }
        let mut wanted: Vec<Vec<u8>> =
            then.iter().map(|sql| said(&run(&mut straight, sql))).collect();
        wanted.push(said(&straight.handle(Command::Crash { at_write: 0 })));
        // Back and on again, twice over; a detour in between shows nowhere.
        for _ in 0..2 {
            straight.handle(Command::Restore { image });
            let mut again: Vec<Vec<u8>> =
                then.iter().map(|sql| said(&run(&mut straight, sql))).collect();
            again.push(said(&straight.handle(Command::Crash { at_write: 0 })));
            assert!(again == wanted, "seed {seed}: another recording");
            straight.handle(Command::Restore { image });
            run(&mut straight, "CREATE TABLE detour AS SELECT random() AS r; CHECKPOINT");
        }
    }
}

#[test]
fn the_future_stays_as_a_branch() {
    let mut lab = lab(1);
    run(&mut lab, "CREATE TABLE t (a int)");
    let one = image_of(&run(&mut lab, "INSERT INTO t VALUES (1)")).expect("one is taken");
    let two = image_of(&run(&mut lab, "INSERT INTO t VALUES (2)")).expect("one is taken");
    assert_eq!(two.parent, one.image);
    lab.handle(Command::Restore { image: one.image });
    let three = image_of(&run(&mut lab, "INSERT INTO t VALUES (3)")).expect("one is taken");
    assert_eq!(three.parent, one.image);
    assert_eq!((three.statement, three.seq), (two.statement, two.seq), "the same place in time");
    for (image, last) in [(two.image, "2"), (three.image, "3"), (two.image, "2")] {
        let replies = lab.handle(Command::Restore { image });
        assert!(
            matches!(replies[..], [Reply::Restored(_), Reply::Still { .. }, ..]),
            "{replies:?}"
        );
        let one = |text: &str| vec![Some(text.to_string())];
        assert_eq!(rows(&mut lab, "SELECT a FROM t ORDER BY a"), [one("1"), one(last)]);
    }
}

#[test]
fn an_open_transaction_and_a_crash_are_undone_too() {
    let mut lab = lab(2);
    run(&mut lab, "CREATE TABLE t (a int); BEGIN; INSERT INTO t VALUES (1)");
    let open = image_of(&run(&mut lab, "INSERT INTO t VALUES (2)")).expect("one is taken");
    run(&mut lab, "COMMIT; DROP TABLE t");
    lab.handle(Command::Crash { at_write: 0 });
    lab.handle(Command::Restore { image: open.image });
    run(&mut lab, "ROLLBACK");
    assert_eq!(rows(&mut lab, "SELECT count(*) FROM t"), [[Some("0".to_string())]]);
}

#[test]
fn images_are_bounded_and_what_is_let_go_is_told() {
    let mut lab = lab(3);
    let first = image_of(&run(&mut lab, "CREATE TABLE t (a int)")).expect("one is taken");
    let mut let_go = Vec::new();
    for _ in 0..IMAGES_MAX + 2 {
        let taken = image_of(&run(&mut lab, "INSERT INTO t VALUES (1)")).expect("one is taken");
        let_go.extend(Some(taken.let_go).filter(|image| *image != ImageId(0)));
    }
    assert_eq!(let_go, [1, 2, 3].map(ImageId));
    let replies = lab.handle(Command::Restore { image: first.image });
    assert_eq!(replies[0], Reply::ImageUnknown { image: first.image });
}

/// What a page records of a lab: events and stills joined, cut where the lab goes back.
#[derive(Default)]
struct Page {
    recording: Recording,
    images: Vec<ImageTaken>,
    current: ImageId,
}

impl Page {
    fn take(&mut self, replies: Vec<Reply>) {
        for reply in replies {
            match reply {
                Reply::Opened => self.recording = Recording::default(),
                Reply::Events(events) => self.recording.append_events(events),
                Reply::Still { seq, stills } => self.recording.append_still(seq, *stills),
                Reply::Image(taken) => {
                    self.current = taken.image;
                    self.images.push(taken);
                }
                Reply::Restored(taken) => {
                    match self.is_behind(taken.image) {
                        true => self.recording.cut(taken.seq),
                        // What was recorded meanwhile is of another branch.
                        false => self.recording = Recording::default(),
                    }
                    self.current = taken.image;
                }
                _ => {}
            }
        }
    }

    fn is_behind(&self, image: ImageId) -> bool {
        let parent = |at: &ImageId| {
            let taken = self.images.iter().find(|taken| taken.image == *at);
            taken.map(|taken| taken.parent)
        };
        std::iter::successors(Some(self.current), parent).any(|at| at == image)
    }
}

#[test]
fn a_recording_that_goes_back_and_on_holds_the_law_and_any_moment() {
    for seed in seeds(4, 40) {
        let mut workload = Workload::new(seed);
        let mut rng = Rng::stream(seed, "back and on");
        let mut lab = lab(seed);
        let mut page = Page::default();
        page.take(lab.handle(Command::SetLevel(Level::Pages)));
        for _ in 0..steps(60, 160) {
            page.take(run(&mut lab, &workload.next_sql()));
            if rng.below(5) == 0 && !page.images.is_empty() {
                let near = page.images.len().min(8) as u64;
                let at = page.images.len() - 1 - rng.below(near) as usize;
                let image = page.images[at].image;
                page.take(lab.handle(Command::Restore { image }));
            }
            assert_eq!(breach(&page.recording), None, "seed {seed}");
        }
        let recording = &page.recording;
        let mut moment = Moment::default();
        for _ in 0..40 {
            let span = recording.end() - recording.start();
            let seq = recording.start() + rng.below(span + 1);
            recording.seek(&mut moment, seq);
            assert!(moment == recording.moment_at(seq), "seed {seed}: seek is replay at {seq}");
        }
    }
}
