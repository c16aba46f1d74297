//! JavaScript values as the values of `$1`, `$2`, ...

use js_sys::{Array, Date};
use model::types::value::Value;
use wasm_bindgen::{JsCast, JsError, JsValue};

/// The values in order.
///
/// Whole numbers go as the smallest of int4 and int8 that holds them, others as float8; strings
/// and dates go as text that takes the type of the parameter's place, as a quoted literal does.
pub fn values_of(params: &Array) -> Result<Vec<Value>, JsError> {
    params.iter().enumerate().map(|(at, param)| value_of(at + 1, &param)).collect()
}

fn value_of(number: usize, param: &JsValue) -> Result<Value, JsError> {
    if param.is_null() || param.is_undefined() {
        return Ok(Value::Null);
    }
    if let Some(float) = param.as_f64() {
        return Ok(value_of_number(float));
    }
    if let Some(text) = param.as_string() {
        return Ok(Value::Text(text));
    }
    if let Some(truth) = param.as_bool() {
        return Ok(Value::Bool(truth));
    }
    if param.is_bigint() {
        return i64::try_from(param.clone())
            .map(Value::Int8)
            .map_err(|_| JsError::new(&format!("parameter ${number} does not fit bigint")));
    }
    if let Some(date) = param.dyn_ref::<Date>() {
        return Ok(Value::Text(String::from(date.to_iso_string())));
    }
    Err(JsError::new(&format!(
        "parameter ${number} must be null, a boolean, a number, a bigint, a string or a Date"
    )))
}

fn value_of_number(float: f64) -> Value {
    let whole = float as i64;
    if whole as f64 != float || (whole == 0 && float.is_sign_negative()) {
        return Value::Float8(float);
    }
    i32::try_from(whole).map_or(Value::Int8(whole), Value::Int4)
}
