//! The physical forms of a column as types: what lets one generic loop serve every data type.
//!
//! A form is a type that stands for one variant of `ColumnData`: [`Int4`] for `ColumnData::Int4`.
//! Nothing of it is ever made. Kernels are written over forms, so that a row of the function table
//! names its types and its work in one line.

use std::borrow::Cow;

use model::types::column::{ColumnData, TextColumn};
use model::types::data_type::DataType;
use model::types::datetime::Interval as IntervalValue;
use model::types::numeric::Numeric as NumericValue;

/// A physical form that kernels read and make.
pub trait Form: Copy + Default + 'static {
    /// The type that a row of the function table means by this form.
    const DATA_TYPE: DataType;
    /// One value, as a kernel reads it.
    type Item<'a>: Copy;
    /// All values of a column, as a kernel reads them.
    type View<'a>: Copy;
    /// One value, as a kernel makes it.
    type Owned<'a>;
    /// The values that a kernel has made so far.
    type Store;

    /// The values of a column of this form. Any other form is a mistake of the binder.
    fn view(data: &ColumnData) -> Self::View<'_>;
    /// One value.
    fn at(view: Self::View<'_>, place: usize) -> Self::Item<'_>;
    /// A store with room for that many values.
    fn store(capacity: usize) -> Self::Store;
    /// One more value.
    fn push(store: &mut Self::Store, value: Self::Owned<'_>);
    /// One more place, for a NULL.
    fn push_filler(store: &mut Self::Store);
    /// The store as a column's data.
    fn finish(store: Self::Store) -> ColumnData;
}

/// A form whose values are plain machine words in a vector.
pub trait Plain: for<'a> Form<Item<'a> = Self::Word, View<'a> = &'a [Self::Word]> {
    /// The machine word.
    type Word: Copy + Default + PartialEq + 'static;
    /// Words as a column's data.
    fn wrap(words: Vec<Self::Word>) -> ColumnData;
}

fn wrong_form(wanted: &str, data: &ColumnData) -> ! {
    panic!("a kernel for {wanted} was given {data:?}")
}

macro_rules! plain {
    ($($(#[$doc:meta])* $form:ident: $word:ty = $variant:ident, $data_type:expr;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $form;

        impl Form for $form {
            const DATA_TYPE: DataType = $data_type;
            type Item<'a> = $word;
            type View<'a> = &'a [$word];
            type Owned<'a> = $word;
            type Store = Vec<$word>;

            fn view(data: &ColumnData) -> &[$word] {
                match data {
                    ColumnData::$variant(words) => words,
                    other => wrong_form(stringify!($form), other),
                }
            }
            #[inline]
            fn at(view: Self::View<'_>, place: usize) -> Self::Item<'_> {
                view[place]
            }
            fn store(capacity: usize) -> Vec<$word> {
                Vec::with_capacity(capacity)
            }
            #[inline]
            fn push(store: &mut Vec<$word>, value: Self::Owned<'_>) {
                store.push(value);
            }
            #[inline]
            fn push_filler(store: &mut Vec<$word>) {
                store.push(Default::default());
            }
            fn finish(store: Vec<$word>) -> ColumnData {
                ColumnData::$variant(store)
            }
        }

        impl Plain for $form {
            type Word = $word;
            fn wrap(words: Vec<$word>) -> ColumnData {
                ColumnData::$variant(words)
            }
        }
    )* };
}

plain! {
    /// boolean
    Bool: bool = Bool, DataType::Bool;
    /// smallint
    Int2: i16 = Int2, DataType::Int2;
    /// integer
    Int4: i32 = Int4, DataType::Int4;
    /// bigint
    Int8: i64 = Int8, DataType::Int8;
    /// oid, kept as a bigint
    Oid: i64 = Int8, DataType::Oid;
    /// real
    Float4: f32 = Float4, DataType::Float4;
    /// double precision
    Float8: f64 = Float8, DataType::Float8;
    /// date
    Date: i32 = Date, DataType::Date;
    /// time
    Time: i64 = Time, DataType::Time;
    /// timestamp
    Timestamp: i64 = Timestamp, DataType::Timestamp;
    /// timestamp with time zone
    TimestampTz: i64 = TimestampTz, DataType::TimestampTz;
    /// interval
    Interval: IntervalValue = Interval, DataType::Interval;
    /// uuid
    Uuid: u128 = Uuid, DataType::Uuid;
}

/// numeric
#[derive(Clone, Copy, Debug, Default)]
pub struct Numeric;

impl Form for Numeric {
    const DATA_TYPE: DataType = DataType::Numeric(None);
    type Item<'a> = &'a NumericValue;
    type View<'a> = &'a [NumericValue];
    type Owned<'a> = NumericValue;
    type Store = Vec<NumericValue>;

    fn view(data: &ColumnData) -> &[NumericValue] {
        match data {
            ColumnData::Numeric(numbers) => numbers,
            other => wrong_form("Numeric", other),
        }
    }
    #[inline]
    fn at(view: Self::View<'_>, place: usize) -> Self::Item<'_> {
        &view[place]
    }
    fn store(capacity: usize) -> Vec<NumericValue> {
        Vec::with_capacity(capacity)
    }
    fn push(store: &mut Vec<NumericValue>, value: Self::Owned<'_>) {
        store.push(value);
    }
    fn push_filler(store: &mut Vec<NumericValue>) {
        store.push(NumericValue::default());
    }
    fn finish(store: Vec<NumericValue>) -> ColumnData {
        ColumnData::Numeric(store)
    }
}

macro_rules! text {
    ($($(#[$doc:meta])* $form:ident, $data_type:expr;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $form;

        impl Form for $form {
            const DATA_TYPE: DataType = $data_type;
            type Item<'a> = &'a str;
            type View<'a> = &'a TextColumn;
            type Owned<'a> = Cow<'a, str>;
            type Store = TextColumn;

            fn view(data: &ColumnData) -> &TextColumn {
                match data {
                    ColumnData::Text(text) => text,
                    other => wrong_form("Text", other),
                }
            }
            #[inline]
            fn at(view: Self::View<'_>, place: usize) -> Self::Item<'_> {
                view.get(place)
            }
            fn store(capacity: usize) -> TextColumn {
                TextColumn::with_capacity(capacity)
            }
            fn push(store: &mut TextColumn, value: Self::Owned<'_>) {
                store.push(&value);
            }
            fn push_filler(store: &mut TextColumn) {
                store.push("");
            }
            fn finish(store: TextColumn) -> ColumnData {
                ColumnData::Text(store)
            }
        }
    )* };
}

text! {
    /// text, and character varying beside it
    Text, DataType::Text;
    /// character(n): padded with spaces
    Char, DataType::Char(0);
    /// name
    Name, DataType::Name;
}
