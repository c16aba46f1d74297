//! The text twin of the picture, and what there is to say about one operator.

use model::base::ids::OpId;

use super::data::OperatorData;
use super::draw::state_word;
use super::losers;
use crate::table::{Align, Table, TableColumn, TableRow};
use crate::viz::picture::Detail;
use crate::viz::view::View;
use crate::words::{count_text, Word};

/// One row for each operator, parents first; an operator is indented under the one that asks it.
pub fn table(view: &View<'_>, operators: &[OperatorData]) -> Table {
    let heading = |word, align| TableColumn { heading: view.words.say(word, &[]), align };
    let columns = vec![
        heading(Word::TableOperator, Align::Left),
        heading(Word::TableState, Align::Left),
        heading(Word::TableRows, Align::Right),
        heading(Word::TableEstimated, Align::Right),
        heading(Word::TableHits, Align::Right),
        heading(Word::TableMisses, Align::Right),
    ];
    let mut depths: Vec<usize> = Vec::new();
    let mut rows = Vec::new();
    for (at, operator) in operators.iter().enumerate() {
        let depth = operator.parent.map_or(0, |parent| depths[parent] + 1);
        depths.push(depth);
        let cells = vec![
            format!("{}{}", "  ".repeat(depth), name(operator)),
            state(view, operator),
            operator.rows.map_or(String::new(), count_text),
            count_text(operator.rows_estimated),
            count_text(operator.hits),
            count_text(operator.misses),
        ];
        let class = if operator.is_now { "now" } else { "idle" };
        rows.push(TableRow { key: format!("operator-{at}"), class, cells });
    }
    Table { title: view.words.say(Word::CapPlan, &[]), columns, rows, left_out_count: 0 }
}

/// The operator as EXPLAIN names it.
pub fn name(operator: &OperatorData) -> String {
    match operator.object.as_str() {
        "" => operator.kind.clone(),
        object => format!("{} {object}", operator.kind),
    }
}

fn state(view: &View<'_>, operator: &OperatorData) -> String {
    view.words.say(state_word(operator.state), &[])
}

fn pages(view: &View<'_>, operator: &OperatorData) -> String {
    let args = [("hits", operator.hits.into()), ("misses", operator.misses.into())];
    let hits = view.words.say(Word::CountHits, &args);
    format!("{hits}, {}", view.words.say(Word::CountMisses, &args))
}

/// The operator for a screen reader.
pub fn sentence(view: &View<'_>, operator: &OperatorData) -> String {
    let (operator_name, state, pages) =
        (name(operator), state(view, operator), pages(view, operator));
    let args = [
        ("operator", (&operator_name).into()),
        ("state", (&state).into()),
        ("rows", operator.rows.unwrap_or(0).into()),
        ("expected", operator.rows_estimated.into()),
        ("pages", (&pages).into()),
    ];
    let word = if operator.rows.is_some() { Word::PlanSentence } else { Word::PlanSentenceUnknown };
    view.words.say(word, &args)
}

/// What there is to say about one operator. `None` for one that the plan does not have.
pub fn detail(view: &View<'_>, operators: &[OperatorData], op: OpId) -> Option<Detail> {
    let operator = operators.get(usize::from(op.0))?;
    let mut lines = vec![state(view, operator)];
    if let Some(rows) = operator.rows {
        lines.push(view.words.say(Word::PlanRising, &[("rows", rows.into())]));
    }
    let expected = [("rows", operator.rows_estimated.into())];
    lines.push(view.words.say(Word::PlanEstimate, &expected));
    lines.push(pages(view, operator));
    let losers = losers::lines(view, op.0);
    if !losers.is_empty() {
        lines.push(view.words.say(Word::PlanNotChosen, &[]));
        lines.extend(losers);
    }
    Some(Detail { title: name(operator), lines, source: operator.last_page })
}
