//! SET, RESET, SHOW and DISCARD carried out.

use model::base::error::{sqlstate, Error, Result};
use model::message::reply::Reply;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::database::Database;
use super::settings::values::unrecognized;
use super::statement::Task;
use crate::expr::env::Until;
use crate::sql::statement::{Discard, OutputColumn, Set};
use crate::txn::transaction::Transaction;

impl Task {
    pub(super) fn set(
        &mut self,
        database: &mut Database,
        set: &Set,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        let Set { name, values, until, tag } = set;
        self.tag = (*tag).to_string();
        let settings = &mut database.session(self.session).settings;
        match values {
            Some(values) => settings.set_words(name, values, *until)?,
            None => settings.reset(name, *until)?,
        }
        if *until == Until::Transaction && self.frame.is_none() {
            let words = "SET LOCAL can only be used in transaction blocks";
            self.warn(sqlstate::NO_ACTIVE_SQL_TRANSACTION, words, out);
        }
        Ok(())
    }

    pub(super) fn discard(
        &mut self,
        database: &mut Database,
        what: Discard,
        txn: &mut Transaction,
    ) -> Result<()> {
        self.tag = match what {
            Discard::All => "DISCARD ALL",
            Discard::Plans => "DISCARD PLANS",
            Discard::Sequences => "DISCARD SEQUENCES",
            Discard::Temporary => "DISCARD TEMP",
        }
        .to_string();
        if what == Discard::All && self.frame.is_some() {
            let message = "DISCARD ALL cannot run inside a transaction block";
            return Err(Error::sql(sqlstate::ACTIVE_SQL_TRANSACTION, message));
        }
        let session = database.session(self.session);
        if what == Discard::All {
            session.settings.reset_all();
            session.deallocate(None)?;
        }
        if matches!(what, Discard::All | Discard::Sequences) {
            session.forget_drawn();
        }
        if matches!(what, Discard::All | Discard::Temporary) {
            self.changed_catalog = true;
            database.drop_temporary(txn)?;
        }
        Ok(())
    }

    pub(super) fn show(
        &mut self,
        database: &mut Database,
        name: &str,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        self.tag = "SHOW".to_string();
        let session = database.session(self.session);
        let (names, row_count, columns) = if name == "all" {
            let rows: Vec<(&str, String, &str)> = session.settings.all().collect();
            let [mut settings, mut values, mut about] = [(); 3].map(|()| Vec::new());
            for (setting, value, purpose) in &rows {
                settings.push(*setting);
                values.push(value.as_str());
                about.push(*purpose);
            }
            let names = vec!["name".to_string(), "setting".to_string(), "description".to_string()];
            (names, rows.len(), [settings, values, about].map(text_column).to_vec())
        } else {
            let (known, value) = session.setting(name).ok_or_else(|| unrecognized(name))?;
            (vec![known.to_string()], 1, vec![text_column(vec![value.as_str()])])
        };
        let header: Vec<OutputColumn> = names
            .into_iter()
            .map(|name| OutputColumn { id: 0, name, data_type: DataType::Text })
            .collect();
        out.push(self.header(&header));
        out.push(Reply::Rows { statement: self.id, columns, row_count: row_count as u32 });
        Ok(())
    }
}

fn text_column(values: Vec<&str>) -> Column {
    Column::new(ColumnData::Text(values.into_iter().collect()))
}
