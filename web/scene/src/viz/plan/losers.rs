//! The ways of reading a table that were weighed and not chosen, with their costs: "why not the
//! index?". As the planner recorded them.

use model::trace::event::plan::{Verdict, WeighedPath};

use crate::shape::measure::{text_cut, Face};
use crate::story::chapter::Weighed;
use crate::viz::pen::{Pen, Phrase, BASELINE, LINE, MARGIN, SPACE};
use crate::viz::view::View;
use crate::words::{count_text, Word};

/// Most ways that are drawn under a plan.
const DRAWN_MAX: usize = 4;
/// Height that stays free under them, for the numbers that the page puts there.
const ROOM_BELOW: f64 = 158.0;
/// From this factor on, a cost is told as so many times ours.
const TIMES_MIN: u64 = 2;

/// A way that was not chosen.
struct Loser {
    name: String,
    why: String,
}

/// Draws as many as have room under what ends at `bottom`.
pub fn draw(pen: &mut Pen<'_, '_>, bottom: f64) {
    let factor = pen.view.options.factor();
    let (line, space) = (LINE * factor, SPACE * factor);
    let room = pen.scene.height - bottom - (ROOM_BELOW + LINE) * factor;
    let count = (room / (2.0 * line)).max(0.0) as usize;
    let losers = losers(pen.view, None);
    if count == 0 || losers.is_empty() {
        return;
    }
    let size = pen.view.options.label_pixels();
    let width = pen.scene.width - 2.0 * MARGIN;
    let mut y = bottom + 2.0 * space + BASELINE * factor;
    let title = pen.view.words.say(Word::PlanNotChosen, &[]);
    push(pen, "plan-losers", y, ("label strong", Face::UiStrong), title);
    for (no, loser) in losers.into_iter().take(count.min(DRAWN_MAX)).enumerate() {
        y += line + space;
        let name = text_cut(&loser.name, Face::Ui, size, width);
        push(pen, &format!("plan-loser-{no}"), y, ("label value", Face::Ui), name);
        y += line - space;
        let why = text_cut(&loser.why, Face::Ui, size, width);
        push(pen, &format!("plan-loser-{no}-why"), y, ("label quiet", Face::Ui), why);
    }
}

fn push(
    pen: &mut Pen<'_, '_>,
    key: &str,
    y: f64,
    (class, face): (&'static str, Face),
    text: String,
) {
    let left = Phrase { class, face, forms: &[text] };
    let right = Phrase { class, face, forms: &[] };
    pen.line(key, y, left, right);
}

/// The ways in words: those beaten by this operator, or all of the statement.
pub fn lines(view: &View<'_>, op: u16) -> Vec<String> {
    let losers = losers(view, Some(op)).into_iter();
    losers.map(|loser| format!("{}: {}", loser.name, loser.why)).collect()
}

/// Those that read one table each, each name once, as the planner told them: by cost.
fn losers(view: &View<'_>, op: Option<u16>) -> Vec<Loser> {
    let weighed = view.chapter.map_or(&[][..], |chapter| &chapter.weighed[..]);
    let is_asked = |weighed: &&Weighed| {
        weighed.relations.len() == 1
            && op.is_none_or(|op| weighed.op.is_some_and(|known| known.0 == op))
    };
    let mut losers: Vec<Loser> = Vec::new();
    for weighed in weighed.iter().filter(is_asked) {
        let Some(chosen) = weighed.paths.first() else { continue };
        for path in &weighed.paths[1..] {
            let is_told = !path.inputs.is_empty() || path.name == chosen.name;
            if !is_told && losers.iter().all(|known| known.name != path.name) {
                losers.push(Loser { name: path.name.clone(), why: why(view, path, chosen) });
            }
        }
    }
    losers
}

/// Why a way was not chosen: its cost beside ours, unless there is more to say.
fn why(view: &View<'_>, path: &WeighedPath, chosen: &WeighedPath) -> String {
    let say = |word, args: &[_]| view.words.say(word, args);
    match &path.verdict {
        Verdict::NothingAsked { column } => {
            return say(Word::PlanNothingAsked, &[("column", column.into())]);
        }
        Verdict::Forbidden => return say(Word::PlanForbidden, &[]),
        Verdict::Chosen
        | Verdict::Beaten { .. }
        | Verdict::OrderOfNoUse
        | Verdict::DearerForEachRow
        | Verdict::DearerInTheWhole => {}
    }
    let whole = |hundredths: u64| count_text(hundredths.div_ceil(100));
    let (cost, ours) = (whole(path.total_hundredths), whole(chosen.total_hundredths));
    let times = path.total_hundredths / chosen.total_hundredths.max(1);
    let args = [("cost", (&cost).into()), ("ours", (&ours).into()), ("times", times.into())];
    say(if times >= TIMES_MIN { Word::PlanDearerTimes } else { Word::PlanDearer }, &args)
}
