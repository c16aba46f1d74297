//! Moments and spans written by a template, and texts read by one: `to_char`, `to_date`,
//! `to_timestamp`.

use std::borrow::Cow;

use model::base::error::Result;
use model::types::column::Column;
use model::types::datetime::template::Template;
use model::types::datetime::{format, scan};

use crate::expr::call::{Call, View};
use crate::expr::env::Env;
use crate::expr::form::{Date, Form, Interval, Text, Timestamp, TimestampTz};
use crate::expr::kernel::{each_row, each_row_or_null};

/// A form that a template can write.
trait Shown: Form {
    /// Its text; `None` where it is infinite or the template empty.
    fn shown(value: Self::Item<'_>, template: &Template) -> Result<Option<String>>;
}

impl Shown for Timestamp {
    fn shown(micros: i64, template: &Template) -> Result<Option<String>> {
        format::format_timestamp(micros, template)
    }
}

impl Shown for TimestampTz {
    fn shown(micros: i64, template: &Template) -> Result<Option<String>> {
        format::format_timestamptz(micros, template)
    }
}

impl Shown for Interval {
    fn shown(span: Self::Item<'_>, template: &Template) -> Result<Option<String>> {
        format::format_interval(span, template)
    }
}

/// The template of each row: taken apart once where all rows have the same.
struct Templates<'a> {
    texts: View<'a, Text>,
    fixed: Option<Template>,
}

impl<'a> Templates<'a> {
    fn of(call: &Call<'a>, at: usize) -> Templates<'a> {
        let texts: View<Text> = call.view(at);
        Templates { texts, fixed: texts.constant().map(Template::new) }
    }

    fn at(&self, row: usize) -> Cow<'_, Template> {
        match &self.fixed {
            Some(template) => Cow::Borrowed(template),
            None => Cow::Owned(Template::new(self.texts.at(row))),
        }
    }
}

fn to_char<F: Shown>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let values: View<F> = call.view(0);
    let templates = Templates::of(call, 1);
    each_row_or_null::<Text>(call, |row| {
        Ok(F::shown(values.at(row), &templates.at(row))?.map(Cow::Owned))
    })
}

fn to_date(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let texts: View<Text> = call.view(0);
    let templates = Templates::of(call, 1);
    each_row::<Date>(call, |row| scan::scan_date(texts.at(row), &templates.at(row)))
}

fn to_timestamp(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let texts: View<Text> = call.view(0);
    let templates = Templates::of(call, 1);
    each_row::<TimestampTz>(call, |row| scan::scan_timestamp(texts.at(row), &templates.at(row)))
}

functions! {
    /// Moments and spans by a template.
    MOMENT_TEMPLATE;
    Stable "to_char" (Timestamp, Text) -> Text : to_char::<Timestamp>;
    Stable "to_char" (TimestampTz, Text) -> Text : to_char::<TimestampTz>;
    Stable "to_char" (Interval, Text) -> Text : to_char::<Interval>;
    Stable "to_date" (Text, Text) -> Date : to_date;
    Stable "to_timestamp" (Text, Text) -> TimestampTz : to_timestamp;
}
