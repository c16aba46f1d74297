//! A scene as SVG nodes of the page, keyed by what they stand for, so that a mark which changes
//! stays the same node and its change can be a short tween.

use scene::shape::cells::{Cells, Form};
use scene::shape::mark::{number_text, Anchor, Mark, Point, Shape, Target, Text};
use scene::shape::measure::Face;
use scene::shape::scene::Scene;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::state::shared::Shared;

/// What the picture needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PictureProps {
    /// The scene.
    pub scene: Shared<Scene>,
    /// Tells what is pointed at, and where.
    pub on_point: Callback<Option<(Target, Point)>>,
    /// Tells that what is pointed at was pressed.
    pub on_choose: Callback<()>,
}

/// A scene as SVG.
#[function_component]
pub fn Picture(props: &PictureProps) -> Html {
    let scene = &props.scene;
    let (width, height) = (number_text(scene.width), number_text(scene.height));
    let point = {
        let scene = scene.clone();
        props.on_point.reform(move |event: PointerEvent| {
            let at = Point { x: f64::from(event.offset_x()), y: f64::from(event.offset_y()) };
            let target = target_at(&scene, at).or_else(|| target_of_mark(&scene, &event));
            target.map(|target| (target, at))
        })
    };
    let leave = props.on_point.reform(|_: PointerEvent| None);
    let choose = props.on_choose.reform(|_: MouseEvent| ());
    html! {
        <svg class="scene" role="graphics-document" aria-roledescription={scene.title.clone()}
            aria-label={scene.description.clone()} width={width.clone()} height={height.clone()}
            viewBox={format!("0 0 {width} {height}")}
            onpointermove={point} onpointerleave={leave} onclick={choose}>
            { for scene.shapes.iter().map(shape) }
        </svg>
    }
}

fn shape(shape: &Shape) -> Html {
    let class = shape.class;
    let key = shape.key.clone();
    let style = shape.shift.map(|Point { x, y }| format!("transform: translate({x}px, {y}px)"));
    match &shape.mark {
        Mark::Rect { area, radius } => html! {
            <rect {key} data-key={shape.key.clone()} {class} {style}
                x={number_text(area.x)} y={number_text(area.y)}
                width={number_text(area.width)} height={number_text(area.height)}
                rx={(*radius > 0.0).then(|| number_text(*radius))} />
        },
        Mark::Line { from, to } => html! {
            <line {key} data-key={shape.key.clone()} {class} {style}
                x1={number_text(from.x)} y1={number_text(from.y)}
                x2={number_text(to.x)} y2={number_text(to.y)} />
        },
        Mark::Path { commands } => html! {
            <path {key} data-key={shape.key.clone()} {class} {style} d={commands.clone()} />
        },
        Mark::Text(content) => text(shape, content, style),
        Mark::Cells(cells) => group(shape, style, layers(&shape.key, cells).collect()),
        Mark::Group(inner) => group(shape, style, inner.iter().map(self::shape).collect()),
    }
}

/// Marks that belong together; with a label they are one thing for a screen reader.
fn group(shape: &Shape, style: Option<String>, inner: Vec<Html>) -> Html {
    let role = shape.label.is_some().then_some("graphics-symbol");
    html! {
        <g key={shape.key.clone()} data-key={shape.key.clone()} class={shape.class} {style} {role}
            aria-label={shape.label.clone()}>
            { inner }
        </g>
    }
}

fn text(shape: &Shape, text: &Text, style: Option<String>) -> Html {
    let anchor = match text.anchor {
        Anchor::Start => None,
        Anchor::Middle => Some("middle"),
        Anchor::End => Some("end"),
    };
    let face = match text.face {
        Face::Ui => None,
        Face::UiStrong => Some("strong"),
        Face::Mono => Some("mono"),
    };
    html! {
        <text key={shape.key.clone()} data-key={shape.key.clone()}
            class={classes!(shape.class, face)} {style} text-anchor={anchor}
            x={number_text(text.at.x)} y={number_text(text.at.y)}
            font-size={number_text(text.size)}>
            { text.content.clone() }
        </text>
    }
}

fn layers<'a>(key: &'a str, cells: &'a Cells) -> impl Iterator<Item = Html> + 'a {
    cells.layers.iter().map(move |layer| {
        let form = match layer.form {
            Form::Filled => None,
            Form::Hollow => Some("hollow"),
            Form::Corner => Some("corner"),
        };
        let count = layer.members.len().to_string();
        let name = format!("{key}-{}", layer.class);
        html! {
            <path key={name.clone()} data-key={name} class={classes!(layer.class, form)}
                data-count={count} d={cells.path(layer)} />
        }
    })
}

/// What the square of a grid under a point stands for.
fn target_at(scene: &Scene, at: Point) -> Option<Target> {
    let mut found = None;
    scene.visit(|shape, origin| {
        if let Mark::Cells(cells) = &shape.mark {
            let inside = Point { x: at.x - origin.x, y: at.y - origin.y };
            if let Some(cell) = cells.cell_at(inside) {
                found = Some(cells.items.target(cells.items_of(cell).0));
            }
        }
    });
    found
}

/// What the mark under the pointer, or one that it is part of, stands for.
fn target_of_mark(scene: &Scene, event: &PointerEvent) -> Option<Target> {
    let mut mark = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    while let Some(element) = mark {
        if let Some(key) = element.get_attribute("data-key") {
            let mut target = None;
            scene.visit(|shape, _| {
                if shape.key == key {
                    target = shape.target;
                }
            });
            if target.is_some() {
                return target;
            }
        }
        mark = element.parent_element();
    }
    None
}
