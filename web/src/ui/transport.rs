//! The transport: narration, the line of time, and the buttons. Always in this order.

use model::base::limits::RECORDING_BYTES_MAX;
use scene::story::steps::{Break, Breaks, Granularity};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::Icon;
use super::seg::{Choice, Seg};
use super::timeline::Timeline;
use crate::state::message::Message;
use crate::state::playback::{Move, SPEED_BOUNDS};
use crate::state::shared::Shared;
use crate::state::timeline as state;
use crate::text;

/// Notches of the speed slider.
const SPEED_NOTCHES: f64 = 100.0;
/// The sizes of a step that are offered. To choose rows has them recorded from the next run on.
const GRANULARITIES: [Granularity; 4] =
    [Granularity::Statement, Granularity::Operator, Granularity::Page, Granularity::Row];
/// The bound of a recording as people say it.
const MEGABYTES: u64 = RECORDING_BYTES_MAX / 1024 / 1024;
/// What play may be told to stop at.
const BREAKS: [Break; 4] = [Break::Miss, Break::Split, Break::Eviction, Break::Spill];

/// What the transport needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TransportProps {
    /// "Step 7 of 13", or nothing.
    pub number: Option<AttrValue>,
    /// What the step says.
    pub said: AttrValue,
    /// Whether the sentence is about nothing that happened.
    pub is_idle: bool,
    /// Whether it plays.
    pub is_playing: bool,
    /// Whether there is nothing to step through.
    pub is_empty: bool,
    /// How far one step goes.
    pub granularity: Granularity,
    /// Whether steps are rows and the run that is shown was recorded without them.
    pub lacks_rows: bool,
    /// What play stops at.
    pub stops: Breaks,
    /// Steps a second.
    pub speed: f64,
    /// The line of time.
    pub timeline: Shared<state::Timeline>,
    /// Where the cursor is, from 0 to 1.
    pub share: f64,
    /// Simulated time at the cursor, in microseconds since the start.
    pub micros: u64,
    /// The page's width in pixels.
    pub page_width: f64,
    /// Tells what happened.
    pub on: Callback<Message>,
    /// Tells a place of the line of time, from 0 to 1.
    pub on_share: Callback<f64>,
}

/// The transport.
#[function_component]
pub fn Transport(props: &TransportProps) -> Html {
    // While it plays there is silence; a stop is told.
    let live = if props.is_playing { "off" } else { "polite" };
    html! {
        <section class="transport" aria-label={text::transport_title()}
            data-state={if props.is_playing { "playing" } else { "paused" }}>
            <p class="narration" aria-live={live}>
                if let Some(number) = &props.number {
                    <span class="no">{ number }</span>
                }
                <span class={props.is_idle.then_some("idle")}>{ &props.said }</span>
            </p>
            <Timeline timeline={&props.timeline} share={props.share} micros={props.micros}
                said={props.said.clone()} is_empty={props.is_empty}
                page_width={props.page_width} on_share={&props.on_share} />
            <div class="controls">
                { buttons(props) }
                { step_by(props) }
                { stop_at(props) }
                { speed(props) }
                <span class="spread" />
                if props.lacks_rows {
                    <span class="torn-note" role="status" data-told="lacks-rows">
                        { text::transport_lacks_rows() }
                    </span>
                }
                if props.timeline.is_torn {
                    <span class="torn-note">{ text::transport_torn(MEGABYTES) }</span>
                }
            </div>
        </section>
    }
}

fn buttons(props: &TransportProps) -> Html {
    let button = |icon: Icon, label: &'static str, step: Move, name: &'static str| {
        html! {
            <button type="button" class="btn icon" data-move={name} aria-label={label}
                title={label} disabled={props.is_empty}
                onclick={props.on.reform(move |_: MouseEvent| Message::Move(step))}>
                { icon.draw() }
            </button>
        }
    };
    let (icon, label) = match props.is_playing {
        true => (Icon::Pause, text::transport_pause()),
        false => (Icon::Play, text::transport_play()),
    };
    html! {
        <span class="group buttons">
            { button(Icon::Start, text::transport_start(), Move::Start, "start") }
            { button(Icon::Back, text::transport_back(), Move::Back, "back") }
            <button type="button" class="btn icon primary play" data-move="play"
                aria-label={label} title={label} disabled={props.is_empty}
                onclick={props.on.reform(|_: MouseEvent| Message::Move(Move::Toggle))}>
                { icon.draw() }
            </button>
            { button(Icon::Step, text::transport_step(), Move::Step, "step") }
            { button(Icon::End, text::transport_end(), Move::End, "end") }
        </span>
    }
}

fn step_by(props: &TransportProps) -> Html {
    let name = |granularity: &Granularity| match granularity {
        Granularity::Statement => ("statement", text::transport_by_statement()),
        Granularity::Operator => ("operator", text::transport_by_operator()),
        Granularity::Page => ("page", text::transport_by_page()),
        Granularity::Row => ("row", text::transport_by_row()),
    };
    let choices = GRANULARITIES
        .iter()
        .map(name)
        .map(|(name, label)| Choice { label: label.into(), name })
        .collect::<Vec<_>>();
    let chosen = GRANULARITIES.iter().position(|known| *known == props.granularity).unwrap_or(0);
    let choose = props.on.reform(|at: usize| Message::Move(Move::By(GRANULARITIES[at])));
    html! {
        <span class="group">
            <span class="name">{ text::transport_step_by() }</span>
            <Seg label={text::transport_step_by()} {choices} {chosen} on_choose={choose} />
        </span>
    }
}

fn stop_at(props: &TransportProps) -> Html {
    let chip = |reason: Break| {
        let (name, label) = match reason {
            Break::Eviction => ("eviction", text::transport_stop_eviction()),
            Break::Spill => ("spill", text::transport_stop_spill()),
            Break::Split => ("split", text::transport_stop_split()),
            _ => ("miss", text::transport_stop_miss()),
        };
        let toggle = props.on.reform(move |_: MouseEvent| Message::Move(Move::ToggleStop(reason)));
        html! {
            <button type="button" class="chip" data-stop={name}
                aria-pressed={props.stops.holds(reason).to_string()}
                onclick={toggle}>
                { label }
            </button>
        }
    };
    html! {
        <span class="group loose stops" role="group" aria-label={text::transport_stop_at()}>
            <span class="name" aria-hidden="true">{ text::transport_stop_at() }</span>
            { for BREAKS.into_iter().map(chip) }
        </span>
    }
}

fn speed(props: &TransportProps) -> Html {
    let (least, most) = SPEED_BOUNDS;
    let range = (most / least).ln();
    let notch = (props.speed / least).ln() / range * SPEED_NOTCHES;
    let change = props.on.reform(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let notch = input.value_as_number() / SPEED_NOTCHES;
        Message::Move(Move::Speed(least * (notch * range).exp()))
    });
    let rate = rounded(props.speed);
    html! {
        <label class="group speeds">
            <span class="name speed-name">{ text::transport_speed() }</span>
            <input class="speed" type="range" min="0" max={SPEED_NOTCHES.to_string()} step="1"
                value={format!("{notch:.0}")} aria-valuetext={text::transport_rate_label(rate)}
                oninput={change} />
            <span class="rate" aria-hidden="true">{ text::transport_rate(rate) }</span>
        </label>
    }
}

/// Steps a second as people say them: two figures that count.
fn rounded(speed: f64) -> u64 {
    let unit = 10f64.powf((speed.log10().floor() - 1.0).max(0.0));
    ((speed / unit).round() * unit) as u64
}
