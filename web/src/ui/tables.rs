//! The tables: a tree of tables and their columns, with types, keys and sizes.

use model::message::reply::{ColumnSchema, IndexSchema, Schema};
use scene::words::count_text;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::icon::Icon;
use crate::dom::page;
use crate::state::message::{Arrange, Message};
use crate::state::shared::Shared;
use crate::text;

/// What the tables pane needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TablesProps {
    /// The tables.
    pub schema: Shared<Schema>,
    /// The file that runs and will have made tables.
    pub loading: Option<AttrValue>,
    /// Tables whose columns are folded away.
    pub folded: std::collections::BTreeSet<String>,
    /// Whether something may be loaded.
    pub is_ready: bool,
    /// Tells what happened.
    pub on: Callback<Message>,
    /// Tells that a file is to be chosen.
    pub on_open: Callback<()>,
    /// Tells that a name is wanted in the editor.
    pub on_insert: Callback<String>,
}

/// The tables pane.
#[function_component]
pub fn Tables(props: &TablesProps) -> Html {
    let close = props.on.reform(|_: MouseEvent| Message::Arrange(Arrange::ToggleDrawer));
    html! {
        <section class="panel tables" aria-label={text::tables_title()}>
            <div class="head">
                <h2>{ text::tables_title() }</h2>
                <span class="spread" />
                <button type="button" class="btn icon small tables-button"
                    aria-label={text::tables_close()} title={text::tables_close()} onclick={close}>
                    { Icon::Cross.draw() }
                </button>
            </div>
            if props.schema.tables.is_empty() && props.schema.views.is_empty() {
                { empty(props) }
            } else {
                <Tree ..props.clone() />
            }
        </section>
    }
}

fn empty(props: &TablesProps) -> Html {
    if let Some(file) = &props.loading {
        return html! {
            <div class="empty" data-state="loading"><p>{ text::tables_loading(&**file) }</p></div>
        };
    }
    html! {
        <div class="empty" data-state="empty">
            <p>{ text::tables_empty() }</p>
            <button type="button" class="btn edge" data-action="sample"
                disabled={!props.is_ready}
                onclick={props.on.reform(|_: MouseEvent| Message::LoadSample)}>
                { Icon::Sample.draw() }{ text::data_sample() }
            </button>
            <p>{ text::data_sample_about() }</p>
            <button type="button" class="btn edge" disabled={!props.is_ready}
                onclick={props.on_open.reform(|_: MouseEvent| ())}>
                { Icon::File.draw() }{ text::data_open() }
            </button>
        </div>
    }
}

/// The tree. One of its lines is in the order of Tab; arrow keys move between them.
#[function_component]
fn Tree(props: &TablesProps) -> Html {
    let root = use_node_ref();
    let current = use_state(|| 0usize);
    let on_key = {
        let (root, current) = (root.clone(), current.clone());
        Callback::from(move |event: KeyboardEvent| {
            let lines = lines(&root);
            let Some(next) = next_line(&lines, *current, &event.key()) else { return };
            event.prevent_default();
            event.stop_propagation();
            match next {
                Next::Line(at) => {
                    current.set(at);
                    page::focus(&lines[at]);
                }
                Next::Press => press(&lines[*current]),
            }
        })
    };
    let on_focus = {
        let current = current.clone();
        Callback::from(move |at| current.set(at))
    };
    let mut lines = Lines { props, count: 0, current: *current, on_focus };
    let tables: Vec<Html> = props
        .schema
        .tables
        .iter()
        .map(|table| {
            let relation = Relation {
                name: &table.name,
                columns: &table.columns,
                indexes: &table.indexes,
                sizes: Some((table.row_count, table.page_count)),
            };
            lines.relation(&relation)
        })
        .collect();
    let views: Vec<Html> = props
        .schema
        .views
        .iter()
        .map(|view| {
            let (name, columns) = (&view.name, &view.columns);
            lines.relation(&Relation { name, columns, indexes: &[], sizes: None })
        })
        .collect();
    html! {
        <ul class="tree" role="tree" ref={root} aria-label={text::tables_title()} onkeydown={on_key}
            data-state="filled">
            { tables }
            { views }
        </ul>
    }
}

/// A table, or a view, which has no sizes.
struct Relation<'a> {
    name: &'a str,
    columns: &'a [ColumnSchema],
    indexes: &'a [IndexSchema],
    /// Rows and pages.
    sizes: Option<(u64, u32)>,
}

/// Draws line after line and counts them.
struct Lines<'a> {
    props: &'a TablesProps,
    count: usize,
    current: usize,
    on_focus: Callback<usize>,
}

impl Lines<'_> {
    fn take(&mut self) -> (usize, &'static str) {
        let at = self.count;
        self.count += 1;
        (at, if at == self.current { "0" } else { "-1" })
    }

    fn relation(&mut self, relation: &Relation) -> Html {
        let (at, tab_index) = self.take();
        let is_open = !self.props.folded.contains(relation.name);
        let name = relation.name.to_string();
        let toggle = self
            .props
            .on
            .reform(move |_: MouseEvent| Message::Arrange(Arrange::ToggleTable(name.clone())));
        let focus = self.on_focus.reform(move |event: FocusEvent| {
            event.stop_propagation();
            at
        });
        let inner = if is_open { self.inner(relation) } else { Html::default() };
        html! {
            <li key={relation.name} role="treeitem" aria-expanded={is_open.to_string()}
                tabindex={tab_index} onfocus={focus} data-table={relation.name.to_string()}>
                <div class="name-line" onclick={toggle}>
                    { if is_open { Icon::Down } else { Icon::Right }.draw() }
                    <b class="cut">{ relation.name }</b>
                    <span class="spread" />
                    if let Some((rows, _)) = relation.sizes {
                        <span class="count" title={text::tables_rows_label(rows)}>
                            { count_text(rows) }
                            <span class="unseen">{ text::tables_rows_unit(rows) }</span>
                        </span>
                    } else {
                        <span class="count">{ text::tables_view() }</span>
                    }
                </div>
                { inner }
            </li>
        }
    }

    fn inner(&mut self, relation: &Relation) -> Html {
        let columns: Vec<Html> =
            relation.columns.iter().map(|column| self.column(column)).collect();
        let indexes: Vec<Html> = relation.indexes.iter().map(|index| self.index(index)).collect();
        html! {
            <ul class="columns" role="group">
                { columns }
                { indexes }
                if let Some((_, pages)) = relation.sizes {
                    <li class="facts" role="none">{ text::tables_facts(pages) }</li>
                }
            </ul>
        }
    }

    fn column(&mut self, column: &ColumnSchema) -> Html {
        let mut facts = Vec::new();
        if column.not_null {
            facts.push(text::tables_not_null().to_string());
        }
        if let Some(default) = &column.default {
            facts.push(text::tables_default(default));
        }
        let title = (!facts.is_empty()).then(|| facts.join(", "));
        let content = html! {
            <>
                <span class="cut">{ &column.name }</span>
                if column.primary_key {
                    <abbr class="mark" title={text::tables_primary_key_label()}>
                        { text::tables_primary_key() }
                    </abbr>
                }
                if let Some(table) = &column.references {
                    <abbr class="mark" title={text::tables_foreign_key_label(table)}>
                        { text::tables_foreign_key() }
                    </abbr>
                }
                <span class="spread" />
                <span class="type">{ short_type(column) }</span>
            </>
        };
        self.leaf("column", &column.name, title, content)
    }

    fn index(&mut self, index: &IndexSchema) -> Html {
        let title = match index.unique {
            true => text::tables_unique_index(&index.key, index.page_count),
            false => text::tables_index(&index.key, index.page_count),
        };
        let content = html! {
            <>
                <span class="cut">{ &index.name }</span>
                <span class="unseen">{ title.clone() }</span>
                <span class="spread" />
                <span class="type" aria-hidden="true">
                    { text::tables_pages_short(index.page_count) }
                </span>
            </>
        };
        self.leaf("index", &index.name, Some(title), content)
    }

    /// A line whose name a double press brings into the editor.
    fn leaf(
        &mut self,
        kind: &'static str,
        name: &str,
        title: Option<String>,
        content: Html,
    ) -> Html {
        let (at, tab_index) = self.take();
        let wanted = name.to_string();
        let insert = self.props.on_insert.reform(move |_: MouseEvent| wanted.clone());
        let focus = self.on_focus.reform(move |_: FocusEvent| at);
        html! {
            <li key={format!("{kind} {name}")} role="treeitem" tabindex={tab_index} onfocus={focus}
                data-line={kind} title={title}>
                <div class="column-line" ondblclick={insert}>{ content }</div>
            </li>
        }
    }
}

/// The type's name as people write it: short, with its modifier.
fn short_type(column: &ColumnSchema) -> String {
    use model::types::data_type::DataType;
    match column.data_type {
        DataType::Int2 | DataType::Int4 | DataType::Int8 => column
            .data_type
            .short_name()
            .replace("int8", "bigint")
            .replace("int4", "int")
            .replace("int2", "smallint"),
        DataType::Varchar(Some(length)) => format!("varchar({length})"),
        DataType::Char(length) => format!("char({length})"),
        DataType::Numeric(_) => column.data_type.full_name(),
        other => other.short_name().to_string(),
    }
}

enum Next {
    Line(usize),
    Press,
}

fn next_line(lines: &[Element], at: usize, key: &str) -> Option<Next> {
    let last = lines.len().checked_sub(1)?;
    let at = at.min(last);
    let is_open = lines[at].get_attribute("aria-expanded");
    let is_table = |at: &usize| lines[*at].has_attribute("aria-expanded");
    let next = match key {
        "ArrowDown" => Next::Line((at + 1).min(last)),
        "ArrowUp" => Next::Line(at.saturating_sub(1)),
        "Home" => Next::Line(0),
        "End" => Next::Line(last),
        "ArrowRight" if is_open.as_deref() == Some("false") => Next::Press,
        "ArrowRight" if is_open.is_some() => Next::Line((at + 1).min(last)),
        "ArrowLeft" if is_open.as_deref() == Some("true") => Next::Press,
        "ArrowLeft" => Next::Line((0..at).rev().find(is_table)?),
        "Enter" | " " => Next::Press,
        _ => return None,
    };
    Some(next)
}

/// What a press of the mouse does: a table folds, a column's name goes to the editor.
fn press(line: &Element) {
    let Some(inner) = line.first_element_child() else { return };
    let Some(inner) = inner.dyn_ref::<web_sys::HtmlElement>() else { return };
    if line.has_attribute("aria-expanded") {
        inner.click();
    } else if let Ok(event) = web_sys::MouseEvent::new("dblclick") {
        // The event is well formed and its target is in the page.
        let _ = inner.dispatch_event(&event);
    }
}

fn lines(root: &NodeRef) -> Vec<Element> {
    let found =
        root.cast::<Element>().and_then(|root| root.query_selector_all("[role=treeitem]").ok());
    let Some(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
