//! The glass: which pictures, drawn in their lanes or as tables, the legend, the tooltip.

use scene::shape::mark::{Point, Target};
use scene::shape::scene::{Figure, LegendItem, Swatch};
use scene::table::Table;
use scene::viz::picture::Detail;
use scene::words::count_text;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use super::contest::{self, no_contest};
use super::icon::Icon;
use super::picture::Picture;
use super::twin::Twins;
use crate::dom::page;
use crate::state::contest::{CursorLink, OtherWay};
use crate::state::glass::{Contest, Drawn};
use crate::state::lanes::{Lane, Look, Side, PADDING};
use crate::state::layout::GlassForm;
use crate::state::message::{Arrange, Message, Pointed};
use crate::state::playback::Move;
use crate::state::shared::Shared;
use crate::text;

/// Space kept around the mark of now when a lane scrolls to it, in pixels.
const VIEW_MARGIN: f64 = 12.0;
/// The numbers that stand under the large one, by their keys.
const FIGURES_SMALL: [&str; 4] = ["hits", "misses", "added", "to-come"];
/// Width of a tooltip, to keep it inside the stage.
const TOOLTIP_WIDTH: f64 = 232.0;

/// What the glass needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct GlassProps {
    /// The pictures, each in its lane.
    pub drawn: Vec<Drawn>,
    /// The same as tables.
    pub twins: Vec<Shared<Table>>,
    /// Their legend.
    pub legend: Vec<LegendItem>,
    /// The numbers they are about, and the lane under whose picture these stand.
    pub figures: Option<(Lane, Vec<Figure>)>,
    /// All choices of pictures, with what their tabs say.
    pub tabs: Vec<(Look, String)>,
    /// Which pictures are shown.
    pub look: Look,
    /// Whether they are drawn or stand as tables.
    pub form: GlassForm,
    /// Whether picture, narration and transport have the whole page.
    pub is_full: bool,
    /// Whether there is nothing to draw yet.
    pub is_empty: bool,
    /// Whether a sample may be loaded.
    pub is_ready: bool,
    /// Whether the editor's script asks for the sample, and so runs once that is loaded.
    pub wants_shop: bool,
    /// Two runs beside each other, while that is the look.
    pub contest: Option<Contest>,
    /// How their cursors hang together.
    pub link: CursorLink,
    /// How the last query may run once more.
    pub other_way: Option<OtherWay>,
    /// The mark that is pointed at, and what is known about it.
    pub pointed: Option<(Pointed, Detail)>,
    /// The moment that is shown, for tests.
    pub moment: u64,
    /// Tells what happened.
    pub on: Callback<Message>,
    /// Tells that the editor's script is to run.
    pub on_run: Callback<()>,
}

/// The glass.
#[function_component]
pub fn Glass(props: &GlassProps) -> Html {
    let is_full = props.is_full;
    let full = props.on.reform(move |_: MouseEvent| Message::Arrange(Arrange::Full(!is_full)));
    let full_label = if is_full { text::glass_not_full() } else { text::glass_full() };
    let is_twin = props.form == GlassForm::Twin;
    let other = if is_twin { GlassForm::Picture } else { GlassForm::Twin };
    let turn = props.on.reform(move |_: MouseEvent| Message::Arrange(Arrange::Glass(other)));
    html! {
        <section class="panel glass" aria-label={text::glass_title()}
            data-moment={props.moment.to_string()}
            data-state={if props.is_empty { "empty" } else { "drawn" }}>
            <div class="head">
                { tabs(props) }
                <span class="spread" />
                <button type="button" class="btn icon small" aria-pressed={is_twin.to_string()}
                    data-action="twin" aria-label={text::glass_as_table()}
                    title={text::glass_as_table()} onclick={turn}>
                    { Icon::Table.draw() }
                </button>
                <button type="button" class="btn icon small no-phone" data-action="full-screen"
                    aria-pressed={is_full.to_string()} aria-label={full_label}
                    title={full_label} onclick={full}>
                    { Icon::Full.draw() }
                </button>
            </div>
            <Stage ..props.clone() />
            if !props.is_empty && !is_twin && !props.legend.is_empty() {
                <div class="legend" role="group" aria-label={text::glass_legend()}>
                    { for props.legend.iter().map(legend_item) }
                </div>
            }
        </section>
    }
}

/// One tab for all pictures together, and one for each.
fn tabs(props: &GlassProps) -> Html {
    let tab = |(look, label): &(Look, String)| {
        let look = *look;
        let is_chosen = look == props.look;
        html! {
            <button type="button" role="tab" key={look.name()} id={tab_id(look)}
                aria-selected={is_chosen.to_string()} aria-controls="stage"
                tabindex={if is_chosen { "0" } else { "-1" }} data-look={look.name()}
                onclick={props.on.reform(move |_: MouseEvent| {
                    Message::Arrange(Arrange::Look(look))
                })}>
                { label }
            </button>
        }
    };
    let (on, chosen) = (props.on.clone(), props.look);
    let all: Vec<Look> = props.tabs.iter().map(|(look, _)| *look).collect();
    let on_key = move |event: KeyboardEvent| {
        let at = all.iter().position(|look| *look == chosen).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowLeft" => all[(at + all.len() - 1) % all.len()],
            "ArrowRight" => all[(at + 1) % all.len()],
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on.emit(Message::Arrange(Arrange::Look(next)));
        page::focus_id(&tab_id(next));
    };
    html! {
        <div class="tabs" role="tablist" aria-label={text::glass_pictures()} onkeydown={on_key}>
            { for props.tabs.iter().map(tab) }
        </div>
    }
}

fn tab_id(look: Look) -> String {
    format!("tab-{}", look.name())
}

/// The box that the pictures are laid out for.
#[function_component]
fn Stage(props: &GlassProps) -> Html {
    let root = use_node_ref();
    use_size(&root, &props.on);
    let source = props.pointed.as_ref().and_then(|(_, detail)| detail.source);
    let form = match props.look {
        Look::Compare => GlassForm::Picture,
        _ => props.form,
    };
    let content = match form {
        _ if props.is_empty => empty(props),
        _ if props.look == Look::Compare && props.contest.is_none() => {
            no_contest(props.other_way, &props.on)
        }
        GlassForm::Picture => html! {
            <>
                { for props.drawn.iter().map(|drawn| html! {
                    <LaneBox key={lane_key(&drawn.lane)} drawn={drawn.clone()} {source}
                        on={&props.on} />
                }) }
                if let Some((lane, figures)) = &props.figures {
                    { self::figures(lane, figures) }
                }
                if let Some(contest) = &props.contest {
                    { contest::contest(contest, props.link, props.other_way, &props.on) }
                }
            </>
        },
        GlassForm::Twin => html! { <Twins tables={props.twins.clone()} /> },
    };
    html! {
        <div class="stage" id="stage" role="tabpanel" aria-labelledby={tab_id(props.look)}
            tabindex="0" ref={root} data-look={props.look.name()}>
            { content }
            if let Some((pointed, detail)) = &props.pointed {
                { tooltip(pointed, detail, stage_width(&props.drawn)) }
            }
        </div>
    }
}

fn lane_key(lane: &Lane) -> String {
    format!("{}{}", lane.side.letter(), lane.picture.name())
}

/// What a lane needs.
#[derive(Clone, Debug, PartialEq, Properties)]
struct LaneProps {
    drawn: Drawn,
    /// The event that the mark which is pointed at tells of.
    source: Option<u64>,
    on: Callback<Message>,
}

/// A picture in its lane.
#[function_component]
fn LaneBox(props: &LaneProps) -> Html {
    let root = use_node_ref();
    let Lane { picture, side, left, top, width, height } = props.drawn.lane;
    {
        let root = root.clone();
        use_effect_with(props.drawn.scene.clone(), move |_| {
            if let Some(lane) = root.cast::<Element>() {
                keep_now_in_view(&lane);
            }
        });
    }
    let on_point = props.on.reform(move |pointed: Option<(Target, Point)>| {
        // What is known about a mark is known of the one run that is shown.
        let pointed = pointed.filter(|_| side == Side::Alone);
        Message::Point(pointed.map(|(target, at)| {
            let (x, y) = (left + PADDING + at.x, top + PADDING + at.y);
            Pointed { picture, target, x, y }
        }))
    });
    let (on, source) = (props.on.clone(), props.source);
    let on_choose = Callback::from(move |()| {
        if let Some(event) = source {
            on.emit(Message::Move(Move::ToEvent(event)));
        }
    });
    let style =
        format!("left: {left:.0}px; top: {top:.0}px; width: {width:.0}px; height: {height:.0}px");
    let edges = classes!("lane", (left > 0.0).then_some("after"), (top > 0.0).then_some("below"));
    html! {
        <div class={edges} data-picture={picture.name()} data-side={side.letter()} ref={root}
            {style}>
            <Picture scene={&props.drawn.scene} {on_point} {on_choose} />
        </div>
    }
}

/// Scrolls a lane whose picture is larger than it is, so that the mark of now is seen.
fn keep_now_in_view(lane: &Element) {
    let Ok(Some(mark)) = lane.query_selector(".now, .running") else { return };
    let (window, mark) = (lane.get_bounding_client_rect(), mark.get_bounding_client_rect());
    let beyond = |start: f64, end: f64, from: f64, to: f64| match () {
        () if start < from + VIEW_MARGIN => start - from - VIEW_MARGIN,
        () if end > to - VIEW_MARGIN => end - to + VIEW_MARGIN,
        () => 0.0,
    };
    let down = beyond(mark.top(), mark.bottom(), window.top(), window.bottom());
    let right = beyond(mark.left(), mark.right(), window.left(), window.right());
    lane.scroll_by_with_x_and_y(right, down);
}

/// The number that the pictures are about, large, and the smaller ones that it is made of.
fn figures(lane: &Lane, figures: &[Figure]) -> Html {
    let figure = |key: &str| figures.iter().find(|figure| figure.key == key);
    let part = |key: &str| {
        let figure = figure(key).filter(|figure| figure.value > 0)?;
        Some(html! {
            <li key={figure.key.clone()} data-figure={figure.key.clone()}>
                <b class={figure.class}>{ count_text(figure.value) }</b>{ " " }{ &figure.unit }
            </li>
        })
    };
    let Some(read) = figure("read") else { return Html::default() };
    let style = format!("left: {:.0}px; width: {:.0}px", lane.left, lane.width);
    html! {
        <div class="figures" {style} data-figure="read" data-value={read.value.to_string()}>
            <p><b>{ count_text(read.value) }</b>{ " " }{ &read.unit }</p>
            <ul>{ for FIGURES_SMALL.into_iter().filter_map(part) }</ul>
        </div>
    }
}

fn stage_width(drawn: &[Drawn]) -> f64 {
    drawn.iter().map(|drawn| drawn.lane.left + drawn.lane.width).fold(0.0, f64::max)
}

fn empty(props: &GlassProps) -> Html {
    let (label, fill) = match props.wants_shop {
        true => (text::sql_run_with_shop(), props.on_run.reform(|_: MouseEvent| ())),
        false => (text::data_sample(), props.on.reform(|_: MouseEvent| Message::LoadSample)),
    };
    html! {
        <div class="frame-only">
            <div class="axis">
                <p>{ text::glass_empty() }</p>
                <button type="button" class="btn primary" disabled={!props.is_ready}
                    data-action="sample" onclick={fill}>
                    { label }
                </button>
                <p>{ text::data_sample_about() }</p>
            </div>
        </div>
    }
}

fn tooltip(pointed: &Pointed, detail: &Detail, width: f64) -> Html {
    let left = (pointed.x + 14.0).min(width - TOOLTIP_WIDTH).max(0.0);
    let style = format!("left: {left:.0}px; top: {:.0}px", pointed.y + 18.0);
    html! {
        <div class="tooltip" role="tooltip" {style}>
            <b>{ detail.title.clone() }</b>
            { for detail.lines.iter().map(|line| html! { <div>{ line.clone() }</div> }) }
        </div>
    }
}

fn legend_item(item: &LegendItem) -> Html {
    let class = item.class;
    let mark = match item.swatch {
        Swatch::Filled => html! {
            <rect {class} x="1" y="1" width="10" height="10" rx="1.5" />
        },
        Swatch::Hollow => html! {
            <rect class={classes!(class, "hollow")} x="1.75" y="1.75" width="8.5" height="8.5"
                rx="1.5" />
        },
        Swatch::Corner => html! {
            <>
                <rect class="idle" x="1" y="1" width="10" height="10" rx="1.5" />
                <path class={classes!(class, "corner")} d="M5.5 1H11V6.5Z" />
            </>
        },
        Swatch::Ring => html! {
            <>
                <rect class="idle" x="3.5" y="3.5" width="5" height="5" rx="1" />
                <rect {class} x="1" y="1" width="10" height="10" rx="2.5" />
            </>
        },
    };
    html! {
        <span key={item.label.clone()}>
            <svg class="scene" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
                { mark }
            </svg>
            { item.label.clone() }
        </span>
    }
}

/// Tells the size of the box whenever it changes.
#[hook]
fn use_size(root: &NodeRef, on: &Callback<Message>) {
    let (root, on) = (root.clone(), on.clone());
    use_effect_with((), move |_| {
        let watched = root.cast::<Element>();
        let measure = {
            let watched = watched.clone();
            Closure::<dyn FnMut()>::new(move || {
                if let Some(element) = &watched {
                    let (width, height) = (element.client_width(), element.client_height());
                    on.emit(Message::GlassSize(f64::from(width), f64::from(height)));
                }
            })
        };
        let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &watched) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(measure);
        }
    });
}
