//! The glass: which picture, the picture itself or its twin, the legend, the tooltip.

use model::base::pictures::Picture as PictureId;
use scene::shape::mark::Target;
use scene::shape::scene::{LegendItem, Scene, Swatch};
use scene::table::Table;
use scene::viz::picture::Detail;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use super::icon::Icon;
use super::picture::Picture;
use super::twin::Twin;
use crate::state::layout::GlassForm;
use crate::state::message::{Arrange, Message, Pointed};
use crate::state::playback::Move;
use crate::state::shared::Shared;
use crate::text;

/// Width of a tooltip, to keep it inside the stage.
const TOOLTIP_WIDTH: f64 = 232.0;

/// What the glass needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct GlassProps {
    /// The picture.
    pub scene: Shared<Scene>,
    /// The same as a table.
    pub twin: Shared<Table>,
    /// Which of the two is shown.
    pub form: GlassForm,
    /// Whether there is nothing to draw yet.
    pub is_empty: bool,
    /// Whether a sample may be loaded.
    pub is_ready: bool,
    /// The mark that is pointed at, and what is known about it.
    pub pointed: Option<(Pointed, Detail)>,
    /// How many steps have been taken, for tests.
    pub moment: u64,
    /// Tells what happened.
    pub on: Callback<Message>,
}

/// The glass.
#[function_component]
pub fn Glass(props: &GlassProps) -> Html {
    let root = use_node_ref();
    let full = {
        let root = root.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(root) = root.cast::<Element>() {
                // Where the browser refuses, the picture stays as large as it is.
                let _ = root.request_fullscreen();
            }
        })
    };
    let is_twin = props.form == GlassForm::Twin;
    let other = if is_twin { GlassForm::Picture } else { GlassForm::Twin };
    let turn = props.on.reform(move |_: MouseEvent| Message::Arrange(Arrange::Glass(other)));
    html! {
        <section class="panel glass" ref={root} aria-label={text::glass_title()}
            data-moment={props.moment.to_string()}
            data-state={if props.is_empty { "empty" } else { "drawn" }}>
            <div class="head">
                <div class="tabs" role="tablist" aria-label={text::glass_pictures()}>
                    <button type="button" role="tab" aria-selected="true" id="tab-pages"
                        aria-controls="stage" data-picture={PictureId::Heap.name()}>
                        { text::glass_heap() }
                    </button>
                </div>
                <span class="spread" />
                <button type="button" class="btn icon small" aria-pressed={is_twin.to_string()}
                    data-action="twin" aria-label={text::glass_as_table()}
                    title={text::glass_as_table()} onclick={turn}>
                    { Icon::Table.draw() }
                </button>
                <button type="button" class="btn icon small no-phone" data-action="full-screen"
                    aria-label={text::glass_full()} title={text::glass_full()} onclick={full}>
                    { Icon::Full.draw() }
                </button>
            </div>
            <Stage ..props.clone() />
            if !props.is_empty && !is_twin && !props.scene.legend.is_empty() {
                <div class="legend" role="group" aria-label={text::glass_legend()}>
                    { for props.scene.legend.iter().map(legend_item) }
                </div>
            }
        </section>
    }
}

/// The box that the picture is laid out for.
#[function_component]
fn Stage(props: &GlassProps) -> Html {
    let root = use_node_ref();
    use_size(&root, &props.on);
    let on_point = props.on.reform(Message::Point);
    let on_choose = props.on.clone();
    let detail = props.pointed.as_ref().map(|(_, detail)| detail.source);
    let choose = Callback::from(move |_: Target| {
        if let Some(Some(event)) = detail {
            on_choose.emit(Message::Move(Move::ToEvent(event)));
        }
    });
    let content = match props.form {
        _ if props.is_empty => empty(props),
        GlassForm::Picture => html! {
            <Picture scene={&props.scene} {on_point} on_choose={choose} />
        },
        GlassForm::Twin => html! { <Twin table={&props.twin} /> },
    };
    html! {
        <div class="stage" id="stage" role="tabpanel" aria-labelledby="tab-pages" tabindex="0"
            ref={root}>
            { content }
            if let Some((pointed, detail)) = &props.pointed {
                { tooltip(pointed, detail, props.scene.width) }
            }
        </div>
    }
}

fn empty(props: &GlassProps) -> Html {
    html! {
        <div class="frame-only">
            <div class="axis">
                <p>{ text::glass_empty() }</p>
                <button type="button" class="btn primary" disabled={!props.is_ready}
                    data-action="sample"
                    onclick={props.on.reform(|_: MouseEvent| Message::LoadSample)}>
                    { text::data_sample() }
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
