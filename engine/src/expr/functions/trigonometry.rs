//! Angles: sine and its family in radians and in degrees, hyperbolic ones, and their inverses.
//!
//! In degrees the results at multiples of 30 and 45 degrees are exact, as the manual promises: the
//! range is first brought to 0..90, then scaled by what the function gives at 30 and 60 degrees
//! (PostgreSQL manual, "Trigonometric Functions").

use std::f64::consts::PI;

use model::base::error::{sqlstate, Error, Result};

use super::arithmetic::float8_fits;
use crate::expr::form::Float8;

fn out_of_range() -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "input is out of range")
}

/// What an inverse takes: at least -1 and at most 1; NaN passes.
fn unit(value: f64) -> Result<f64> {
    if value.abs() > 1.0 {
        return Err(out_of_range());
    }
    Ok(value)
}

/// What a periodic function takes: no infinity.
fn finite(value: f64) -> Result<f64> {
    if value.is_infinite() {
        return Err(out_of_range());
    }
    Ok(value)
}

fn cotangent(value: f64) -> Result<f64> {
    Ok(1.0 / libm::tan(finite(value)?))
}

fn degrees(radians: f64) -> Result<f64> {
    float8_fits(radians / (PI / 180.0), radians.is_infinite(), radians == 0.0)
}

fn radians(degrees: f64) -> Result<f64> {
    float8_fits(degrees * (PI / 180.0), degrees.is_infinite(), degrees == 0.0)
}

fn radians_of(degrees: f64) -> f64 {
    degrees * (PI / 180.0)
}

/// The sine from 0 to 30 degrees, a half at the end.
fn sine_to_30(degrees: f64) -> f64 {
    libm::sin(radians_of(degrees)) / libm::sin(radians_of(30.0)) / 2.0
}

/// The cosine from 0 to 60 degrees, a half at the end.
fn cosine_to_60(degrees: f64) -> f64 {
    let versine = 1.0 - libm::cos(radians_of(degrees));
    1.0 - versine / (1.0 - libm::cos(radians_of(60.0))) / 2.0
}

fn sine_to_90(degrees: f64) -> f64 {
    if degrees <= 30.0 {
        sine_to_30(degrees)
    } else {
        cosine_to_60(90.0 - degrees)
    }
}

fn cosine_to_90(degrees: f64) -> f64 {
    if degrees <= 60.0 {
        cosine_to_60(degrees)
    } else {
        sine_to_30(90.0 - degrees)
    }
}

fn sine_degrees(degrees: f64) -> Result<f64> {
    let mut angle = libm::fmod(finite(degrees)?, 360.0);
    let mut sign = 1.0;
    if angle < 0.0 {
        (angle, sign) = (-angle, -sign);
    }
    if angle > 180.0 {
        (angle, sign) = (360.0 - angle, -sign);
    }
    if angle > 90.0 {
        angle = 180.0 - angle;
    }
    Ok(sign * sine_to_90(angle))
}

fn cosine_degrees(degrees: f64) -> Result<f64> {
    let mut angle = libm::fmod(finite(degrees)?, 360.0).abs();
    let mut sign = 1.0;
    if angle > 180.0 {
        angle = 360.0 - angle;
    }
    if angle > 90.0 {
        (angle, sign) = (180.0 - angle, -sign);
    }
    Ok(sign * cosine_to_90(angle))
}

/// The angle brought to 0..90 for a function that repeats after half a turn, and its sign.
fn half_turn(degrees: f64) -> Result<(f64, f64)> {
    let mut angle = libm::fmod(finite(degrees)?, 360.0);
    let mut sign = 1.0;
    if angle < 0.0 {
        (angle, sign) = (-angle, -sign);
    }
    if angle > 180.0 {
        (angle, sign) = (360.0 - angle, -sign);
    }
    if angle > 90.0 {
        (angle, sign) = (180.0 - angle, -sign);
    }
    Ok((angle, sign))
}

fn tangent_degrees(degrees: f64) -> Result<f64> {
    let (angle, sign) = half_turn(degrees)?;
    let at_45 = sine_to_90(45.0) / cosine_to_90(45.0);
    // Adding zero makes the zeros positive, as PostgreSQL shows them.
    Ok(sign * (sine_to_90(angle) / cosine_to_90(angle) / at_45) + 0.0)
}

fn cotangent_degrees(degrees: f64) -> Result<f64> {
    let (angle, sign) = half_turn(degrees)?;
    let at_45 = cosine_to_90(45.0) / sine_to_90(45.0);
    Ok(sign * (cosine_to_90(angle) / sine_to_90(angle) / at_45) + 0.0)
}

fn arcsine_to_90(value: f64) -> f64 {
    if value <= 0.5 {
        libm::asin(value) / libm::asin(0.5) * 30.0
    } else {
        90.0 - libm::acos(value) / libm::acos(0.5) * 60.0
    }
}

fn arccosine_to_90(value: f64) -> f64 {
    if value <= 0.5 {
        90.0 - libm::asin(value) / libm::asin(0.5) * 30.0
    } else {
        libm::acos(value) / libm::acos(0.5) * 60.0
    }
}

fn arcsine_degrees(value: f64) -> Result<f64> {
    let value = unit(value)?;
    Ok(if value >= 0.0 { arcsine_to_90(value) } else { -arcsine_to_90(-value) })
}

fn arccosine_degrees(value: f64) -> Result<f64> {
    let value = unit(value)?;
    Ok(if value >= 0.0 { arccosine_to_90(value) } else { 90.0 + arcsine_to_90(-value) })
}

fn arctangent_degrees(value: f64) -> f64 {
    libm::atan(value) / libm::atan(1.0) * 45.0
}

fn arctangent2_degrees(y: f64, x: f64) -> f64 {
    libm::atan2(y, x) / libm::atan(1.0) * 45.0
}

fn inverse_hyperbolic_cosine(value: f64) -> Result<f64> {
    if value < 1.0 {
        return Err(out_of_range());
    }
    Ok(libm::acosh(value))
}

fn inverse_hyperbolic_tangent(value: f64) -> Result<f64> {
    Ok(match unit(value)? {
        1.0 => f64::INFINITY,
        -1.0 => f64::NEG_INFINITY,
        value => libm::atanh(value),
    })
}

functions! {
    /// Functions of angles.
    TRIGONOMETRY;
    "degrees" (a: Float8) -> Float8 => degrees(a);
    "radians" (a: Float8) -> Float8 => radians(a);
    "sin" (a: Float8) -> Float8 => finite(a).map(libm::sin);
    "cos" (a: Float8) -> Float8 => finite(a).map(libm::cos);
    "tan" (a: Float8) -> Float8 => finite(a).map(libm::tan);
    "cot" (a: Float8) -> Float8 => cotangent(a);
    "asin" (a: Float8) -> Float8 => unit(a).map(libm::asin);
    "acos" (a: Float8) -> Float8 => unit(a).map(libm::acos);
    "atan" (a: Float8) -> Float8 = libm::atan(a);
    "atan2" (y: Float8, x: Float8) -> Float8 = libm::atan2(y, x);
    "sind" (a: Float8) -> Float8 => sine_degrees(a);
    "cosd" (a: Float8) -> Float8 => cosine_degrees(a);
    "tand" (a: Float8) -> Float8 => tangent_degrees(a);
    "cotd" (a: Float8) -> Float8 => cotangent_degrees(a);
    "asind" (a: Float8) -> Float8 => arcsine_degrees(a);
    "acosd" (a: Float8) -> Float8 => arccosine_degrees(a);
    "atand" (a: Float8) -> Float8 = arctangent_degrees(a);
    "atan2d" (y: Float8, x: Float8) -> Float8 = arctangent2_degrees(y, x);
    "sinh" (a: Float8) -> Float8 = libm::sinh(a);
    "cosh" (a: Float8) -> Float8 = libm::cosh(a);
    "tanh" (a: Float8) -> Float8 = libm::tanh(a);
    "asinh" (a: Float8) -> Float8 = libm::asinh(a);
    "acosh" (a: Float8) -> Float8 => inverse_hyperbolic_cosine(a);
    "atanh" (a: Float8) -> Float8 => inverse_hyperbolic_tangent(a);
}
