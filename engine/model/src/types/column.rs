//! Many values of one type, side by side: what kernels run over and what results travel as.
//!
//! ```text
//!   Column { data: Int4([7, 0, 9]), valid: Some([true, false, true]) }   means  7, NULL, 9
//! ```
//!
//! Invariants, asserted by [`Column::check`]:
//! 1. `valid`, where it is there, is as long as the data.
//! 2. Under an invalid place lies any value; nothing may depend on it.
//! 3. The ends of a text column never fall, and the last is the length of its bytes.

use serde::{Deserialize, Serialize};

use super::data_type::DataType;
use super::datetime::Interval;
use super::numeric::Numeric;
use super::value::Value;

/// A column: data and which places of it are not NULL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The values.
    pub data: ColumnData,
    /// Which places hold a value; `None` when all do.
    pub valid: Option<Vec<bool>>,
}

/// The values of a column, by physical form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ColumnData {
    /// Nothing but NULLs, that many.
    Null(u32),
    /// boolean
    Bool(Vec<bool>),
    /// smallint
    Int2(Vec<i16>),
    /// integer
    Int4(Vec<i32>),
    /// bigint, and oid
    Int8(Vec<i64>),
    /// numeric
    Numeric(Vec<Numeric>),
    /// real
    Float4(Vec<f32>),
    /// double precision
    Float8(Vec<f64>),
    /// text, character varying, character, name
    Text(TextColumn),
    /// date: days since 2000-01-01
    Date(Vec<i32>),
    /// time: microseconds since midnight
    Time(Vec<i64>),
    /// timestamp: microseconds since 2000-01-01 00:00:00
    Timestamp(Vec<i64>),
    /// timestamp with time zone: microseconds since 2000-01-01 00:00:00 UTC
    TimestampTz(Vec<i64>),
    /// interval
    Interval(Vec<Interval>),
    /// uuid
    Uuid(Vec<u128>),
}

/// Strings end to end in one buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextColumn {
    /// All strings, one after another.
    bytes: String,
    /// Where each string ends in `bytes`.
    ends: Vec<u32>,
}

impl TextColumn {
    /// An empty column with room for that many strings.
    pub fn with_capacity(strings: usize) -> TextColumn {
        TextColumn { bytes: String::new(), ends: Vec::with_capacity(strings) }
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string at a place.
    pub fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.bytes[start..self.ends[at] as usize]
    }

    /// All strings end to end.
    pub fn joined(&self) -> &str {
        &self.bytes
    }

    /// Where each string ends in [`TextColumn::joined`], in bytes.
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// Bytes of all strings together.
    pub fn byte_count(&self) -> usize {
        self.bytes.len()
    }

    /// One more string at the end.
    #[inline]
    pub fn push(&mut self, string: &str) {
        self.bytes.push_str(string);
        self.end();
    }

    /// One more string at the end: what `write` appends to the buffer, which it must not shorten.
    /// Where it fails, there is none more.
    pub fn push_written<E>(
        &mut self,
        write: impl FnOnce(&mut String) -> Result<(), E>,
    ) -> Result<(), E> {
        let start = self.bytes.len();
        let result = write(&mut self.bytes);
        match result {
            Ok(()) => self.end(),
            Err(_) => self.bytes.truncate(start),
        }
        result
    }

    /// The string that was appended to the buffer ends here.
    #[inline]
    fn end(&mut self) {
        self.ends.push(u32::try_from(self.bytes.len()).expect("a batch holds less than 4 GiB"));
    }

    /// Room for that many more bytes of strings.
    pub fn reserve_bytes(&mut self, bytes: usize) {
        self.bytes.reserve(bytes);
    }

    /// The strings at those places, in that order.
    fn take(&self, places: &[u32]) -> TextColumn {
        let mut taken = TextColumn::with_capacity(places.len());
        let length = |at: &u32| self.get(*at as usize).len();
        taken.bytes.reserve(places.iter().map(length).sum());
        places.iter().for_each(|at| taken.push(self.get(*at as usize)));
        taken
    }

    /// `count` strings from `start`.
    fn slice(&self, start: usize, count: usize) -> TextColumn {
        let begin = if start == 0 { 0 } else { self.ends[start - 1] };
        let ends: Vec<u32> =
            self.ends[start..start + count].iter().map(|end| end - begin).collect();
        let end = begin + ends.last().copied().unwrap_or(0);
        TextColumn { bytes: self.bytes[begin as usize..end as usize].to_string(), ends }
    }

    /// All strings of another column, at the end.
    fn append(&mut self, other: &TextColumn) {
        let start = self.bytes.len();
        self.bytes.push_str(&other.bytes);
        u32::try_from(self.bytes.len()).expect("a batch holds less than 4 GiB");
        self.ends.extend(other.ends.iter().map(|end| end + start as u32));
    }

    /// The strings in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }
}

impl<'a> FromIterator<&'a str> for TextColumn {
    fn from_iter<I: IntoIterator<Item = &'a str>>(strings: I) -> TextColumn {
        let mut column = TextColumn::default();
        strings.into_iter().for_each(|string| column.push(string));
        column
    }
}

/// Runs the same expression on the vector inside, whatever its type. Text and Null come apart.
macro_rules! each_vector {
    (
        $data:expr, $vector:ident => $vectors:expr, $text:ident => $texts:expr,
        $count:ident => $nulls:expr
    ) => {
        match $data {
            ColumnData::Null($count) => $nulls,
            ColumnData::Bool($vector) => $vectors,
            ColumnData::Int2($vector) => $vectors,
            ColumnData::Int4($vector) => $vectors,
            ColumnData::Int8($vector) => $vectors,
            ColumnData::Numeric($vector) => $vectors,
            ColumnData::Float4($vector) => $vectors,
            ColumnData::Float8($vector) => $vectors,
            ColumnData::Text($text) => $texts,
            ColumnData::Date($vector) => $vectors,
            ColumnData::Time($vector) => $vectors,
            ColumnData::Timestamp($vector) => $vectors,
            ColumnData::TimestampTz($vector) => $vectors,
            ColumnData::Interval($vector) => $vectors,
            ColumnData::Uuid($vector) => $vectors,
        }
    };
}

/// The same, building data of the same form.
macro_rules! map_vector {
    (
        $data:expr, $vector:ident => $vectors:expr, $text:ident => $texts:expr,
        $count:ident => $nulls:expr
    ) => {
        match $data {
            ColumnData::Null($count) => ColumnData::Null($nulls),
            ColumnData::Bool($vector) => ColumnData::Bool($vectors),
            ColumnData::Int2($vector) => ColumnData::Int2($vectors),
            ColumnData::Int4($vector) => ColumnData::Int4($vectors),
            ColumnData::Int8($vector) => ColumnData::Int8($vectors),
            ColumnData::Numeric($vector) => ColumnData::Numeric($vectors),
            ColumnData::Float4($vector) => ColumnData::Float4($vectors),
            ColumnData::Float8($vector) => ColumnData::Float8($vectors),
            ColumnData::Text($text) => ColumnData::Text($texts),
            ColumnData::Date($vector) => ColumnData::Date($vectors),
            ColumnData::Time($vector) => ColumnData::Time($vectors),
            ColumnData::Timestamp($vector) => ColumnData::Timestamp($vectors),
            ColumnData::TimestampTz($vector) => ColumnData::TimestampTz($vectors),
            ColumnData::Interval($vector) => ColumnData::Interval($vectors),
            ColumnData::Uuid($vector) => ColumnData::Uuid($vectors),
        }
    };
}

/// The values at those places, in that order.
fn gather<T: Clone>(values: &[T], places: &[u32]) -> Vec<T> {
    places.iter().map(|&at| values[at as usize].clone()).collect()
}

impl ColumnData {
    /// No values, in the physical form of that type.
    pub fn empty(data_type: DataType) -> ColumnData {
        match data_type {
            DataType::Unknown
            | DataType::Text
            | DataType::Varchar(_)
            | DataType::Char(_)
            | DataType::Name => ColumnData::Text(TextColumn::default()),
            DataType::Bool => ColumnData::Bool(Vec::new()),
            DataType::Int2 => ColumnData::Int2(Vec::new()),
            DataType::Int4 => ColumnData::Int4(Vec::new()),
            DataType::Int8 | DataType::Oid => ColumnData::Int8(Vec::new()),
            DataType::Numeric(_) => ColumnData::Numeric(Vec::new()),
            DataType::Float4 => ColumnData::Float4(Vec::new()),
            DataType::Float8 => ColumnData::Float8(Vec::new()),
            DataType::Date => ColumnData::Date(Vec::new()),
            DataType::Time => ColumnData::Time(Vec::new()),
            DataType::Timestamp => ColumnData::Timestamp(Vec::new()),
            DataType::TimestampTz => ColumnData::TimestampTz(Vec::new()),
            DataType::Interval => ColumnData::Interval(Vec::new()),
            DataType::Uuid => ColumnData::Uuid(Vec::new()),
            DataType::Void => ColumnData::Null(0),
        }
    }

    /// No values, in the same form.
    fn empty_alike(&self) -> ColumnData {
        map_vector!(self, _vector => Vec::new(), _text => TextColumn::default(), _nulls => 0)
    }

    /// Bytes that the values take in memory.
    fn byte_count(&self) -> usize {
        each_vector!(
            self,
            vector => core::mem::size_of_val(vector.as_slice()),
            text => text.byte_count() + 4 * text.len(),
            _nulls => 0
        )
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        each_vector!(self, vector => vector.len(), text => text.len(), count => *count as usize)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values at those places, in that order.
    pub fn take(&self, places: &[u32]) -> ColumnData {
        map_vector!(
            self,
            vector => gather(vector, places),
            text => text.take(places),
            _count => places.len() as u32
        )
    }

    /// The value at a place, taken as valid.
    pub fn value(&self, at: usize) -> Value {
        match self {
            ColumnData::Null(_) => Value::Null,
            ColumnData::Bool(vector) => Value::Bool(vector[at]),
            ColumnData::Int2(vector) => Value::Int2(vector[at]),
            ColumnData::Int4(vector) => Value::Int4(vector[at]),
            ColumnData::Int8(vector) => Value::Int8(vector[at]),
            ColumnData::Numeric(vector) => Value::Numeric(vector[at].clone()),
            ColumnData::Float4(vector) => Value::Float4(vector[at]),
            ColumnData::Float8(vector) => Value::Float8(vector[at]),
            ColumnData::Text(text) => Value::Text(text.get(at).to_string()),
            ColumnData::Date(vector) => Value::Date(vector[at]),
            ColumnData::Time(vector) => Value::Time(vector[at]),
            ColumnData::Timestamp(vector) => Value::Timestamp(vector[at]),
            ColumnData::TimestampTz(vector) => Value::TimestampTz(vector[at]),
            ColumnData::Interval(vector) => Value::Interval(vector[at]),
            ColumnData::Uuid(vector) => Value::Uuid(vector[at]),
        }
    }

    /// One more value of this very form at the end. NULL, which has no form, leaves a filler.
    fn push(&mut self, value: &Value) {
        match (self, value) {
            (ColumnData::Null(count), _) => *count += 1,
            (ColumnData::Bool(vector), Value::Bool(value)) => vector.push(*value),
            (ColumnData::Int2(vector), Value::Int2(value)) => vector.push(*value),
            (ColumnData::Int4(vector), Value::Int4(value)) => vector.push(*value),
            (ColumnData::Int8(vector), Value::Int8(value)) => vector.push(*value),
            (ColumnData::Numeric(vector), Value::Numeric(value)) => vector.push(value.clone()),
            (ColumnData::Float4(vector), Value::Float4(value)) => vector.push(*value),
            (ColumnData::Float8(vector), Value::Float8(value)) => vector.push(*value),
            (ColumnData::Text(text), Value::Text(value)) => text.push(value),
            (ColumnData::Date(vector), Value::Date(value)) => vector.push(*value),
            (ColumnData::Time(vector), Value::Time(value)) => vector.push(*value),
            (ColumnData::Timestamp(vector), Value::Timestamp(value)) => vector.push(*value),
            (ColumnData::TimestampTz(vector), Value::TimestampTz(value)) => vector.push(*value),
            (ColumnData::Interval(vector), Value::Interval(value)) => vector.push(*value),
            (ColumnData::Uuid(vector), Value::Uuid(value)) => vector.push(*value),
            (data, Value::Null) => data.push_filler(),
            (data, value) => panic!("{value:?} does not fit a column of {data:?}"),
        }
    }

    /// One more value of the same form from another place, taken as valid.
    fn push_from(&mut self, other: &ColumnData, at: usize) {
        match (self, other) {
            (ColumnData::Null(count), ColumnData::Null(_)) => *count += 1,
            (ColumnData::Bool(vector), ColumnData::Bool(more)) => vector.push(more[at]),
            (ColumnData::Int4(vector), ColumnData::Int4(more)) => vector.push(more[at]),
            (ColumnData::Int8(vector), ColumnData::Int8(more)) => vector.push(more[at]),
            (ColumnData::Float8(vector), ColumnData::Float8(more)) => vector.push(more[at]),
            (ColumnData::Text(text), ColumnData::Text(more)) => text.push(more.get(at)),
            (data, other) => data.push(&other.value(at)),
        }
    }

    fn push_filler(&mut self) {
        each_vector!(
            self, vector => vector.push(Default::default()), text => text.push(""),
            count => *count += 1
        )
    }

    fn append(&mut self, other: &ColumnData) {
        macro_rules! extend {
            ($($form:ident)*) => {
                match (&mut *self, other) {
                    (ColumnData::Null(count), ColumnData::Null(more)) => *count += more,
                    (ColumnData::Text(texts), ColumnData::Text(more)) => texts.append(more),
                    (ColumnData::Numeric(numbers), ColumnData::Numeric(more)) => {
                        numbers.extend(more.iter().cloned());
                    }
                    $((ColumnData::$form(values), ColumnData::$form(more)) => {
                        values.extend_from_slice(more);
                    })*
                    // Nothing but NULLs goes into any form.
                    (_, ColumnData::Null(count)) => (0..*count).for_each(|_| self.push_filler()),
                    _ => (0..other.len()).for_each(|at| self.push(&other.value(at))),
                }
            };
        }
        extend!(Bool Int2 Int4 Int8 Float4 Float8 Date Time Timestamp TimestampTz Interval Uuid);
    }

    /// `count` values from `start`.
    fn slice(&self, start: usize, count: usize) -> ColumnData {
        map_vector!(
            self,
            vector => vector[start..start + count].to_vec(),
            text => text.slice(start, count),
            _nulls => count as u32
        )
    }

    /// Room for that many more values.
    fn reserve(&mut self, count: usize) {
        each_vector!(
            self,
            vector => vector.reserve(count),
            text => text.ends.reserve(count),
            _nulls => {}
        );
    }
}

impl Column {
    /// A column without NULLs.
    pub fn new(data: ColumnData) -> Column {
        Column { data, valid: None }
    }

    /// A column with a validity mask.
    pub fn with_valid(data: ColumnData, valid: Vec<bool>) -> Column {
        let column = Column { data, valid: Some(valid) };
        debug_assert_eq!(column.check(), Ok(()));
        column
    }

    /// No values, in the physical form of that type.
    pub fn empty(data_type: DataType) -> Column {
        Column::new(ColumnData::empty(data_type))
    }

    /// No values yet, with room for that many.
    pub fn with_capacity(data_type: DataType, count: usize) -> Column {
        let mut column = Column::empty(data_type);
        column.data.reserve(count);
        column
    }

    /// Values of one type, NULLs among them.
    pub fn from_values(data_type: DataType, values: &[Value]) -> Column {
        let mut column = Column::with_capacity(data_type, values.len());
        values.iter().for_each(|value| column.push(value));
        column
    }

    /// The same value `count` times.
    pub fn repeat(data_type: DataType, value: &Value, count: usize) -> Column {
        if value.is_null() {
            return Column::nulls(data_type, count);
        }
        let mut one = Column::empty(data_type);
        one.push(value);
        one.take(&vec![0; count])
    }

    /// `count` NULLs of that type.
    pub fn nulls(data_type: DataType, count: usize) -> Column {
        let mut column = Column::empty(data_type);
        (0..count).for_each(|_| column.data.push_filler());
        column.valid = Some(vec![false; count]);
        column
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the place holds a value.
    pub fn is_valid(&self, at: usize) -> bool {
        match &self.valid {
            Some(valid) => valid[at],
            None => !matches!(self.data, ColumnData::Null(_)),
        }
    }

    /// The value at a place.
    pub fn get(&self, at: usize) -> Value {
        if self.is_valid(at) {
            self.data.value(at)
        } else {
            Value::Null
        }
    }

    /// One more value at the end. It must be NULL or of the column's physical form.
    pub fn push(&mut self, value: &Value) {
        let place = self.len();
        self.data.push(value);
        match (&mut self.valid, value.is_null()) {
            (Some(valid), is_null) => valid.push(!is_null),
            (None, true) => {
                let mut valid = vec![true; place];
                valid.push(false);
                self.valid = Some(valid);
            }
            (None, false) => {}
        }
    }

    /// One more value at the end: that of a place of another column of the same physical form.
    pub fn push_from(&mut self, other: &Column, at: usize) {
        let place = self.len();
        let is_valid = other.is_valid(at);
        if is_valid {
            self.data.push_from(&other.data, at);
        } else {
            self.data.push_filler();
        }
        match (&mut self.valid, is_valid) {
            (Some(valid), is_valid) => valid.push(is_valid),
            (None, false) => {
                let mut valid = vec![true; place];
                valid.push(false);
                self.valid = Some(valid);
            }
            (None, true) => {}
        }
    }

    /// One more NULL at the end.
    pub fn push_null(&mut self) {
        self.push(&Value::Null);
    }

    /// `count` values from `start`; both within the column.
    pub fn slice(&self, start: usize, count: usize) -> Column {
        Column {
            data: self.data.slice(start, count),
            valid: self.valid.as_ref().map(|valid| valid[start..start + count].to_vec()),
        }
    }

    /// The values at those places, in that order.
    pub fn take(&self, places: &[u32]) -> Column {
        Column {
            data: self.data.take(places),
            valid: self
                .valid
                .as_ref()
                .map(|valid| places.iter().map(|&at| valid[at as usize]).collect()),
        }
    }

    /// The values at those places, in that order; NULL where there is no place.
    pub fn take_or_null(&self, places: &[Option<u32>]) -> Column {
        let mut column = Column::new(self.data.empty_alike());
        if self.is_empty() {
            (0..places.len()).for_each(|_| column.data.push_filler());
        } else {
            let filled: Vec<u32> = places.iter().map(|place| place.unwrap_or(0)).collect();
            column.data = self.data.take(&filled);
        }
        let is_valid = |place: &Option<u32>| place.is_some_and(|at| self.is_valid(at as usize));
        column.valid = Some(places.iter().map(is_valid).collect());
        column
    }

    /// Bytes that the column takes in memory, but for what its values keep elsewhere.
    pub fn byte_count(&self) -> usize {
        self.data.byte_count() + self.valid.as_ref().map_or(0, Vec::len)
    }

    /// All values of another column of the same form, at the end.
    pub fn append(&mut self, other: &Column) {
        let brings_nulls = other.valid.is_some()
            || matches!((&self.data, &other.data), (data, ColumnData::Null(_))
                if !matches!(data, ColumnData::Null(_)));
        if self.valid.is_some() || brings_nulls {
            let (mine, others) = (self.len(), other.len());
            let valid = self.valid.get_or_insert_with(|| vec![true; mine]);
            match &other.valid {
                Some(more) => valid.extend_from_slice(more),
                None => valid.resize(mine + others, !brings_nulls),
            }
        }
        self.data.append(&other.data);
    }

    /// The invariants of the folder doc.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.valid.as_ref().is_some_and(|valid| valid.len() != self.len()) {
            return Err("validity mask and data differ in length");
        }
        if let ColumnData::Text(text) = &self.data {
            if !text.ends.windows(2).all(|pair| pair[0] <= pair[1]) {
                return Err("the ends of a text column fall");
            }
            if text.ends.last().copied().unwrap_or(0) as usize != text.bytes.len() {
                return Err("a text column does not end with its bytes");
            }
        }
        Ok(())
    }
}
