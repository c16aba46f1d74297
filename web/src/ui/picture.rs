//! A scene as SVG nodes of the page, keyed by what they stand for, so that a mark which changes
//! stays the same node and its change can be a short tween.

use scene::shape::cells::{Cells, Form};
use scene::shape::mark::{number_text, Anchor, Mark, Point, Shape, Target, Text};
use scene::shape::measure::Face;
use scene::shape::scene::Scene;
use yew::prelude::*;

use crate::state::message::Pointed;
use crate::state::shared::Shared;

/// What the picture needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PictureProps {
    /// The scene.
    pub scene: Shared<Scene>,
    /// Tells what is pointed at.
    pub on_point: Callback<Option<Pointed>>,
    /// Tells what was chosen.
    pub on_choose: Callback<Target>,
}

/// A scene as SVG.
#[function_component]
pub fn Picture(props: &PictureProps) -> Html {
    let scene = &props.scene;
    let (width, height) = (number_text(scene.width), number_text(scene.height));
    let point = {
        let (scene, on_point) = (scene.clone(), props.on_point.clone());
        Callback::from(move |event: PointerEvent| {
            on_point.emit(pointed_at(&scene, &event));
        })
    };
    let leave = props.on_point.reform(|_: PointerEvent| None);
    let choose = {
        let (scene, on_choose) = (scene.clone(), props.on_choose.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(pointed) = pointed_at(&scene, &event) {
                on_choose.emit(pointed.target);
            }
        })
    };
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
        Mark::Cells(cells) => html! {
            <g {key} data-key={shape.key.clone()} {class} {style} role="graphics-object"
                aria-label={shape.label.clone()}>
                { for layers(&shape.key, cells) }
            </g>
        },
        Mark::Group(inner) => html! {
            <g {key} data-key={shape.key.clone()} {class} {style} role="graphics-object"
                aria-label={shape.label.clone()}>
                { for inner.iter().map(self::shape) }
            </g>
        },
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

/// What lies under the pointer: a square of a grid.
fn pointed_at(scene: &Scene, event: &web_sys::MouseEvent) -> Option<Pointed> {
    let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
    let mut found = None;
    scene.visit(|shape, origin| {
        if let (Mark::Cells(cells), Some(target_of)) = (&shape.mark, grid_target(shape)) {
            let at = Point { x: x - origin.x, y: y - origin.y };
            if let Some(cell) = cells.cell_at(at) {
                found = Some(Pointed { target: target_of(cells.items_of(cell).0), x, y });
            }
        }
    });
    found
}

/// What the items of a grid stand for: pages of the relation that the grid stands for.
fn grid_target(shape: &Shape) -> Option<impl Fn(u32) -> Target> {
    use model::base::ids::{PageId, RelId};
    let rel: u32 = shape.key.strip_prefix("heap-")?.parse().ok()?;
    Some(move |no| Target::Page(PageId { rel: RelId(rel), no }))
}
