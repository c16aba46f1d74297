//! What a lab answered, statement by statement, with values in their text form.

use model::base::error::SqlError;
use model::message::reply::{HeaderColumn, Reply};
use model::metrics::summary::Summary;
use model::trace::event::Event;
use model::types::text;

/// What came of one statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The columns of its result, if it has one.
    pub columns: Option<Vec<HeaderColumn>>,
    /// The rows of its result; NULL is none.
    pub rows: Vec<Vec<Option<String>>>,
    /// What it said beside: severity and message.
    pub notices: Vec<(String, SqlError)>,
    /// Its command tag, if it succeeded.
    pub tag: Option<String>,
    /// Its error, if it failed.
    pub error: Option<SqlError>,
    /// What it did.
    pub summary: Summary,
    /// What was written down about it.
    pub events: Vec<Event>,
}

/// The outcomes of a command's statements.
pub fn outcomes(replies: &[Reply]) -> Vec<Outcome> {
    let mut found: Vec<Outcome> = Vec::new();
    let mut early: Vec<Event> = Vec::new();
    for reply in replies {
        match reply {
            Reply::StatementStarted { .. } => found.push(Outcome::default()),
            Reply::Events(events) => match found.last_mut() {
                Some(last) => last.events.extend(events.iter().cloned()),
                None => early.extend(events.iter().cloned()),
            },
            other => {
                if let Some(last) = found.last_mut() {
                    last.take(other);
                }
            }
        }
    }
    if let Some(first) = found.first_mut() {
        first.events.splice(0..0, early);
    }
    found
}

impl Outcome {
    fn take(&mut self, reply: &Reply) {
        match reply {
            Reply::Header { columns, .. } => self.columns = Some(columns.to_vec()),
            Reply::Rows { columns, row_count, .. } => {
                let header = self.columns.as_ref().expect("a header comes before rows");
                for at in 0..*row_count as usize {
                    let values = columns.iter().zip(header);
                    self.rows.push(values.map(|(column, h)| text_of(column, at, h)).collect());
                }
            }
            Reply::Notice { severity, error, .. } => {
                self.notices.push((severity.clone(), error.clone()));
            }
            Reply::StatementFinished { tag, summary, .. } => {
                self.tag = Some(tag.clone());
                self.summary = *summary;
            }
            Reply::StatementFailed { error, summary, .. } => {
                self.error = Some(error.clone());
                self.summary = *summary;
            }
            _ => {}
        }
    }
}

fn text_of(
    column: &model::types::column::Column,
    at: usize,
    head: &HeaderColumn,
) -> Option<String> {
    let mut written = String::new();
    text::write_text(column, at, head.data_type, &mut written).then_some(written)
}
