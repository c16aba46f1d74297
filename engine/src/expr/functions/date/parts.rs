//! `extract` and `date_part`: one part of a date, a time or a span.
//!
//! `extract` gives a numeric, `date_part` the same as a floating-point number.

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::datetime::part::NamedPart;
use model::types::value::Value;

use crate::expr::bound::CastKind;
use crate::expr::call::{Call, View};
use crate::expr::cast::cast;
use crate::expr::env::Env;
use crate::expr::form::{
    Date, Float8, Form, Interval, Numeric, Text, Time, Timestamp, TimestampTz,
};
use crate::expr::kernel::each_row_or_null;

/// A form that has parts.
trait Parted: Form {
    /// One of its values.
    fn value(item: Self::Item<'_>) -> Value;
}

macro_rules! parted {
    ($($form:ident)*) => { $(
        impl Parted for $form {
            fn value(item: Self::Item<'_>) -> Value {
                Value::$form(item)
            }
        }
    )* };
}

parted!(Date Time Timestamp TimestampTz Interval);

/// The part of each row. Its name is looked up again only where it changes.
fn each_part<'a, F: Parted, R: Form>(
    call: &Call<'a>,
    part_of: impl Fn(&NamedPart, &Value) -> Result<Option<R::Owned<'a>>>,
) -> Result<Column> {
    let names: View<Text> = call.view(0);
    let values: View<F> = call.view(1);
    let mut known: Option<(&str, NamedPart)> = None;
    each_row_or_null::<R>(call, |row| {
        let name = names.at(row);
        let part = match known.take() {
            Some((seen, part)) if seen == name => part,
            _ => NamedPart::new(name, F::DATA_TYPE)?,
        };
        let (_, part) = known.insert((name, part));
        part_of(part, &F::value(values.at(row)))
    })
}

fn extract<F: Parted>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    each_part::<F, Numeric>(call, NamedPart::extract)
}

fn date_part<F: Parted>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    each_part::<F, Float8>(call, NamedPart::date_part)
}

/// A date has no hours, but `date_part` takes it as its midnight.
fn date_part_of_date(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    let (dates, kind) = (&call.operands[1], CastKind::Implicit);
    let midnights = cast(dates, DataType::Date, DataType::Timestamp, kind, env)?;
    let operands = [call.operands[0].clone(), midnights];
    date_part::<Timestamp>(&Call { operands: &operands, ..*call }, env)
}

functions! {
    /// Parts of dates, times and spans.
    PARTS;
    "extract" (Text, Timestamp) -> Numeric : extract::<Timestamp>;
    Stable "extract" (Text, TimestampTz) -> Numeric : extract::<TimestampTz>;
    "extract" (Text, Date) -> Numeric : extract::<Date>;
    "extract" (Text, Time) -> Numeric : extract::<Time>;
    "extract" (Text, Interval) -> Numeric : extract::<Interval>;
    "date_part" (Text, Timestamp) -> Float8 : date_part::<Timestamp>;
    Stable "date_part" (Text, TimestampTz) -> Float8 : date_part::<TimestampTz>;
    "date_part" (Text, Date) -> Float8 : date_part_of_date;
    "date_part" (Text, Time) -> Float8 : date_part::<Time>;
    "date_part" (Text, Interval) -> Float8 : date_part::<Interval>;
}
