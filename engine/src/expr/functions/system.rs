//! What the database says of itself: version, settings, names, sizes, and the types of values.
//!
//! Left out: functions about other people's sessions, files and replication.

use std::borrow::Cow;

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::numeric::Numeric as Number;

use super::md5::hex_digest;
use crate::expr::call::Call;
use crate::expr::env::{Env, Until};
use crate::expr::form::{Bool, Int4, Int8, Name, Numeric, Oid, Text, Uuid};
use crate::expr::function::{Function, Rest, Volatility, ANY};
use crate::expr::kernel::{each_row, each_row_or_null};

/// What `version()` says first is what clients look for.
const VERSION: &str = concat!("PostgreSQL 15.0 (Glassbox ", env!("CARGO_PKG_VERSION"), ")");

functions! {
    /// Functions about the database and the session.
    SYSTEM;
    Stable "version" () -> Text : |call, _| each_row::<Text>(call, |_| Ok(Cow::Borrowed(VERSION)));
    Stable "current_user" () -> Name : |call, env| name_of(call, &env.user_name());
    Stable "session_user" () -> Name : |call, env| name_of(call, &env.user_name());
    Stable "user" () -> Name : |call, env| name_of(call, &env.user_name());
    Stable "current_role" () -> Name : |call, env| name_of(call, &env.user_name());
    Stable "current_database" () -> Name : |call, env| name_of(call, &env.database_name());
    Stable "current_catalog" () -> Name : |call, env| name_of(call, &env.database_name());
    Stable "current_schema" () -> Name : schema_name;
    Stable "pg_backend_pid" () -> Int4 : |call, _| each_row::<Int4>(call, |_| Ok(1));
    Stable "pg_is_in_recovery" () -> Bool : |call, _| each_row::<Bool>(call, |_| Ok(false));
    Stable "pg_client_encoding" () -> Name : |call, _| name_of(call, "UTF8");
    Stable "getdatabaseencoding" () -> Name : |call, _| name_of(call, "UTF8");
    Stable "pg_encoding_to_char" (number: Int4) -> Name =
        Cow::Borrowed(if number == UTF8_NUMBER { "UTF8" } else { "" });
    Stable "pg_get_userbyid" (Oid) -> Name : |call, env| name_of(call, &env.user_name());
    Stable "current_setting" (Text) -> Text : current_setting;
    Stable "current_setting" (Text, Bool) -> Text : current_setting;
    Stable "pg_table_is_visible" (_relation: Oid) -> Bool = true;
    Stable "pg_type_is_visible" (_type: Oid) -> Bool = true;
    Stable "pg_function_is_visible" (_function: Oid) -> Bool = true;
    Volatile "gen_random_uuid" () -> Uuid : random_uuid;
    "pg_size_pretty" (bytes: Int8) -> Text = Cow::Owned(pretty_size(bytes));
    "pg_size_pretty" (bytes: Numeric) -> Text => pretty_size_exact(bytes).map(Cow::Owned);
    "md5" (text: Text) -> Text = Cow::Owned(hex_digest(text.as_bytes()));
}

/// PostgreSQL's number of the encoding UTF8.
const UTF8_NUMBER: i32 = 6;

/// Functions on values of any type.
pub static SYSTEM_ANY: &[Function] = &[
    Function {
        volatility: Volatility::Stable,
        ..Function::strict("pg_typeof", &[ANY], DataType::Text, type_of).seeing_nulls()
    },
    Function {
        volatility: Volatility::Stable,
        ..Function::strict(
            "format_type",
            &[DataType::Oid, DataType::Int4],
            DataType::Text,
            format_type,
        )
        .seeing_nulls()
    },
    Function {
        volatility: Volatility::Volatile,
        ..Function::strict(
            "set_config",
            &[DataType::Text, DataType::Text, DataType::Bool],
            DataType::Text,
            set_config,
        )
        .seeing_nulls()
    },
    Function {
        rest: Rest::Any { min: 1 },
        ..Function::strict("num_nulls", &[], DataType::Int4, |call, _| count(call, false))
            .seeing_nulls()
    },
    Function {
        rest: Rest::Any { min: 1 },
        ..Function::strict("num_nonnulls", &[], DataType::Int4, |call, _| count(call, true))
            .seeing_nulls()
    },
];

fn name_of(call: &Call<'_>, name: &str) -> Result<Column> {
    let names: Vec<&str> = vec![name; call.rows];
    Ok(Column::new(ColumnData::Text(names.into_iter().collect())))
}

/// `current_setting(name [, missing_ok])`
fn current_setting(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    let names = call.view::<Text>(0);
    each_row_or_null::<Text>(call, |row| {
        let name = names.at(row);
        let may_be_missing = call.operands.len() > 1 && call.view::<Bool>(1).at(row);
        match env.setting(name) {
            Some(value) => Ok(Some(Cow::Owned(value))),
            None if may_be_missing => Ok(None),
            None => {
                let message = format!("unrecognized configuration parameter \"{name}\"");
                Err(Error::sql(sqlstate::UNDEFINED_OBJECT, message))
            }
        }
    })
}

/// `set_config(name, value, is_local)`: the value that the setting has then.
fn set_config(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    let [names, values, local] = [0, 1, 2].map(|at| &call.operands[at]);
    each_row_or_null::<Text>(call, |row| {
        if !names.is_valid(row) {
            let message = "SET requires parameter name";
            return Err(Error::sql(sqlstate::NULL_VALUE_NOT_ALLOWED, message));
        }
        let name = call.view::<Text>(0).at(row);
        let value = values.is_valid(row).then(|| call.view::<Text>(1).at(row));
        let is_local = local.is_valid(row) && call.view::<Bool>(2).at(row);
        let until = if is_local { Until::Transaction } else { Until::Session };
        env.set_setting(name, value, until)?;
        Ok(env.setting(name).map(Cow::Owned))
    })
}

fn schema_name(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    let name = env.schema_name();
    each_row_or_null::<Name>(call, |_| Ok(name.clone().map(Cow::Owned)))
}

/// The name of the argument's type. A text, where PostgreSQL has a `regtype` that prints so.
fn type_of(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    name_of(call, call.arg_type(0).name())
}

/// The name of the type of an object identifier and a modifier.
fn format_type(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let (types, modifiers) = (call.view::<Oid>(0), call.view::<Int4>(1));
    each_row_or_null::<Text>(call, |row| {
        if !call.operands[0].is_valid(row) {
            return Ok(None);
        }
        let modifier = if call.operands[1].is_valid(row) { modifiers.at(row) } else { -1 };
        let oid = u32::try_from(types.at(row)).unwrap_or(0);
        let named = DataType::from_oid(oid, modifier).map(DataType::full_name);
        Ok(Some(Cow::Owned(named.unwrap_or_else(|| "???".to_string()))))
    })
}

/// How many arguments of each row are NULL, or are not.
fn count(call: &Call<'_>, valid: bool) -> Result<Column> {
    each_row::<Int4>(call, |row| {
        let counted = call.operands.iter().filter(|operand| operand.is_valid(row) == valid);
        Ok(counted.count() as i32)
    })
}

/// A random UUID of version 4 (RFC 4122), of the session's generator.
fn random_uuid(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    each_row::<Uuid>(call, |_| {
        let mut bits = || (env.random() * (1u64 << 53) as f64) as u128;
        let random = bits() << 75 ^ bits() << 30 ^ bits();
        let version = 0x4u128 << 76;
        let variant = 0x2u128 << 62;
        let kept = !(0xf_u128 << 76) & !(0x3_u128 << 62);
        Ok(random & kept | version | variant)
    })
}

/// The units that `pg_size_pretty` climbs; each is left when the number reaches the limit, in
/// halves of the unit.
const SIZES: [&str; 6] = ["bytes", "kB", "MB", "GB", "TB", "PB"];
/// A unit is left from here on.
const SIZE_LIMIT: i128 = 10 * 1024;

fn pretty_size(bytes: i64) -> String {
    pretty(i128::from(bytes))
}

fn pretty(bytes: i128) -> String {
    if bytes.abs() < SIZE_LIMIT {
        return format!("{bytes} bytes");
    }
    // From kB on the number is held doubled, so that halves are rounded once, at the end.
    let mut doubled = bytes / 512;
    for (at, unit) in SIZES.iter().enumerate().skip(1) {
        if at == SIZES.len() - 1 || doubled.abs() < SIZE_LIMIT * 2 - 1 {
            let rounded = (doubled + doubled.signum()) / 2;
            return format!("{rounded} {unit}");
        }
        doubled /= 1024;
    }
    unreachable!("the last unit is never left")
}

fn pretty_size_exact(bytes: &Number) -> Result<String> {
    if bytes.abs() < Number::from(SIZE_LIMIT) {
        return Ok(format!("{bytes} bytes"));
    }
    match bytes.trunc(0)?.parts() {
        Some((bytes, _)) => Ok(pretty(bytes)),
        None => Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "size out of range")),
    }
}
