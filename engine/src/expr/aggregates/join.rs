//! `string_agg`: strings joined, in the order in which the rows come.

use std::borrow::Cow;
use std::sync::Arc;

use model::base::error::{Error, Result};
use model::base::limits::TEXT_BYTES_MAX;
use model::types::column::{Column, TextColumn};
use model::types::data_type::DataType;

use crate::expr::aggregate::{start, Aggregate, State};
use crate::expr::form::{Form, Text};

/// The joining aggregates.
pub static JOIN: &[Aggregate] = &[Aggregate {
    name: "string_agg",
    args: &[DataType::Text; 2],
    returns: DataType::Text,
    start: start::<Joined>,
}];

/// What was joined so far.
#[derive(Clone, Default)]
struct Joined {
    text: Option<String>,
}

impl State for Joined {
    type View<'a> = (&'a TextColumn, Option<(&'a TextColumn, &'a Column)>);
    type Result = Text;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> Self::View<'_> {
        let separators = match &args[1].data {
            model::types::column::ColumnData::Text(texts) => Some((texts, &*args[1])),
            _ => None,
        };
        (Text::view(&args[0].data), separators)
    }

    fn take(&mut self, (texts, separators): Self::View<'_>, row: usize) -> Result<()> {
        let Some(joined) = &mut self.text else {
            self.text = Some(texts.get(row).to_string());
            return Ok(());
        };
        if let Some((separators, column)) = separators {
            // A NULL between strings is nothing.
            joined.push_str(if column.is_valid(row) { separators.get(row) } else { "" });
        }
        joined.push_str(texts.get(row));
        if joined.len() > TEXT_BYTES_MAX {
            let what = "bytes of a string".to_string();
            return Err(Error::Limit { what, max: TEXT_BYTES_MAX as u64 });
        }
        Ok(())
    }

    fn result(&self) -> Result<Option<Cow<'_, str>>> {
        Ok(self.text.as_deref().map(Cow::Borrowed))
    }

    fn byte_count(&self) -> usize {
        self.text.as_ref().map_or(0, String::capacity)
    }
}
