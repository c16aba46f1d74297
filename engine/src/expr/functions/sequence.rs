//! Sequences (PostgreSQL manual, "Sequence Manipulation Functions"). A sequence is named by its
//! number, or by its name as text.

use model::base::error::Result;
use model::base::ids::RelId;
use model::types::column::Column;
use model::types::data_type::DataType;

use crate::expr::call::Call;
use crate::expr::env::Env;
use crate::expr::form::{Bool, Int8, Oid, Text};
use crate::expr::function::{Function, Kernel, Volatility};
use crate::expr::kernel::each_row;

/// Functions on sequences.
pub static SEQUENCE: &[Function] = &[
    volatile("nextval", &[DataType::Oid], |call, env| {
        by_number(call, |sequence, _| env.next_value(sequence))
    }),
    volatile("nextval", &[DataType::Text], |call, env| {
        by_name(call, env, |sequence, _, env| env.next_value(sequence))
    }),
    volatile("currval", &[DataType::Oid], |call, env| {
        by_number(call, |sequence, _| env.current_value(sequence))
    }),
    volatile("currval", &[DataType::Text], |call, env| {
        by_name(call, env, |sequence, _, env| env.current_value(sequence))
    }),
    volatile("lastval", &[], |call, env| each_row::<Int8>(call, |_| env.last_value())),
    volatile("setval", &[DataType::Oid, DataType::Int8], set_by_number),
    volatile("setval", &[DataType::Text, DataType::Int8], set_by_name),
    volatile("setval", &[DataType::Oid, DataType::Int8, DataType::Bool], set_by_number),
    volatile("setval", &[DataType::Text, DataType::Int8, DataType::Bool], set_by_name),
];

const fn volatile(name: &'static str, args: &'static [DataType], kernel: Kernel) -> Function {
    Function {
        volatility: Volatility::Volatile,
        ..Function::strict(name, args, DataType::Int8, kernel)
    }
}

fn set_by_number(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    by_number(call, |sequence, row| set(call, sequence, row, env))
}

fn set_by_name(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    by_name(call, env, |sequence, row, env| set(call, sequence, row, env))
}

fn by_number(call: &Call<'_>, mut act: impl FnMut(RelId, usize) -> Result<i64>) -> Result<Column> {
    let numbers = call.view::<Oid>(0);
    each_row::<Int8>(call, |row| {
        // A number that is no relation's is refused by the sequence's owner.
        act(RelId(u32::try_from(numbers.at(row)).unwrap_or(0)), row)
    })
}

fn by_name(
    call: &Call<'_>,
    env: &mut dyn Env,
    mut act: impl FnMut(RelId, usize, &mut dyn Env) -> Result<i64>,
) -> Result<Column> {
    let names = call.view::<Text>(0);
    each_row::<Int8>(call, |row| {
        let sequence = env.sequence_named(names.at(row))?;
        act(sequence, row, env)
    })
}

fn set(call: &Call<'_>, sequence: RelId, row: usize, env: &mut dyn Env) -> Result<i64> {
    let value = call.view::<Int8>(1).at(row);
    let is_called = match call.operands.len() {
        3 => call.view::<Bool>(2).at(row),
        _ => true,
    };
    env.set_value(sequence, value, is_called)?;
    Ok(value)
}
