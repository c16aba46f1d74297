//! What came of one statement, in PostgreSQL's own terms.

use std::fmt;

/// A row's values in text form; NULL is none.
pub type Row = Vec<Option<String>>;

/// What came of one statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Its columns' names and short type names (`pg_type.typname`), if it returns rows.
    pub columns: Vec<(String, String)>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Its command tag, if it succeeded.
    pub tag: String,
    /// The SQLSTATE and the message of its error, if it failed.
    pub error: Option<(String, String)>,
}

impl Said {
    /// The SQLSTATE of its error, if it failed.
    pub fn sqlstate(&self) -> Option<&str> {
        self.error.as_ref().map(|(state, _)| state.as_str())
    }

    /// An answer that is an error.
    pub fn failed(sqlstate: &str, message: impl Into<String>) -> Said {
        Said { error: Some((sqlstate.to_string(), message.into())), ..Said::default() }
    }
}

/// Rows that are shown of an answer.
const ROWS_SHOWN: usize = 12;

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((state, message)) = &self.error {
            return write!(f, "{state} {message}");
        }
        let heads = self.columns.iter().map(|(name, kind)| format!("{name} {kind}"));
        write!(f, "{} ({})", self.tag, heads.collect::<Vec<_>>().join(", "))?;
        for row in self.rows.iter().take(ROWS_SHOWN) {
            let values = row.iter().map(|value| value.as_deref().unwrap_or("NULL"));
            write!(f, "\n      {}", values.collect::<Vec<_>>().join(" | "))?;
        }
        match self.rows.len().checked_sub(ROWS_SHOWN) {
            Some(more @ 1..) => write!(f, "\n      and {more} more"),
            _ => Ok(()),
        }
    }
}
