//! Square roots.

use num_bigint::BigInt;

use super::scale::{big_power, checked};
use super::{Numeric, Special, View, RESULT_DIGITS_MIN, RESULT_SCALE_MAX};
use crate::base::error::{sqlstate, Error, Result};

impl Numeric {
    /// The square root, of at least 16 significant digits; 2201F below nought.
    pub fn sqrt(&self) -> Result<Numeric> {
        if let View::Special(special) = self.view() {
            return match special {
                Special::NegInfinity => Err(negative_root()),
                special => Ok(Numeric::from_special(special)),
            };
        }
        // Half the digits before the point, as PostgreSQL estimates them: four to a base-10000
        // digit, the halves cut towards nought.
        let (weight, _) = self.leading();
        let digits = (weight + 1) * 4 / 2 - 1;
        let shown = i32::from(self.scale().unwrap_or(0));
        let scale = (RESULT_DIGITS_MIN - digits).max(shown).clamp(0, RESULT_SCALE_MAX);
        self.sqrt_at(scale as u32)
    }

    /// The square root of a finite number, rounded at a given scale.
    pub(in crate::types) fn sqrt_at(&self, scale: u32) -> Result<Numeric> {
        let (mantissa, from) = match self.big_parts() {
            Ok(parts) => parts,
            Err(special) => return Ok(Numeric::from_special(special)),
        };
        if self.signum() < 0 {
            return Err(negative_root());
        }
        // root = sqrt(mantissa * 10^(2 * scale - from)) / 10^scale
        let shift = 2 * i64::from(scale) - i64::from(from);
        let by = big_power(shift.unsigned_abs() as u32);
        let (radicand, divisor) = match shift >= 0 {
            true => (mantissa * by, BigInt::from(1)),
            false => (mantissa, by),
        };
        let root = (&radicand / &divisor).sqrt();
        // Up where the square of the half above is not beyond the radicand.
        let half_above = &root * 2 + 1;
        let is_up = &half_above * &half_above * divisor <= radicand * 4;
        checked(root + i32::from(is_up), scale)
    }
}

fn negative_root() -> Error {
    Error::sql(
        sqlstate::INVALID_ARGUMENT_FOR_POWER_FUNCTION,
        "cannot take square root of a negative number",
    )
}
