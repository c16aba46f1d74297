//! What is said about two runs that stand beside each other: over each side its plan and its one
//! large number, under both the strip of differences.

use scene::words::count_text;
use yew::prelude::*;

use super::amount;
use super::seg::{Choice, Seg};
use crate::state::contest::{Counted, CursorLink, Difference, OtherWay};
use crate::state::glass::{Contest, ContestSide};
use crate::state::lanes::Side;
use crate::state::message::{Arrange, Message};
use crate::text;

/// From this factor on, a difference is told as a factor.
const FACTOR_MIN: f64 = 1.15;

/// The words of both sides, and the strip.
pub fn contest(
    contest: &Contest,
    link: CursorLink,
    other_way: Option<OtherWay>,
    on: &Callback<Message>,
) -> Html {
    let style = format!("top: {:.0}px; width: {:.0}px", contest.strip_top, contest.width);
    html! {
        <>
            { for contest.sides.iter().zip(Side::BOTH).map(|(side, letter)| head(side, letter)) }
            <div class="strip" {style} role="group" aria-label={text::compare_strip()}>
                <div class="strip-choices">
                    { link_choice(link, on) }
                    { run_other_way(other_way, "edge small", on) }
                </div>
                <dl>{ for contest.differences.iter().map(difference) }</dl>
            </div>
        </>
    }
}

/// What stands where there is nothing to compare, and what makes it.
pub fn no_contest(other_way: Option<OtherWay>, on: &Callback<Message>) -> Html {
    html! {
        <div class="frame-only">
            <div class="axis">
                if other_way.is_some() {
                    <p>{ text::compare_one() }</p>
                    { run_other_way(other_way, "primary", on) }
                }
                <p>{ text::compare_empty() }</p>
            </div>
        </div>
    }
}

fn run_other_way(other_way: Option<OtherWay>, class: &'static str, on: &Callback<Message>) -> Html {
    let Some(other_way) = other_way else { return Html::default() };
    let label = match other_way {
        OtherWay::WithoutIndex => text::compare_run_without(),
        OtherWay::WithoutScan => text::compare_run_other(),
    };
    html! {
        <button type="button" class={classes!("btn", class)} data-action="other-way"
            onclick={on.reform(|_: MouseEvent| Message::RunOtherWay)}>
            { label }
        </button>
    }
}

fn head(side: &ContestSide, letter: Side) -> Html {
    let style = format!(
        "left: {:.0}px; top: {:.0}px; width: {:.0}px",
        side.place.left, side.place.top, side.place.width
    );
    let title = if side.reads_index { text::compare_with() } else { text::compare_without() };
    html! {
        <div class={classes!("side-head", (side.place.left > 0.0).then_some("after"))} {style}
            data-side={letter.letter()} data-pages={side.pages.to_string()}>
            <b class="side-letter">{ letter.letter() }</b>
            <div class="side-words">
                <h3>{ title }</h3>
                <p class="side-plan">{ side.plan.join(" ← ") }</p>
            </div>
            <p class="side-pages">
                <b>{ count_text(side.pages) }</b>
                <span>{ text::compare_pages(side.pages) }</span>
            </p>
        </div>
    }
}

fn link_choice(link: CursorLink, on: &Callback<Message>) -> Html {
    let label = |link: CursorLink| match link {
        CursorLink::Time => ("time", text::compare_by_time()),
        CursorLink::Share => ("share", text::compare_by_share()),
    };
    let choices: Vec<Choice> = CursorLink::ALL
        .into_iter()
        .map(label)
        .map(|(name, label)| Choice { label: label.into(), name })
        .collect();
    let chosen = CursorLink::ALL.iter().position(|known| *known == link).unwrap_or(0);
    let choose = on.reform(|at: usize| Message::Arrange(Arrange::Link(CursorLink::ALL[at])));
    html! {
        <span class="group links">
            <span class="name">{ text::compare_link() }</span>
            <Seg label={text::compare_link()} {choices} {chosen} on_choose={choose} />
        </span>
    }
}

/// A number of both, as text, as two bars on one scale, and in one plain phrase.
fn difference(difference: &Difference) -> Html {
    let [a, b] = difference.values;
    let most = a.max(b).max(1) as f64;
    let bar = |class: &'static str, value: u64| {
        let style = format!("width: {:.2}%", value as f64 / most * 100.0);
        html! { <i class={class} {style} /> }
    };
    let shown = |value: u64| match difference.what {
        Counted::Micros => amount::simulated(value),
        _ => count_text(value),
    };
    let (name, label) = match difference.what {
        Counted::PagesRead => ("pages", text::compare_pages_read()),
        Counted::Misses => ("misses", text::compare_misses()),
        Counted::Examined => ("examined", text::compare_examined()),
        Counted::Micros => ("time", text::compare_time()),
        Counted::Rows => ("rows", text::compare_rows()),
    };
    html! {
        <div key={name} data-difference={name} data-a={a.to_string()} data-b={b.to_string()}>
            <dt>{ label }</dt>
            <dd>
                <span class="values">{ shown(a) }<span class="to">{ " → " }</span>
                    <b>{ shown(b) }</b></span>
                { bar("bar-a", a) }
                { bar("bar-b", b) }
                <small>{ phrase(difference) }</small>
            </dd>
        </div>
    }
}

fn phrase(difference: &Difference) -> String {
    let [a, b] = difference.values.map(|value| value as f64);
    if a == b {
        return text::compare_same().to_string();
    }
    if a.min(b) < 1.0 {
        return text::compare_only(if a > b { "A" } else { "B" });
    }
    let factor = (a / b).max(b / a);
    let times = match factor {
        factor if factor < FACTOR_MIN => return text::compare_nearly().to_string(),
        factor if factor < 9.95 => format!("{factor:.1}"),
        factor => count_text(factor.round() as u64),
    };
    match (difference.what, a > b) {
        (Counted::Micros, true) => text::compare_sooner(&times),
        (Counted::Micros, false) => text::compare_later(&times),
        (_, true) => text::compare_fewer(&times),
        (_, false) => text::compare_more(&times),
    }
}
