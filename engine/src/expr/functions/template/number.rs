//! Numbers written by a template, and texts read by one: `to_char`, `to_number`.

use std::borrow::Cow;

use model::base::error::Result;
use model::types::column::Column;
use model::types::numeric::picture::Picture;
use model::types::numeric::{format, scan};

use crate::expr::call::{Call, View};
use crate::expr::env::Env;
use crate::expr::form::{Float4, Float8, Form, Int4, Int8, Numeric, Text};
use crate::expr::kernel::{each_row, each_row_or_null};

/// A form that a template can write.
trait Shown: Form {
    /// Its text.
    fn shown(value: Self::Item<'_>, picture: &Picture) -> Result<String>;
}

macro_rules! shown {
    ($($form:ident by $write:ident;)*) => { $(
        impl Shown for $form {
            fn shown(value: Self::Item<'_>, picture: &Picture) -> Result<String> {
                format::$write(value, picture)
            }
        }
    )* };
}

shown! {
    Int4 by format_integer;
    Int8 by format_bigint;
    Numeric by format_numeric;
    Float4 by format_real;
    Float8 by format_double;
}

/// The template of each row: taken apart once where all rows have the same.
struct Pictures<'a> {
    texts: View<'a, Text>,
    fixed: Option<Picture>,
}

impl<'a> Pictures<'a> {
    fn of(call: &Call<'a>, at: usize) -> Result<Pictures<'a>> {
        let texts: View<Text> = call.view(at);
        let fixed = texts.constant().map(Picture::parse).transpose()?;
        Ok(Pictures { texts, fixed })
    }

    fn at(&self, row: usize) -> Result<Cow<'_, Picture>> {
        match &self.fixed {
            Some(picture) => Ok(Cow::Borrowed(picture)),
            None => Picture::parse(self.texts.at(row)).map(Cow::Owned),
        }
    }
}

/// `to_char(number, template)`: an empty template gives an empty text.
fn to_char<F: Shown>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let values: View<F> = call.view(0);
    let pictures = Pictures::of(call, 1)?;
    each_row::<Text>(call, |row| F::shown(values.at(row), &*pictures.at(row)?).map(Cow::Owned))
}

/// `to_number(text, template)`
fn to_number(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let texts: View<Text> = call.view(0);
    let pictures = Pictures::of(call, 1)?;
    each_row_or_null::<Numeric>(call, |row| scan::scan_numeric(texts.at(row), &*pictures.at(row)?))
}

functions! {
    /// Numbers by a template.
    NUMBER_TEMPLATE;
    Stable "to_char" (Int4, Text) -> Text : to_char::<Int4>;
    Stable "to_char" (Int8, Text) -> Text : to_char::<Int8>;
    Stable "to_char" (Numeric, Text) -> Text : to_char::<Numeric>;
    Stable "to_char" (Float4, Text) -> Text : to_char::<Float4>;
    Stable "to_char" (Float8, Text) -> Text : to_char::<Float8>;
    Stable "to_number" (Text, Text) -> Numeric : to_number;
}
