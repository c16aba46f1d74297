//! The line of time: what happened when, and the playhead. A slider for the keyboard.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::amount;
use crate::state::shared::Shared;
use crate::state::timeline::{self as state, BASE, WIDTH};
use crate::text;

/// Width of a letter of a label, on the wide side, in pixels.
const LETTER_PIXELS: f64 = 7.4;
/// Room between labels, in pixels.
const LABEL_SPACE: f64 = 10.0;

/// What the line of time needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TimelineProps {
    /// What does not change while the cursor moves.
    pub timeline: Shared<state::Timeline>,
    /// Where the cursor is, from 0 to 1.
    pub share: f64,
    /// Simulated time at the cursor, in microseconds since the start.
    pub micros: u64,
    /// What the step says, for a screen reader.
    pub said: AttrValue,
    /// Whether there is nothing to step through.
    pub is_empty: bool,
    /// The page's width in pixels.
    pub page_width: f64,
    /// Tells a place of the line, from 0 to 1.
    pub on_share: Callback<f64>,
}

/// The line of time.
#[function_component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let root = use_node_ref();
    let to_pointer = {
        let (root, on_share, is_empty) = (root.clone(), props.on_share.clone(), props.is_empty);
        move |event: &PointerEvent| {
            let Some(root) = root.cast::<HtmlElement>().filter(|_| !is_empty) else { return };
            let bounds = root.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - bounds.left();
            on_share.emit((x / bounds.width().max(1.0)).clamp(0.0, 1.0));
        }
    };
    let press = {
        let (root, to_pointer) = (root.clone(), to_pointer.clone());
        Callback::from(move |event: PointerEvent| {
            // The event's own current target is the root of the app, where Yew listens.
            if let Some(line) = root.cast::<Element>() {
                // A pointer that has just been lifted cannot be held; then nothing is dragged.
                let _ = line.set_pointer_capture(event.pointer_id());
            }
            to_pointer(&event);
        })
    };
    let drag = Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            to_pointer(&event);
        }
    });
    html! {
        <div class="timeline" role="slider" ref={root} aria-label={text::transport_moment()}
            tabindex="0" aria-disabled={props.is_empty.to_string()}
            aria-valuemin="0" aria-valuemax="1000"
            aria-valuenow={format!("{:.0}", props.share * 1_000.0)}
            aria-valuetext={props.said.clone()} onpointerdown={press} onpointermove={drag}>
            { drawing(props) }
            if !props.is_empty {
                { for labels(props) }
                <i class="playhead" style={left_style(props.share)} />
            }
        </div>
    }
}

fn drawing(props: &TimelineProps) -> Html {
    let timeline = &props.timeline;
    let past = format!("M0 {BASE}H{:.2}", props.share * WIDTH);
    let whole = format!("M0 {BASE}H{WIDTH}");
    html! {
        <svg viewBox={format!("0 0 {WIDTH} 46")} preserveAspectRatio="none" aria-hidden="true">
            <path class="density" d={timeline.density.clone()} vector-effect="non-scaling-stroke" />
            { for timeline.events.iter().map(|(class, path)| html! {
                <path key={*class} class={classes!("event", *class)} d={path.clone()}
                    vector-effect="non-scaling-stroke" />
            }) }
            <path class="statement" d={timeline.statements.clone()}
                vector-effect="non-scaling-stroke" />
            <path class="line" d={whole} vector-effect="non-scaling-stroke" />
            if !props.is_empty {
                <path class="past" d={past} vector-effect="non-scaling-stroke" />
            }
            if timeline.is_torn {
                <path class="torn" d="M0 6l2 4l-2 4l2 4l-2 4l2 4l-2 4"
                    vector-effect="non-scaling-stroke" />
            }
        </svg>
    }
}

fn left_style(share: f64) -> String {
    format!("left: {:.3}%", share * 100.0)
}

/// The labels that fit beside each other: the current one always, then the end, then statements.
fn labels(props: &TimelineProps) -> Vec<Html> {
    let width = (props.page_width - 32.0).max(1.0);
    let now = amount::simulated(props.micros);
    let end = amount::simulated(props.timeline.extent.micros());
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut drawn = Vec::new();
    let mut place = |share: f64, label: String, class: &'static str| {
        let text_width = label.chars().count() as f64 * LETTER_PIXELS;
        let middle = share * width;
        let (left, align) = match middle {
            middle if class != "now" && share <= 0.9 => (middle, None),
            middle if middle < text_width / 2.0 => (middle, None),
            middle if middle > width - text_width / 2.0 => (middle - text_width, Some("end")),
            middle if class == "now" => (middle - text_width / 2.0, Some("center")),
            middle => (middle - text_width, Some("end")),
        };
        let right = left + text_width;
        let is_free =
            taken.iter().all(|(from, to)| right + LABEL_SPACE < *from || left > to + LABEL_SPACE);
        if is_free {
            taken.push((left, right));
            let style = left_style(share);
            let key = format!("{class}-{share}");
            drawn.push(html! {
                <span {key} class={classes!("tick-label", class, align)} {style}>{ label }</span>
            });
        }
    };
    place(props.share, now, "now");
    place(1.0, end, "last");
    for (share, name) in &props.timeline.labels {
        place(*share, name.clone(), "statement");
    }
    drawn
}
