//! Two runs of one query beside each other: which two, where each stands, what differs.
//!
//! ```text
//!   recording   ..|S p p p p p F|.. CREATE INDEX ..|S p p F|
//!                 A: the run before                 B: the last run
//!                     ^ cursor                        ^ linked: the same time since the start,
//!                                                       or the same part of the run
//! ```
//!
//! Both are chapters of one recording, so that nothing has to be run again to be compared. The
//! transport moves along the longer one; the other follows.
//!
//! Left out: linking by rows, which needs level `rows` in both.

use model::base::ids::{OpId, StatementId};
use model::still::recording::Recording;
use scene::story::chapter::{Chapter, Outcome, Story};

use super::app::State;
use super::ending::Block;
use super::lanes::Look;
use super::message::Effect;
use super::run::Origin;
use super::timeline::Extent;

/// The two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The run before.
    pub a: StatementId,
    /// The last run.
    pub b: StatementId,
}

/// How the two cursors hang together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CursorLink {
    /// By simulated time since the start of each: a race.
    #[default]
    Time,
    /// By the part of each run that is done: both end together.
    Share,
}

impl CursorLink {
    /// All of them, in the order of their buttons.
    pub const ALL: [CursorLink; 2] = [CursorLink::Time, CursorLink::Share];
}

/// How a query may run once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherWay {
    /// It used an index: without.
    WithoutIndex,
    /// It used none: without scans of whole tables, where there is another way.
    WithoutScan,
}

/// A number of both runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is counted.
    pub what: Counted,
    /// For A and for B.
    pub values: [u64; 2],
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Pages found in the pool or read from disk.
    PagesRead,
    /// Pages read from disk.
    Misses,
    /// Tuples that scans looked at.
    Examined,
    /// Simulated microseconds.
    Micros,
    /// Rows returned, once a run is over.
    Rows,
}

/// The last query, and the one before it of the same text.
pub fn pair(story: &Story) -> Option<Pair> {
    let mut queries = story.chapters.iter().rev().filter(|chapter| is_query(chapter));
    let b = queries.next()?;
    let text = plain(&b.text);
    let a = queries.find(|chapter| plain(&chapter.text) == text)?;
    Some(Pair { a: a.statement, b: b.statement })
}

/// The last query.
pub fn last_query(story: &Story) -> Option<&Chapter> {
    story.chapters.iter().rev().find(|chapter| is_query(chapter))
}

fn is_query(chapter: &Chapter) -> bool {
    let is_over = matches!(chapter.outcome, Outcome::Finished { .. });
    is_over && !chapter.operators.is_empty() && !chapter.text.is_empty()
}

/// A statement without what does not count: blanks, the semicolon, and EXPLAIN before it.
fn plain(text: &str) -> String {
    let words = text.trim().trim_end_matches(';').split_whitespace();
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a query reads an index.
pub fn reads_index(chapter: &Chapter) -> bool {
    chapter.operators.iter().any(|operator| operator.name.contains("Index"))
}

/// The script that runs a query once more in the other way: without indexes if it used one, else
/// without scans of whole tables. It leaves nothing behind.
pub fn other_way(chapter: &Chapter, query: &str) -> String {
    let settings: &[&str] = match reads_index(chapter) {
        true => &["enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"],
        false => &["enable_seqscan"],
    };
    let off: String = settings.iter().map(|name| format!("SET LOCAL {name} = off;\n")).collect();
    format!("BEGIN;\n{off}{query};\nROLLBACK;")
}

/// Where both stand while the cursor is in one of them; both at their ends while it is in neither.
pub fn cursors(
    recording: &Recording,
    chapters: [&Chapter; 2],
    link: CursorLink,
    cursor: u64,
) -> [u64; 2] {
    let extents = chapters.map(|chapter| Extent::between(recording, chapter.start, chapter.end));
    let holds = |chapter: &Chapter| (chapter.start..=chapter.end).contains(&cursor);
    let Some(led) = chapters.iter().position(|chapter| holds(chapter)) else {
        return chapters.map(|chapter| chapter.end);
    };
    let share = extents[led].share_at(recording, cursor);
    let (own, other) = (extents[led], extents[1 - led]);
    let share = match (link, other.micros()) {
        (CursorLink::Share, _) => share,
        (CursorLink::Time, 0) => 1.0,
        (CursorLink::Time, micros) => (share * own.micros() as f64 / micros as f64).min(1.0),
    };
    let follows = match share {
        share if share >= 1.0 => other.end,
        share if share <= 0.0 => other.start,
        share => other.event_at(recording, share).map_or(other.start, |event| event + 1),
    };
    let mut cursors = [cursor; 2];
    cursors[1 - led] = follows;
    cursors
}

/// The chapter that takes longer: the transport moves along it.
pub fn longer(chapters: [&Chapter; 2]) -> &Chapter {
    let micros = |chapter: &Chapter| chapter.ended_at.micros - chapter.started_at.micros;
    match micros(chapters[1]) > micros(chapters[0]) {
        true => chapters[1],
        false => chapters[0],
    }
}

/// The operators of a plan that read tables or indexes, from the top: `Bitmap Heap Scan on orders`.
pub fn plan_words(chapter: &Chapter) -> Vec<&str> {
    let is_above = |op: usize| {
        chapter.operators.iter().any(|operator| operator.parent == Some(OpId(op as u16)))
    };
    let scans = chapter.operators.iter().enumerate();
    let scans = scans.filter(|(op, operator)| operator.name.contains("Scan") || !is_above(*op));
    scans.map(|(_, operator)| operator.name.as_str()).collect()
}

/// What differs at these moments.
pub fn differences(
    chapters: [&Chapter; 2],
    cursors: [u64; 2],
    micros: [u64; 2],
) -> Vec<Difference> {
    let of = |count: fn(&Chapter, u64) -> u64| {
        [count(chapters[0], cursors[0]), count(chapters[1], cursors[1])]
    };
    vec![
        Difference { what: Counted::PagesRead, values: of(pages_read) },
        Difference {
            what: Counted::Misses,
            values: of(|chapter, at| chapter.totals.misses.at(at)),
        },
        Difference {
            what: Counted::Examined,
            values: of(|chapter, at| chapter.totals.examined.at(at)),
        },
        Difference { what: Counted::Micros, values: micros },
        Difference { what: Counted::Rows, values: of(rows) },
    ]
}

/// Pages of tables and indexes read before a moment.
pub fn pages_read(chapter: &Chapter, at: u64) -> u64 {
    chapter.totals.hits.at(at) + chapter.totals.misses.at(at)
}

fn rows(chapter: &Chapter, at: u64) -> u64 {
    match chapter.outcome {
        Outcome::Finished { rows } if chapter.is_over_at(at) => rows,
        _ => chapter.totals.rows.at(at),
    }
}

impl State {
    /// The transport moves along the run or, of two that are compared, along the longer one.
    pub(super) fn focus(&mut self) {
        let pair = pair(&self.story).filter(|_| self.layout.look == Look::Compare);
        let chapters =
            pair.and_then(|pair| Some([self.story.chapter(pair.a)?, self.story.chapter(pair.b)?]));
        let (start, end) = match chapters.map(longer) {
            Some(chapter) => (chapter.start, chapter.end),
            None => (self.run_start.max(self.recording.start()), self.recording.end()),
        };
        self.playback.focus(start, end);
    }

    /// What the last query is, if it may run once more: it only reads, and no transaction is open.
    fn query_to_repeat(&self) -> Option<(&Chapter, &str)> {
        let run = self.run.as_ref().filter(|run| run.is_over() && run.ending().is_none())?;
        let chapter = last_query(&self.story)?;
        let query = run.text_of(chapter.statement);
        let is_reading = ["select", "with", "explain", "values", "table"]
            .iter()
            .any(|word| query.to_lowercase().starts_with(word));
        (is_reading && run.block == Block::None).then_some((chapter, query))
    }

    /// How the last query may run once more.
    pub fn other_way(&self) -> Option<OtherWay> {
        let (chapter, _) = self.query_to_repeat()?;
        Some(match reads_index(chapter) {
            true => OtherWay::WithoutIndex,
            false => OtherWay::WithoutScan,
        })
    }

    /// Runs the last query once more in the other way.
    pub(super) fn run_other_way(&mut self, now: f64, effects: &mut Vec<Effect>) {
        let script = self.query_to_repeat().map(|(chapter, query)| other_way(chapter, query));
        if let Some(script) = script {
            self.layout.look = Look::Compare;
            self.run(Origin::Aside, script.into(), now, effects);
        }
    }
}

#[cfg(test)]
mod tests {
    use model::base::ids::{HostId, SessionId};
    use model::base::time::SimTime;
    use model::still::Stills;
    use model::trace::event::exec::ExecEvent;
    use model::trace::event::{Event, Fact};

    use super::*;

    /// Runs of a text and a length in microseconds, with an event every ten.
    fn recorded(runs: &[(&str, u64)]) -> (Recording, Story) {
        let mut recording = Recording::default();
        recording.append_still(0, Stills::default());
        let (mut seq, mut micros) = (0, 0);
        for (at, (text, length)) in runs.iter().enumerate() {
            let statement = StatementId(at as u32 + 1);
            let mut write = |micros: u64, fact: ExecEvent| {
                let (at, host) = (SimTime { micros }, HostId(0));
                let fact = Fact::Exec(fact);
                recording.append_events([Event { at, host, seq, statement, op: None, fact }]);
                seq += 1;
            };
            let (session, text) = (SessionId(0), text.to_string());
            write(micros, ExecEvent::StatementStarted { session, text });
            let name = "Seq Scan on orders".to_string();
            let op = OpId(0);
            write(micros, ExecEvent::OperatorStarted { op, parent: None, name, rows_estimated: 1 });
            for tenth in 1..=length / 10 {
                write(micros + tenth * 10, ExecEvent::RowsPassed { op, rows: 1 });
            }
            micros += length;
            write(micros, ExecEvent::StatementFinished { rows: length / 10 });
        }
        let story = Story::of(&recording);
        (recording, story)
    }

    #[test]
    fn the_run_before_of_the_same_text_is_the_other() {
        let (_, story) = recorded(&[("SELECT 1;", 20), ("SELECT 2", 20), ("select  1", 20)]);
        assert_eq!(pair(&story), Some(Pair { a: StatementId(1), b: StatementId(3) }));
        let (_, story) = recorded(&[("SELECT 1", 20), ("SELECT 2", 20)]);
        assert_eq!(pair(&story), None);
    }

    #[test]
    fn cursors_run_against_each_other_or_end_together() {
        let (recording, story) = recorded(&[("SELECT 1", 1_000), ("SELECT 1", 100)]);
        let chapters = [&story.chapters[0], &story.chapters[1]];
        assert_eq!(longer(chapters).statement, StatementId(1));
        let [a, b] = chapters.map(|chapter| (chapter.start, chapter.end));
        let at = |link, cursor| cursors(&recording, chapters, link, cursor);
        for link in CursorLink::ALL {
            assert_eq!(at(link, a.0), [a.0, b.0]);
            assert_eq!(at(link, a.1), [a.1, b.1]);
        }
        let half = a.0 + 2 + 50;
        let [_, raced] = at(CursorLink::Time, half);
        let [_, shared] = at(CursorLink::Share, half);
        assert_eq!(raced, b.1, "it is done long before");
        assert!(b.0 < shared && shared < b.1, "it is half way, too");
        let [led, _] = at(CursorLink::Time, shared);
        assert!(led < half, "and the other way round");
    }

    #[test]
    fn the_other_way_leaves_nothing_behind() {
        let (_, story) = recorded(&[("SELECT 1", 20)]);
        let script = other_way(&story.chapters[0], "SELECT 1");
        assert_eq!(script, "BEGIN;\nSET LOCAL enable_seqscan = off;\nSELECT 1;\nROLLBACK;");
    }
}
