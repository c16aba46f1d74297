//! The values of `generate_series`, made as they are asked for.

use model::base::error::{sqlstate, Error, Result};
use model::types::column::ColumnData;
use model::types::data_type::DataType;
use model::types::datetime::civil::{
    day_from_number, day_number, days_in_month, is_timestamp, split_timestamp, Day, DAY,
    MONTHS_PER_YEAR,
};
use model::types::datetime::Interval;
use model::types::numeric::Numeric;
use model::types::order::interval_span;
use model::types::value::Value;

/// A series: where it is and where it goes.
#[derive(Clone, Debug)]
pub enum Series {
    /// No values: an argument was NULL.
    Empty,
    /// Whole numbers of any width.
    Whole {
        /// The next value; `None` past the end.
        next: Option<i64>,
        /// The last value that may come.
        stop: i64,
        /// What is added each time.
        step: i64,
    },
    /// Decimals.
    Decimal {
        /// The next value; `None` past the end.
        next: Option<Numeric>,
        /// The last value that may come.
        stop: Numeric,
        /// What is added each time.
        step: Numeric,
    },
    /// Points in time.
    Time {
        /// The next value; `None` past the end.
        next: Option<i64>,
        /// The last value that may come.
        stop: i64,
        /// What is added each time.
        step: Interval,
    },
}

impl Series {
    /// The series of those arguments: start, stop and, but for numbers, a step.
    pub fn new(args: &[Value]) -> Result<Series> {
        if args.iter().any(Value::is_null) {
            return Ok(Series::Empty);
        }
        match (&args[0], &args[1], args.get(2)) {
            (Value::Numeric(start), Value::Numeric(stop), step) => decimal(start, stop, step),
            (
                Value::Timestamp(start) | Value::TimestampTz(start),
                Value::Timestamp(stop) | Value::TimestampTz(stop),
                Some(Value::Interval(step)),
            ) => time(*start, *stop, *step),
            (start, stop, step) => {
                let step = step.map_or(1, whole_number);
                whole(whole_number(start), whole_number(stop), step)
            }
        }
    }

    /// Makes at most that many values, of that type; fewer only at the end, or where the value
    /// after them cannot be reached: then the error says why.
    pub fn take(&mut self, most: usize, data_type: DataType) -> (ColumnData, Option<Error>) {
        match self {
            Series::Empty => (ColumnData::empty(data_type), None),
            Series::Whole { next, stop, step } => {
                (take_whole(next, *stop, *step, most, data_type), None)
            }
            Series::Decimal { next, stop, step } => take_decimal(next, stop, step, most),
            Series::Time { next, stop, step } => take_time(next, *stop, *step, most, data_type),
        }
    }
}

fn whole_number(value: &Value) -> i64 {
    match value {
        Value::Int2(number) => i64::from(*number),
        Value::Int4(number) => i64::from(*number),
        Value::Int8(number) => *number,
        other => panic!("{other:?} is not an argument of generate_series"),
    }
}

fn invalid(message: &str) -> Error {
    Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message)
}

fn whole(start: i64, stop: i64, step: i64) -> Result<Series> {
    if step == 0 {
        return Err(invalid("step size cannot equal zero"));
    }
    Ok(Series::Whole { next: Some(start), stop, step })
}

fn decimal(start: &Numeric, stop: &Numeric, step: Option<&Value>) -> Result<Series> {
    let step = match step {
        Some(Value::Numeric(step)) => step.clone(),
        _ => Numeric::ONE,
    };
    for (what, number) in [("start value", start), ("stop value", stop), ("step size", &step)] {
        if number.is_nan() {
            return Err(invalid(&format!("{what} cannot be NaN")));
        }
        if !number.is_finite() {
            return Err(invalid(&format!("{what} cannot be infinity")));
        }
    }
    if step.is_zero() {
        return Err(invalid("step size cannot equal zero"));
    }
    Ok(Series::Decimal { next: Some(start.clone()), stop: stop.clone(), step })
}

fn time(start: i64, stop: i64, step: Interval) -> Result<Series> {
    if interval_span(step) == 0 {
        return Err(invalid("step size cannot equal zero"));
    }
    Ok(Series::Time { next: Some(start), stop, step })
}

/// How many of `most` values a series of whole numbers still has.
fn whole_count(next: i64, stop: i64, step: i64, most: usize) -> usize {
    let distance = i128::from(stop) - i128::from(next);
    let steps = distance / i128::from(step);
    let has_next = distance == 0 || (distance > 0) == (step > 0);
    match has_next {
        true => usize::try_from(steps + 1).map_or(most, |count| count.min(most)),
        false => 0,
    }
}

fn take_whole(
    next: &mut Option<i64>,
    stop: i64,
    step: i64,
    most: usize,
    data_type: DataType,
) -> ColumnData {
    let start = next.unwrap_or(0);
    let count = next.map_or(0, |next| whole_count(next, stop, step, most));
    let after = i128::from(start) + i128::from(step) * count as i128;
    *next = if count < most { None } else { i64::try_from(after).ok() };
    let values = (0..count as i64).map(|at| start.wrapping_add(step.wrapping_mul(at)));
    match data_type {
        DataType::Int2 => ColumnData::Int2(values.map(|value| value as i16).collect()),
        DataType::Int4 => ColumnData::Int4(values.map(|value| value as i32).collect()),
        _ => ColumnData::Int8(values.collect()),
    }
}

fn take_decimal(
    next: &mut Option<Numeric>,
    stop: &Numeric,
    step: &Numeric,
    most: usize,
) -> (ColumnData, Option<Error>) {
    let mut values = Vec::new();
    while values.len() < most {
        let Some(value) = next.take() else { break };
        let is_past = if step.signum() > 0 { value > *stop } else { value < *stop };
        if is_past {
            break;
        }
        match value.add(step) {
            Ok(sum) => *next = Some(sum),
            Err(error) => {
                values.push(value);
                return (ColumnData::Numeric(values), Some(error));
            }
        }
        values.push(value);
    }
    (ColumnData::Numeric(values), None)
}

fn take_time(
    next: &mut Option<i64>,
    stop: i64,
    step: Interval,
    most: usize,
    data_type: DataType,
) -> (ColumnData, Option<Error>) {
    let mut values = Vec::new();
    let mut error = None;
    let is_rising = interval_span(step) > 0;
    while values.len() < most && error.is_none() {
        let Some(value) = next.take() else { break };
        if if is_rising { value > stop } else { value < stop } {
            break;
        }
        values.push(value);
        match later(value, step) {
            Ok(sum) => *next = Some(sum),
            Err(failed) => error = Some(failed),
        }
    }
    let data = match data_type {
        DataType::TimestampTz => ColumnData::TimestampTz(values),
        _ => ColumnData::Timestamp(values),
    };
    (data, error)
}

/// A point in time a span later: months first, to the month's last day at most, then days, then
/// the time of day.
fn later(micros: i64, step: Interval) -> Result<i64> {
    let out_of_range = || Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, "timestamp out of range");
    if micros == i64::MIN || micros == i64::MAX {
        return Ok(micros);
    }
    let (mut day_no, clock) = split_timestamp(micros);
    if step.months != 0 {
        let day = day_from_number(day_no);
        let months = i64::from(day.year) * i64::from(MONTHS_PER_YEAR)
            + i64::from(day.month - 1)
            + i64::from(step.months);
        let year = i32::try_from(months.div_euclid(i64::from(MONTHS_PER_YEAR)))
            .map_err(|_| out_of_range())?;
        let month = months.rem_euclid(i64::from(MONTHS_PER_YEAR)) as i32 + 1;
        let last = days_in_month(year, month);
        day_no = day_number(Day { year, month, day: day.day.min(last) });
    }
    let day_no = i128::from(day_no) + i128::from(step.days);
    let sum = day_no * i128::from(DAY) + i128::from(clock) + i128::from(step.micros);
    i64::try_from(sum).ok().filter(|sum| is_timestamp(*sum)).ok_or_else(out_of_range)
}
