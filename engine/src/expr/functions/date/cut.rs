//! Moments cut to a unit (`date_trunc`), put in bins (`date_bin`), and the age between two.

use model::types::cast::value::timestamp_to_date;
use model::types::data_type::DataType;
use model::types::datetime::arith;
use model::types::datetime::civil::DAY;
use model::types::datetime::part::{truncate_interval, truncate_timestamp};

use super::make::{offset_of_zone, shifted};
use crate::expr::form::{Interval, Text, Timestamp, TimestampTz};
use crate::expr::kernel::each_row;

/// Midnight of the day of the transaction.
fn today(now: i64) -> i64 {
    i64::from(timestamp_to_date(now)) * DAY
}

functions! {
    /// Moments cut, binned and subtracted.
    CUT;
    "date_trunc" (unit: Text, a: Timestamp) -> Timestamp =>
        truncate_timestamp(unit, a, DataType::Timestamp);
    Stable "date_trunc" (unit: Text, a: TimestampTz) -> TimestampTz =>
        truncate_timestamp(unit, a, DataType::TimestampTz);
    Stable "date_trunc" (unit: Text, a: TimestampTz, zone: Text) -> TimestampTz => {
        let offset = if arith::is_finite_timestamp(a) { offset_of_zone(zone)? } else { 0 };
        let local = shifted(a, offset)?;
        shifted(truncate_timestamp(unit, local, DataType::TimestampTz)?, -offset)
    };
    "date_trunc" (unit: Text, a: Interval) -> Interval => truncate_interval(unit, a);
    "date_bin" (stride: Interval, a: Timestamp, origin: Timestamp) -> Timestamp =>
        arith::date_bin(stride, a, origin);
    "date_bin" (stride: Interval, a: TimestampTz, origin: TimestampTz) -> TimestampTz =>
        arith::date_bin(stride, a, origin);
    "age" (a: Timestamp, b: Timestamp) -> Interval => arith::age(a, b);
    "age" (a: TimestampTz, b: TimestampTz) -> Interval => arith::age(a, b);
    Stable "age" (Timestamp) -> Interval : |call, env| {
        let (moments, now) = (call.view::<Timestamp>(0), today(env.transaction_micros()));
        each_row::<Interval>(call, |row| arith::age(now, moments.at(row)))
    };
    Stable "age" (TimestampTz) -> Interval : |call, env| {
        let (moments, now) = (call.view::<TimestampTz>(0), today(env.transaction_micros()));
        each_row::<Interval>(call, |row| arith::age(now, moments.at(row)))
    };
}
