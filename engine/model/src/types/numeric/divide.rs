//! Quotient and remainder. The quotient's scale is the part of `numeric` people wonder about.

use super::scale::{big_divide_round, big_power, checked, divide_round, shift_left};
use super::{Numeric, Special, View, RESULT_DIGITS_MIN, RESULT_SCALE_MAX};
use crate::base::error::{sqlstate, Error, Result};

/// The error of a division by nought.
pub fn division_by_zero() -> Error {
    Error::sql(sqlstate::DIVISION_BY_ZERO, "division by zero")
}

/// Digits after the point of a quotient: at least 16 significant digits, and no fewer than
/// either operand shows.
///
/// PostgreSQL estimates the magnitude of the quotient from the first base-10000 digits. So does
/// this, because the estimate is visible in results.
pub(in crate::types) fn quotient_scale(left: &Numeric, right: &Numeric) -> u16 {
    let (left_weight, left_first) = left.leading();
    let (right_weight, right_first) = right.leading();
    let weight = left_weight - right_weight - i32::from(left_first <= right_first);
    let shown = left.scale().max(right.scale()).unwrap_or(0);
    let scale = (RESULT_DIGITS_MIN - weight * 4).max(i32::from(shown));
    scale.clamp(0, RESULT_SCALE_MAX) as u16
}

impl Numeric {
    /// The quotient, rounded at PostgreSQL's scale for it.
    pub fn div(&self, other: &Numeric) -> Result<Numeric> {
        match (self.view(), other.view()) {
            (View::Special(_), _) | (_, View::Special(_)) => div_special(self, other),
            (_, View::Small(0, _)) => Err(division_by_zero()),
            _ => self.div_at(other, quotient_scale(self, other)),
        }
    }

    /// The quotient of two finite numbers, rounded at a given scale.
    pub(in crate::types) fn div_at(&self, other: &Numeric, scale: u16) -> Result<Numeric> {
        if let (View::Small(left, left_scale), View::Small(right, right_scale)) =
            (self.view(), other.view())
        {
            let shift = i32::from(scale) + i32::from(right_scale) - i32::from(left_scale);
            let scaled = match u32::try_from(shift) {
                Ok(shift) => shift_left(left, shift).zip(Some(right)),
                Err(_) => Some(left).zip(shift_left(right, shift.unsigned_abs())),
            };
            // The least 128-bit number over -1 would not fit.
            if let Some((left, right)) = scaled.filter(|(left, _)| *left != i128::MIN) {
                return Ok(Numeric::from_parts(divide_round(left, right), scale));
            }
        }
        let (Ok((left, left_scale)), Ok((right, right_scale))) =
            (self.big_parts(), other.big_parts())
        else {
            return div_special(self, other);
        };
        let shift = i32::from(scale) + i32::from(right_scale) - i32::from(left_scale);
        let quotient = match u32::try_from(shift) {
            Ok(shift) => big_divide_round(&(left * big_power(shift)), &right),
            Err(_) => big_divide_round(&left, &(right * big_power(shift.unsigned_abs()))),
        };
        checked(quotient, u32::from(scale))
    }

    /// The whole part of the quotient: `div(a, b)`.
    pub fn div_trunc(&self, other: &Numeric) -> Result<Numeric> {
        match (self.view(), other.view()) {
            (View::Special(_), _) | (_, View::Special(_)) => return div_special(self, other),
            (_, View::Small(0, _)) => return Err(division_by_zero()),
            _ => {}
        }
        self.sub(&self.rem(other)?)?.div_at(other, 0)
    }

    /// What the division towards zero leaves; it has the dividend's sign.
    pub fn rem(&self, other: &Numeric) -> Result<Numeric> {
        match (self.view(), other.view()) {
            (View::Special(Special::NaN), _) | (_, View::Special(Special::NaN)) => {
                return Ok(Numeric::NAN);
            }
            (_, View::Small(0, _)) => return Err(division_by_zero()),
            (View::Special(_), _) => return Ok(Numeric::NAN),
            (_, View::Special(_)) => return Ok(self.clone()),
            (View::Small(left, left_scale), View::Small(right, right_scale)) => {
                let scale = left_scale.max(right_scale);
                let left = shift_left(left, u32::from(scale - left_scale));
                let right = shift_left(right, u32::from(scale - right_scale));
                if let (Some(left), Some(right)) = (left, right) {
                    return Ok(Numeric::from_parts(left.wrapping_rem(right), scale));
                }
            }
            _ => {}
        }
        let (Ok((left, left_scale)), Ok((right, right_scale))) =
            (self.big_parts(), other.big_parts())
        else {
            return Ok(Numeric::NAN);
        };
        let scale = left_scale.max(right_scale);
        let left = left * big_power(u32::from(scale - left_scale));
        let right = right * big_power(u32::from(scale - right_scale));
        checked(left % right, u32::from(scale))
    }
}

/// The quotient of two of which at least one is special.
fn div_special(left: &Numeric, right: &Numeric) -> Result<Numeric> {
    if left.is_nan() || right.is_nan() {
        return Ok(Numeric::NAN);
    }
    match (left.is_finite(), right.is_finite()) {
        (true, _) => Ok(Numeric::ZERO),
        (false, false) => Ok(Numeric::NAN),
        (false, true) => match left.signum() * right.signum() {
            0 => Err(division_by_zero()),
            1 => Ok(Numeric::INFINITY),
            _ => Ok(Numeric::NEG_INFINITY),
        },
    }
}
