//! The picture's twin: the same content as a table.

use scene::table::{Align, Table, TableRow};
use yew::prelude::*;

use crate::state::shared::Shared;
use crate::text;

/// Rows of a twin that are drawn at most; the rest is counted.
const ROWS_DRAWN_MAX: usize = 1_000;

/// What the twin needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TwinProps {
    /// The table.
    pub table: Shared<Table>,
}

/// The picture as a table.
#[function_component]
pub fn Twin(props: &TwinProps) -> Html {
    let table = &props.table;
    let is_number = |at: usize| table.columns[at].align == Align::Right;
    let class = |at: usize| is_number(at).then_some("number");
    let row = |row: &TableRow| {
        html! {
            <tr key={row.key.clone()} class={row.class}>
                { for row.cells.iter().enumerate().map(|(at, cell)| html! {
                    <td class={class(at)}>{ cell.clone() }</td>
                }) }
            </tr>
        }
    };
    let left_out = table.rows.len().saturating_sub(ROWS_DRAWN_MAX) as u64 + table.left_out_count;
    html! {
        <div class="twin" tabindex="0" role="region" aria-label={table.title.clone()}>
            <table>
                <caption class="unseen">{ table.title.clone() }</caption>
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
        </div>
    }
}
