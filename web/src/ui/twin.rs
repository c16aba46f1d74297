//! The picture's twin: the same content as a table.

use scene::table::{Align, Table, TableRow};
use yew::prelude::*;

use crate::state::shared::Shared;
use crate::text;

/// Rows of a twin that are drawn at most; the rest is counted.
const ROWS_DRAWN_MAX: usize = 1_000;

/// What the twins need.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TwinsProps {
    /// The tables.
    pub tables: Vec<Shared<Table>>,
}

/// The pictures as tables.
#[function_component]
pub fn Twins(props: &TwinsProps) -> Html {
    html! { <div class="twin">{ for props.tables.iter().map(|table| twin(table)) }</div> }
}

fn twin(table: &Table) -> Html {
    let class = |at: usize| (table.columns[at].align == Align::Right).then_some("number");
    let row = |row: &TableRow| {
        html! {
            <tr key={row.key.clone()} class={row.class}>
                { for row.cells.iter().enumerate().map(|(at, cell)| html! {
                    <td class={class(at)}>{ cell.clone() }</td>
                }) }
            </tr>
        }
    };
    let beyond = table.rows.len().saturating_sub(ROWS_DRAWN_MAX) as u64;
    let left_out = beyond + table.left_out_count;
    html! {
        <>
            <h3>{ table.title.clone() }</h3>
            <table>
                <thead>
                    <tr>
                        { for table.columns.iter().enumerate().map(|(at, column)| html! {
                            <th scope="col" class={class(at)}>{ column.heading.clone() }</th>
                        }) }
                    </tr>
                </thead>
                <tbody>{ for table.rows.iter().take(ROWS_DRAWN_MAX).map(row) }</tbody>
            </table>
            if left_out > 0 {
                <p class="left-out">{ text::glass_left_out(left_out) }</p>
            }
        </>
    }
}
