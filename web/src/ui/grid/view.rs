//! The component: draws the window, takes keys and pointers.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

use super::cells::{Bounds, Cell, Cells, Reach};
use super::widths;
use super::window::{self, Window};
use crate::dom::clipboard;
use crate::state::export;
use crate::state::message::Message;
use crate::state::order::Direction;
use crate::state::result::ResultSet;
use crate::state::shared::Shared;
use crate::text;
use crate::ui::icon::Icon;

/// The head's height in pixels before it was measured: it is higher where fingers press it.
const HEAD_PIXELS: f64 = 30.0;

/// What the grid needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct GridProps {
    /// The rows.
    pub result: Shared<ResultSet>,
    /// Whether more rows may come.
    pub is_running: bool,
    /// Tells what happened.
    pub on: Callback<Message>,
}

/// What happened in the grid.
#[derive(Debug)]
pub enum GridMessage {
    /// It was scrolled, or its box changed.
    Look,
    /// A key was pressed.
    Key(KeyboardEvent),
    /// A cell was pressed, or the pointer was drawn over it.
    Choose(Cell, Reach),
    /// A column is drawn wider or narrower.
    Widen(usize, f64),
}

/// The grid of rows.
pub struct Grid {
    root: NodeRef,
    head: NodeRef,
    head_pixels: f64,
    window: Window,
    /// `None` until a cell was pressed or reached by a key.
    cells: Option<Cells>,
    widths: Vec<f64>,
    widths_drawn: Vec<(usize, f64)>,
    rows_measured: u32,
    observer: Option<(ResizeObserver, Closure<dyn FnMut()>)>,
}

impl Component for Grid {
    type Message = GridMessage;
    type Properties = GridProps;

    fn create(ctx: &Context<Grid>) -> Grid {
        let mut grid = Grid {
            root: NodeRef::default(),
            head: NodeRef::default(),
            head_pixels: HEAD_PIXELS,
            window: Window::default(),
            cells: None,
            widths: Vec::new(),
            widths_drawn: Vec::new(),
            rows_measured: 0,
            observer: None,
        };
        grid.measure(&ctx.props().result);
        grid
    }

    fn changed(&mut self, ctx: &Context<Grid>, before: &GridProps) -> bool {
        let result = &ctx.props().result;
        if result.statement != before.result.statement {
            self.cells = None;
            self.widths_drawn.clear();
            self.measure(result);
            if let Some(root) = self.root.cast::<HtmlElement>() {
                root.set_scroll_top(0);
                root.set_scroll_left(0);
            }
        } else if self.rows_measured != widths::measured_rows(result) {
            self.measure(result);
        }
        self.look(result);
        true
    }

    fn update(&mut self, ctx: &Context<Grid>, message: GridMessage) -> bool {
        let result = ctx.props().result.clone();
        match message {
            GridMessage::Look => return self.look(&result),
            GridMessage::Key(event) => self.key(ctx, &event),
            GridMessage::Choose(cell, reach) => self.go(cell, reach),
            GridMessage::Widen(column, width) => {
                let width = width.clamp(widths::WIDTH_MIN, widths::WIDTH_DRAWN_MAX);
                self.widths_drawn.retain(|(other, _)| *other != column);
                self.widths_drawn.push((column, width));
                self.widths[column] = width;
            }
        }
        true
    }

    fn rendered(&mut self, ctx: &Context<Grid>, first: bool) {
        if !first {
            return;
        }
        let look = ctx.link().callback(|()| GridMessage::Look);
        let told = Closure::<dyn FnMut()>::new(move || look.emit(()));
        let observer = ResizeObserver::new(told.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(root)) = (observer, self.root.cast::<Element>()) {
            observer.observe(&root);
            self.observer = Some((observer, told));
        }
    }

    fn destroy(&mut self, _ctx: &Context<Grid>) {
        if let Some((observer, _)) = &self.observer {
            observer.disconnect();
        }
    }

    fn view(&self, ctx: &Context<Grid>) -> Html {
        let result = &ctx.props().result;
        let link = ctx.link();
        let edges = widths::edges(&self.widths);
        let number_width = widths::number_width(result.row_count);
        let width = number_width + edges.last().copied().unwrap_or(0.0);
        let height = self.head_pixels + window::space_pixels(result.row_count);
        let rows = self.window.rows(result.row_count);
        let current = self.cells.map(|cells| cells.current);
        let active = current.filter(|cell| rows.contains(&cell.row)).map(cell_id);
        let style = format!("width: {width:.0}px; height: {height:.0}px");
        html! {
            <div class="grid" ref={self.root.clone()} role="grid" tabindex="0"
                aria-label={text::result_grid()} aria-multiselectable="true"
                aria-rowcount={(result.row_count + 1).to_string()}
                aria-colcount={(result.header.len() + 1).to_string()}
                aria-activedescendant={active}
                onscroll={link.callback(|_| GridMessage::Look)}
                onkeydown={link.callback(GridMessage::Key)}>
                <div class="grid-space" role="presentation" {style}>
                    <div role="rowgroup" class="grid-top">
                        { self.head(ctx, &edges, number_width) }
                    </div>
                    { self.body(ctx, &edges, number_width) }
                </div>
                if result.row_count == 0 && !ctx.props().is_running {
                    <p class="after">{ text::result_no_rows() }</p>
                }
            </div>
        }
    }
}

impl Grid {
    fn measure(&mut self, result: &ResultSet) {
        self.widths = widths::measure(result);
        self.rows_measured = widths::measured_rows(result);
        for (column, width) in &self.widths_drawn {
            self.widths[*column] = *width;
        }
    }

    /// Reads where the element is scrolled to; `true` if that changes what is drawn.
    fn look(&mut self, result: &ResultSet) -> bool {
        let Some(root) = self.root.cast::<HtmlElement>() else { return false };
        let before = self.window;
        self.window.width = f64::from(root.client_width());
        if let Some(head) = self.head.cast::<HtmlElement>() {
            self.head_pixels = f64::from(head.offset_height());
        }
        self.window.height = (f64::from(root.client_height()) - self.head_pixels).max(0.0);
        let (left, top) = (f64::from(root.scroll_left()), f64::from(root.scroll_top()));
        self.window.scroll(left, top, result.row_count);
        self.window != before
    }

    fn key(&mut self, ctx: &Context<Grid>, event: &KeyboardEvent) {
        let result = &ctx.props().result;
        let is_command = event.ctrl_key() || event.meta_key();
        let bounds = Bounds {
            rows: result.row_count,
            columns: result.header.len(),
            page: (self.window.height / window::ROW_PIXELS) as u32,
        };
        match (event.key().to_lowercase().as_str(), is_command) {
            ("a", true) => self.cells.get_or_insert_default().choose_all(bounds),
            ("c", true) => self.copy(ctx),
            ("enter", false) => {
                let column = self.cells.unwrap_or_default().current.column;
                ctx.props().on.emit(Message::Sort(column));
            }
            _ => {
                let cells = self.cells.unwrap_or_default();
                let Some(next) = cells.by_key(&event.key(), is_command, bounds) else { return };
                // The first arrow only shows where one is.
                let is_first = self.cells.is_none() && event.key().starts_with("Arrow");
                let cell = if is_first && !is_command { cells.current } else { next };
                self.go(cell, if event.shift_key() { Reach::Block } else { Reach::One });
                self.reveal(cell, result);
            }
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn go(&mut self, cell: Cell, reach: Reach) {
        match &mut self.cells {
            Some(cells) => cells.go(cell, reach),
            None => self.cells = Some(Cells { current: cell, anchor: cell }),
        }
    }

    /// Scrolls a cell into view.
    fn reveal(&mut self, cell: Cell, result: &ResultSet) {
        let Some(root) = self.root.cast::<HtmlElement>() else { return };
        let Cell { row, column } = cell;
        if let Some(scrolled) = self.window.scrolled_for(row, result.row_count) {
            root.set_scroll_top(scrolled as i32);
        }
        let edges = widths::edges(&self.widths);
        let seen = self.window.width - widths::number_width(result.row_count);
        if edges[column] < self.window.left {
            root.set_scroll_left(edges[column] as i32);
        } else if edges[column + 1] > self.window.left + seen {
            root.set_scroll_left((edges[column + 1] - seen).ceil() as i32);
        }
        self.look(result);
    }

    fn copy(&self, ctx: &Context<Grid>) {
        let (result, on) = (ctx.props().result.clone(), ctx.props().on.clone());
        let Some(block) = self.cells.map(|cells| cells.block()) else { return };
        if block.rows.end > result.row_count {
            return;
        }
        yew::platform::spawn_local(async move {
            if !clipboard::copy(&export::tabs(&result, &block).concat()).await {
                on.emit(Message::CopyFailed);
            }
        });
    }

    fn head(&self, ctx: &Context<Grid>, edges: &[f64], number_width: f64) -> Html {
        let seen = window::columns(edges, self.window.left, self.window.width);
        let spacer = edges[seen.start];
        html! {
            <div class="grid-head" role="row" aria-rowindex="1" ref={self.head.clone()}>
                <div class="grid-cell no" role="columnheader" aria-colindex="1"
                    style={format!("width: {number_width:.0}px")}>
                    <span class="unseen">{ text::result_row_number() }</span>
                </div>
                <div class="grid-spacer" role="presentation"
                    style={format!("width: {spacer:.0}px")} />
                { for seen.map(|column| self.heading(ctx, column)) }
            </div>
        }
    }

    fn heading(&self, ctx: &Context<Grid>, column: usize) -> Html {
        let result = &ctx.props().result;
        let head = &result.header[column];
        let order = result.order.as_deref().filter(|order| order.column == column);
        let (sort, arrow) = match order.map(|order| order.direction) {
            Some(Direction::Up) => ("ascending", Icon::Up.draw()),
            Some(Direction::Down) => ("descending", Icon::Down.draw()),
            None => ("none", Html::default()),
        };
        let title = format!("{} {}", head.name, head.data_type.full_name());
        let width = self.widths[column];
        let on_drag = ctx.link().batch_callback(move |event: PointerEvent| {
            let grip = event.target_dyn_into::<Element>()?;
            if !grip.has_pointer_capture(event.pointer_id()) {
                return None;
            }
            let cell = grip.parent_element()?.get_bounding_client_rect();
            Some(GridMessage::Widen(column, f64::from(event.client_x()) - cell.left()))
        });
        html! {
            <div key={column} role="columnheader" aria-colindex={(column + 2).to_string()}
                aria-sort={sort} style={format!("width: {width:.0}px")}
                class={classes!("grid-cell", head.data_type.is_number().then_some("number"))}>
                <button type="button" tabindex="-1" {title}
                    onclick={ctx.props().on.reform(move |_: MouseEvent| Message::Sort(column))}>
                    <span>{ head.name.clone() }</span>
                    { arrow }
                </button>
                <span class="grip" onpointerdown={hold} onpointermove={on_drag} />
            </div>
        }
    }

    fn body(&self, ctx: &Context<Grid>, edges: &[f64], number_width: f64) -> Html {
        let result = &ctx.props().result;
        let top = self.head_pixels + self.window.body_top(result.row_count);
        let seen = window::columns(edges, self.window.left, self.window.width);
        let block = self.cells.map(|cells| cells.block());
        let row = |row: u32| {
            let cells = seen.clone().map(|column| {
                let is_chosen = block.as_ref().is_some_and(|block| {
                    block.rows.contains(&row) && block.columns.contains(&column)
                });
                self.cell(ctx, Cell { row, column }, is_chosen)
            });
            html! {
                <div key={row} class="grid-row" role="row" aria-rowindex={(row + 2).to_string()}>
                    <div class="grid-cell no" role="rowheader" aria-colindex="1"
                        style={format!("width: {number_width:.0}px")}>{ row + 1 }</div>
                    <div class="grid-spacer" role="presentation"
                        style={format!("width: {:.0}px", edges[seen.start])} />
                    { for cells }
                </div>
            }
        };
        html! {
            <div class="grid-body" role="rowgroup"
                style={format!("transform: translateY({top:.1}px)")}>
                { for self.window.rows(result.row_count).map(row) }
            </div>
        }
    }

    fn cell(&self, ctx: &Context<Grid>, cell: Cell, is_chosen: bool) -> Html {
        let result = &ctx.props().result;
        let is_current = self.cells.is_some_and(|cells| cells.current == cell);
        let is_number = result.header[cell.column].data_type.is_number();
        let mut content = String::new();
        let is_value = result.write_cell(cell.row, cell.column, &mut content);
        let class = classes!(
            "grid-cell",
            is_number.then_some("number"),
            is_chosen.then_some("chosen"),
            is_current.then_some("current"),
        );
        let link = ctx.link();
        let press = link.callback(move |event: PointerEvent| {
            let reach = if event.shift_key() { Reach::Block } else { Reach::One };
            GridMessage::Choose(cell, reach)
        });
        let draw_over = link.batch_callback(move |event: PointerEvent| {
            let is_drawn = event.buttons() & 1 == 1;
            is_drawn.then_some(GridMessage::Choose(cell, Reach::Block))
        });
        html! {
            <div key={cell.column} id={cell_id(cell)} {class} role="gridcell"
                aria-colindex={(cell.column + 2).to_string()}
                aria-selected={is_chosen.to_string()}
                style={format!("width: {:.0}px", self.widths[cell.column])}
                onpointerdown={press} onpointerenter={draw_over}>
                if is_value {
                    { content }
                } else {
                    <span class="null">{ text::result_null() }</span>
                }
            </div>
        }
    }
}

fn hold(event: PointerEvent) {
    if let Some(grip) = event.target_dyn_into::<Element>() {
        // A pointer that has just been lifted cannot be held; then nothing is drawn.
        let _ = grip.set_pointer_capture(event.pointer_id());
    }
}

fn cell_id(cell: Cell) -> String {
    format!("cell-{}-{}", cell.row, cell.column)
}
