//! What a scrub costs: 10,000 pages, 100,000 events, a still every 8,192 events.
//!
//! `cargo bench -p glassbox-scene` prints milliseconds: the median and the 95th of 300 scrubs.

use std::time::Instant;

use model::base::ids::{FrameNo, HostId, PageId, RelId, SessionId, StatementId};
use model::base::pictures::PICTURES;
use model::base::rng::Rng;
use model::base::time::SimTime;
use model::still::recording::{Moment, Recording};
use model::still::Stills;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::{Event, Fact};
use scene::shape::mark::Mark;
use scene::story::chapter::Story;
use scene::story::steps::{Granularity, Steps, SystemSteps};
use scene::svg::write::svg_text;
use scene::viz::picture;
use scene::viz::view::{Options, View};
use scene::words::Words;

const PAGES: u32 = 10_000;
const EVENTS: u64 = 100_000;
const STILL_EVERY: u64 = 8_192;
const SCRUBS: u64 = 300;
const ORDERS: RelId = RelId(16_384);

struct Pen {
    recording: Recording,
    stills: Stills,
    statement: StatementId,
    seq: u64,
    next_still: u64,
}

impl Pen {
    fn write(&mut self, fact: Fact) {
        let at = SimTime { micros: self.seq };
        let event =
            Event { at, host: HostId(0), seq: self.seq, statement: self.statement, op: None, fact };
        self.stills.apply(&event);
        self.recording.append_events([event]);
        self.seq += 1;
        if self.seq >= self.next_still {
            self.next_still += STILL_EVERY;
            self.recording.append_still(self.seq, self.stills.clone());
        }
    }

    fn page(&mut self, fact: PageEvent) {
        self.write(Fact::Page(fact));
    }

    fn start(&mut self, text: &str) {
        self.statement.0 += 1;
        let started = ExecEvent::StatementStarted { session: SessionId(0), text: text.into() };
        self.write(Fact::Exec(started));
    }

    fn finish(&mut self) {
        self.write(Fact::Exec(ExecEvent::StatementFinished { rows: 0 }));
    }
}

/// One load and then one statement that scans again and again: the worst that a scrub can meet.
fn recording() -> Recording {
    let mut pen = Pen {
        recording: Recording::default(),
        stills: Stills::default(),
        statement: StatementId(0),
        seq: 0,
        next_still: STILL_EVERY,
    };
    pen.stills.buffer.frame_count = PAGES;
    pen.recording.append_still(0, pen.stills.clone());
    pen.start("CREATE TABLE orders (id int)");
    let (rel, name, kind) = (ORDERS, "orders".to_string(), RelationKind::Table);
    pen.page(PageEvent::RelationCreated { rel, name, kind });
    for no in 0..PAGES {
        let (page, frame) = (PageId { rel, no }, FrameNo(no));
        pen.page(PageEvent::Extended { page, frame });
        pen.page(PageEvent::Changed { page, slot_count: 136, free_bytes: 24 });
    }
    pen.finish();
    pen.start("SELECT * FROM orders");
    while pen.seq < EVENTS - 1 {
        let no = (pen.seq % u64::from(PAGES)) as u32;
        let (page, frame) = (PageId { rel, no }, FrameNo(no));
        pen.page(PageEvent::Hit { page, frame, usage: 2 });
    }
    pen.finish();
    pen.recording
}

fn print(name: &str, mut millis: Vec<f64>) {
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() - 1) as f64 * share) as usize];
    println!("{name:<44} {:>8.3} {:>8.3}", at(0.5), at(0.95));
}

fn timed<T>(act: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let value = act();
    (value, start.elapsed().as_secs_f64() * 1_000.0)
}

fn main() {
    let recording = recording();
    println!("{:<44} {:>8} {:>8}", "milliseconds", "median", "95th");
    let (story, millis) = timed(|| Story::of(&recording));
    print("story, once", vec![millis]);
    let steps = || Steps::of(&recording, &story, Granularity::Page, SystemSteps::Folded);
    print("steps, once", vec![timed(steps).1]);
    let mut rng = Rng::stream(42, "scrub");
    let seqs: Vec<u64> = (0..SCRUBS).map(|_| rng.below(recording.end() + 1)).collect();
    let moments = seqs.iter().map(|seq| timed(|| recording.moment_at(*seq)).1);
    print("moment from a still", moments.collect());
    let mut moment = Moment::default();
    let sorted = || {
        let mut sorted = seqs.clone();
        sorted.sort_unstable();
        sorted
    };
    let seeks = sorted().into_iter().map(|seq| timed(|| recording.seek(&mut moment, seq)).1);
    print("moment from the one before", seeks.collect());
    let words = Words::english();
    for (which, name) in PICTURES {
        for (width, height) in [(812.0, 400.0), (300.0, 208.0)] {
            let options = Options::for_box(width, height);
            let (mut scenes, mut paths, mut files) = (Vec::new(), Vec::new(), Vec::new());
            for seq in &seqs {
                let moment = recording.moment_at(*seq);
                let chapter = story.chapter_at(&recording, *seq);
                let view = View {
                    moment: &moment,
                    story: &story,
                    chapter,
                    options: &options,
                    words: &words,
                };
                let (scene, millis) = timed(|| picture::scene(*which, &view));
                scenes.push(millis);
                let draw = || {
                    let mut bytes = 0;
                    scene.visit(|shape, _| {
                        if let Mark::Cells(cells) = &shape.mark {
                            bytes +=
                                cells.layers.iter().map(|l| cells.path(l).len()).sum::<usize>();
                        }
                    });
                    bytes
                };
                paths.push(timed(draw).1);
                files.push(timed(|| svg_text(&scene)).1);
            }
            print(&format!("{name} {width} x {height}: scene"), scenes);
            print(&format!("{name} {width} x {height}: paths of squares"), paths);
            print(&format!("{name} {width} x {height}: SVG text"), files);
        }
    }
}
