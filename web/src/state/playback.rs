//! The cursor in time: where it is, and how it moves through a run.
//!
//! ```text
//!   recording   ....|S p p p p F|S p p F|        statements of the run
//!   run         start           ^       end
//!                               cursor: all before it has happened
//! ```

use model::still::recording::{Moment, Recording};
use scene::story::chapter::Story;
use scene::story::steps::{Break, Breaks, Granularity, Step, Steps, SystemSteps};

/// Slowest and fastest play, in steps a second.
pub const SPEED_BOUNDS: (f64, f64) = (1.0, 2_000.0);
/// A run that nobody set a speed for plays in about so many seconds: the longest that a learner
/// watches without a pause (Mayer and Chandler 2001 work with segments of 8 to 10 seconds).
const PLAY_SECONDS: f64 = 8.0;
/// Slowest speed that is chosen for a run, in steps a second.
const SPEED_CHOSEN_MIN: f64 = 2.0;
/// Longest time that one frame stands for, so that a tab that slept does not leap.
const FRAME_SECONDS_MAX: f64 = 0.25;

/// The cursor, and how it moves.
#[derive(Debug)]
pub struct Playback {
    /// The moment that is shown: the number of the first event that has not happened.
    pub cursor: u64,
    /// The moment before the run.
    pub start: u64,
    /// The moment after the run, as far as it has come.
    pub end: u64,
    /// How far one step goes.
    pub granularity: Granularity,
    /// What play stops at.
    pub stops: Breaks,
    /// Whether it plays.
    pub is_playing: bool,
    /// The steps of the whole recording.
    pub steps: Steps,
    /// Steps a second; `None` until the learner sets it.
    speed_set: Option<f64>,
    /// Parts of a step that have passed.
    fraction: f64,
    frame_millis: Option<f64>,
}

/// A move of the cursor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// To the start of the run.
    Start,
    /// One step back.
    Back,
    /// One step on.
    Step,
    /// To the end of the run.
    End,
    /// Play, or pause.
    Toggle,
    /// To the moment after an event.
    ToEvent(u64),
    /// A frame of the screen, at this time in milliseconds.
    Frame(f64),
    /// Other steps.
    By(Granularity),
    /// Stop at this, or no longer.
    ToggleStop(Break),
    /// Another speed, in steps a second.
    Speed(f64),
    /// The next speed that is faster.
    Faster,
    /// The next speed that is slower.
    Slower,
}

impl Default for Playback {
    fn default() -> Playback {
        Playback {
            cursor: 0,
            start: 0,
            end: 0,
            granularity: Granularity::Page,
            stops: Breaks::default(),
            is_playing: false,
            steps: Steps::new(Granularity::Page, SystemSteps::Folded),
            speed_set: None,
            fraction: 0.0,
            frame_millis: None,
        }
    }
}

impl Playback {
    /// Begins a run at the recording's end.
    pub fn begin(&mut self, recording: &Recording) {
        self.start = recording.end();
        self.end = self.start;
        self.cursor = self.start;
        self.is_playing = false;
    }

    /// Forgets all steps: the recording is another one.
    pub fn forget(&mut self, recording: &Recording) {
        self.steps = Steps::new(self.granularity, SystemSteps::Folded);
        self.begin(recording);
    }

    /// Takes in what the recording has gained, and goes to its end.
    pub fn follow(&mut self, recording: &Recording, story: &Story) {
        self.steps.update(recording, story);
        self.start = self.start.max(recording.start());
        self.end = recording.end();
        self.cursor = self.end;
    }

    /// Looks at another stretch of the recording, from its end.
    pub fn focus(&mut self, start: u64, end: u64) {
        if (self.start, self.end) != (start, end) {
            (self.start, self.end, self.cursor) = (start, end, end);
            self.is_playing = false;
        }
    }

    /// Moves.
    pub fn apply(&mut self, step: Move, recording: &Recording, story: &Story) {
        match step {
            Move::Toggle if self.is_playing => self.is_playing = false,
            Move::Toggle => self.play(),
            Move::Frame(millis) => self.frame(millis),
            Move::By(granularity) => {
                self.granularity = granularity;
                self.steps = Steps::of(recording, story, granularity, SystemSteps::Folded);
            }
            Move::ToggleStop(reason) if self.stops.holds(reason) => {
                self.stops = self.stops.without(reason);
            }
            Move::ToggleStop(reason) => self.stops = self.stops.with(reason),
            Move::Speed(speed) => self.set_speed(speed),
            Move::Faster => self.set_speed(nice(self.speed() * 1.01)),
            Move::Slower => self.set_speed(nice(self.speed() * 0.39)),
            _ => {
                self.is_playing = false;
                self.cursor = self.target(step);
            }
        }
    }

    /// The step that is shown: the last one that has begun, of this run.
    pub fn step(&self) -> Option<&Step> {
        self.steps.at(self.cursor).filter(|step| step.event >= self.start)
    }

    /// How many steps the run has.
    pub fn step_count(&self) -> usize {
        let from = self.steps.list.partition_point(|step| step.event < self.start);
        let to = self.steps.list.partition_point(|step| step.event < self.end);
        to.saturating_sub(from)
    }

    /// Steps a second.
    pub fn speed(&self) -> f64 {
        self.speed_set.unwrap_or_else(|| {
            let chosen = nice(self.step_count() as f64 / PLAY_SECONDS);
            chosen.clamp(SPEED_CHOSEN_MIN, SPEED_BOUNDS.1)
        })
    }

    /// Whether there is nothing to step through.
    pub fn is_empty(&self) -> bool {
        self.step_count() == 0
    }

    fn set_speed(&mut self, speed: f64) {
        self.speed_set = Some(speed.clamp(SPEED_BOUNDS.0, SPEED_BOUNDS.1));
    }

    fn play(&mut self) {
        if self.is_empty() {
            return;
        }
        if self.cursor >= self.end {
            self.cursor = self.start;
        }
        self.is_playing = true;
        self.fraction = 0.0;
        self.frame_millis = None;
    }

    fn frame(&mut self, millis: f64) {
        let Some(before) = self.frame_millis.replace(millis).filter(|_| self.is_playing) else {
            return;
        };
        let seconds = ((millis - before) / 1_000.0).clamp(0.0, FRAME_SECONDS_MAX);
        self.fraction += seconds * self.speed();
        while self.fraction >= 1.0 && self.is_playing {
            self.fraction -= 1.0;
            self.cursor = self.target(Move::Step);
            let is_stop = self.step().is_some_and(|step| step.breaks.meets(self.stops));
            self.is_playing = !is_stop && self.cursor < self.end;
        }
    }

    fn target(&self, step: Move) -> u64 {
        let target = match step {
            Move::Step => self.steps.after(self.cursor).map_or(self.end, |step| step.end),
            Move::Back => self.steps.before(self.cursor).map_or(self.start, |step| step.end),
            Move::ToEvent(seq) => self.steps.at(seq + 1).map_or(self.start, |step| step.end),
            Move::End => self.end,
            _ => self.start,
        };
        target.clamp(self.start, self.end)
    }
}

/// The nearest of 1, 2, 5, 10, 20, 50, ... that is not smaller.
fn nice(value: f64) -> f64 {
    let mut unit = 1.0;
    loop {
        for digit in [1.0, 2.0, 5.0] {
            if digit * unit >= value {
                return digit * unit;
            }
        }
        unit *= 10.0;
    }
}

/// The state at the cursor, moved on event by event where that is possible.
#[derive(Debug, Default)]
pub struct Viewfinder {
    moment: Moment,
}

impl Viewfinder {
    /// The state at a moment.
    pub fn seek(&mut self, recording: &Recording, seq: u64) -> &Moment {
        let seq = seq.clamp(recording.start(), recording.end());
        let is_ahead = seq >= self.moment.seq && self.moment.seq >= recording.start();
        if is_ahead && self.moment.seq > 0 {
            for event in recording.log().range(self.moment.seq, seq) {
                self.moment.stills.apply(event);
                self.moment.at = event.at;
            }
            self.moment.seq = seq;
        } else {
            self.moment = recording.moment_at(seq);
        }
        &self.moment
    }

    /// The state that was looked at last.
    pub fn moment(&self) -> &Moment {
        &self.moment
    }

    /// Forgets everything: the recording is another one.
    pub fn reset(&mut self) {
        self.moment = Moment::default();
    }
}
