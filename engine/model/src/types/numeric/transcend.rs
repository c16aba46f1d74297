//! Exponential, logarithms and powers.
//!
//! Results show at least 16 significant digits and no fewer digits after the point than the
//! operands; PostgreSQL estimates magnitudes to find how many that is, and its estimates are
//! visible in results, so they are made here in the same way.

use core::f64::consts::{LN_10, LOG10_E};

use num_bigint::{BigInt, BigUint, Sign};

use super::divide::division_by_zero;
use super::fixed::{self, bits_for, round_quotient, to_decimal};
use super::scale::{big_power, checked, overflow, Dropped};
use super::{Numeric, Special, View, RESULT_DIGITS_MIN, RESULT_SCALE_MAX};
use crate::base::error::{sqlstate, Error, Result};

/// Decimal digits that a result of an exponential is estimated to have at most.
const ESTIMATE_MAX: f64 = 2_000.0;
/// Digits beyond those shown that intermediate results carry.
const SPARE_DIGITS: i32 = 8;

/// The scale of a result whose first digit stands near 10^`weight`, beside operands of that scale.
fn result_scale(weight: i32, shown: u16) -> i32 {
    (RESULT_DIGITS_MIN - weight).max(i32::from(shown)).clamp(0, RESULT_SCALE_MAX)
}

fn invalid_log(what: &str) -> Error {
    Error::sql(sqlstate::INVALID_ARGUMENT_FOR_LOGARITHM, format!("cannot take logarithm of {what}"))
}

fn invalid_power(message: &str) -> Error {
    Error::sql(sqlstate::INVALID_ARGUMENT_FOR_POWER_FUNCTION, message)
}

/// Where the first digit of a number's natural logarithm stands, about.
fn estimate_ln_weight(number: &Numeric) -> Result<i32> {
    let near_one = Numeric::from_parts(9, 1)..=Numeric::from_parts(11, 1);
    if near_one.contains(number) {
        // ln(1 + x) is about x.
        let (weight, first) = number.sub(&Numeric::ONE)?.leading();
        return Ok(match first {
            0 => 0,
            first => weight * 4 + libm::log10(f64::from(first)) as i32,
        });
    }
    let Some(digits) = number.to_digits() else { return Ok(0) };
    let (head, weight) = match digits.digits.as_slice() {
        [] => return Ok(0),
        [first] => (f64::from(*first), digits.weight),
        [first, second, ..] => {
            (f64::from(*first) * 10_000.0 + f64::from(*second), digits.weight - 1)
        }
    };
    let ln = libm::log(head) + f64::from(weight * 4) * LN_10;
    Ok(libm::log10(libm::fabs(ln)) as i32)
}

impl Numeric {
    /// e to this power.
    pub fn exp(&self) -> Result<Numeric> {
        if let View::Special(special) = self.view() {
            return Ok(match special {
                Special::NegInfinity => Numeric::ZERO,
                special => Numeric::from_special(special),
            });
        }
        let weight = (self.to_f64_lossy() * LOG10_E).clamp(-ESTIMATE_MAX, ESTIMATE_MAX) as i32;
        self.exp_at(result_scale(weight, self.scale().unwrap_or(0)))
    }

    /// The same of a finite number, rounded at a given scale.
    fn exp_at(&self, scale: i32) -> Result<Numeric> {
        let estimate = self.to_f64_lossy();
        if libm::fabs(estimate) >= 3.0 * ESTIMATE_MAX {
            return match estimate > 0.0 {
                true => Err(overflow()),
                false => checked(BigInt::ZERO, scale as u32),
            };
        }
        let Ok((mantissa, from)) = self.big_parts() else { return Ok(self.clone()) };
        let bits = bits_for(i64::from(scale) + (estimate * LOG10_E) as i64);
        let units = (mantissa.magnitude() << bits) / big_power(u32::from(from)).magnitude();
        let result = fixed::exp(&units, bits);
        let result = match mantissa.sign() {
            Sign::Minus => {
                let numerator = big_power(scale as u32).magnitude() << bits;
                round_quotient(numerator, &result).into()
            }
            _ => to_decimal(&result.into(), bits, scale as u32),
        };
        checked(result, scale as u32)
    }

    /// The natural logarithm; 2201E unless above nought.
    pub fn ln(&self) -> Result<Numeric> {
        if self.is_nan() {
            return Ok(Numeric::NAN);
        }
        self.check_log()?;
        if !self.is_finite() {
            return Ok(Numeric::INFINITY);
        }
        let scale = result_scale(estimate_ln_weight(self)?, self.scale().unwrap_or(0));
        self.ln_at(scale)
    }

    fn check_log(&self) -> Result<()> {
        match self.signum() {
            1 => Ok(()),
            0 => Err(invalid_log("zero")),
            _ => Err(invalid_log("a negative number")),
        }
    }

    /// The natural logarithm of a finite number above nought, rounded at a given scale.
    fn ln_at(&self, scale: i32) -> Result<Numeric> {
        let Ok((mantissa, from)) = self.big_parts() else { return Ok(self.clone()) };
        let bits = bits_for(i64::from(scale));
        let denominator = big_power(u32::from(from));
        let units = fixed::ln(mantissa.magnitude(), denominator.magnitude(), bits);
        checked(to_decimal(&units, bits, scale as u32), scale as u32)
    }

    /// The logarithm of `self` to a base.
    pub fn log(&self, base: &Numeric) -> Result<Numeric> {
        if self.is_nan() || base.is_nan() {
            return Ok(Numeric::NAN);
        }
        let is_special = !self.is_finite() || !base.is_finite();
        if is_special && (self.signum() < 0 || base.signum() < 0) {
            return Err(invalid_log("a negative number"));
        }
        base.check_log()?;
        self.check_log()?;
        match (base.is_finite(), self.is_finite()) {
            (true, true) => {}
            (true, false) => return Ok(Numeric::INFINITY),
            (false, true) => return Ok(Numeric::ZERO),
            (false, false) => return Ok(Numeric::NAN),
        }
        let (base_weight, own_weight) = (estimate_ln_weight(base)?, estimate_ln_weight(self)?);
        let weight = own_weight - base_weight;
        let shown = self.scale().max(base.scale()).unwrap_or(0);
        let scale = result_scale(weight, shown);
        let carried = scale + weight + SPARE_DIGITS;
        let base_ln = base.ln_at((carried - base_weight).max(0))?;
        let own_ln = self.ln_at((carried - own_weight).max(0))?;
        if base_ln.is_zero() {
            return Err(division_by_zero());
        }
        own_ln.div_at(&base_ln, scale as u16)
    }

    /// The logarithm to base 10.
    pub fn log10(&self) -> Result<Numeric> {
        self.log(&Numeric::from(10))
    }

    /// This number to a power.
    pub fn power(&self, exponent: &Numeric) -> Result<Numeric> {
        if let Some(result) = power_special(self, exponent)? {
            return Ok(result);
        }
        let shown = self.scale().unwrap_or(0);
        if let Some(exponent) = exponent.to_whole_exponent() {
            return power_whole(self, exponent, result_scale(0, shown));
        }
        if self.is_zero() {
            return checked(BigInt::ZERO, RESULT_DIGITS_MIN as u32);
        }
        let result = power_real(&self.abs(), exponent, shown)?;
        match self.signum() < 0 && exponent.is_odd() {
            true => Ok(result.neg()),
            false => Ok(result),
        }
    }

    /// The value as a whole power of 32 bits.
    fn to_whole_exponent(&self) -> Option<i32> {
        self.is_whole().then(|| self.to_i32().ok()).flatten()
    }

    /// Whether a finite whole number is odd.
    fn is_odd(&self) -> bool {
        self.rem(&Numeric::from(2)).is_ok_and(|rest| !rest.is_zero())
    }
}

/// The powers that errors and the rules for infinities and NaN decide.
fn power_special(base: &Numeric, exponent: &Numeric) -> Result<Option<Numeric>> {
    let one = Numeric::ONE;
    if base.is_nan() || exponent.is_nan() {
        let is_one = exponent.is_zero() || *base == one;
        return Ok(Some(if is_one { one } else { Numeric::NAN }));
    }
    if base.is_zero() && exponent.signum() < 0 {
        return Err(invalid_power("zero raised to a negative power is undefined"));
    }
    if base.signum() < 0 && !exponent.is_whole() {
        let message = "a negative number raised to a non-integer power yields a complex result";
        return Err(invalid_power(message));
    }
    if base.is_finite() && exponent.is_finite() {
        return Ok(None);
    }
    if *base == one || exponent.is_zero() {
        return Ok(Some(one));
    }
    let grows = exponent.signum() > 0;
    if !exponent.is_finite() {
        let magnitude = base.abs();
        return Ok(Some(match magnitude.cmp(&one) {
            _ if base.is_zero() => Numeric::ZERO,
            core::cmp::Ordering::Equal => one,
            order if order.is_gt() == grows => Numeric::INFINITY,
            _ => Numeric::ZERO,
        }));
    }
    Ok(Some(match grows {
        false => Numeric::ZERO,
        true if base.signum() < 0 && exponent.is_odd() => Numeric::NEG_INFINITY,
        true => Numeric::INFINITY,
    }))
}

/// `base^exponent` for a whole exponent: by squaring.
fn power_whole(base: &Numeric, exponent: i32, scale: i32) -> Result<Numeric> {
    let shown = scale as u16;
    match exponent {
        0 => return Numeric::ONE.rescale(scale, Dropped::Rounded),
        1 => return base.rescale(scale, Dropped::Rounded),
        -1 if base.is_zero() => return Err(division_by_zero()),
        -1 => return Numeric::ONE.div_at(base, shown),
        2 => return base.mul(base)?.rescale(scale, Dropped::Rounded),
        _ if base.is_zero() => return checked(BigInt::ZERO, scale as u32),
        _ => {}
    }
    let weight = estimate_power_weight(base, exponent);
    if weight > f64::from(super::WHOLE_DIGITS_MAX + 8) {
        return Err(overflow());
    }
    if weight + 1.0 < f64::from(-scale) || weight + 1.0 < f64::from(-RESULT_SCALE_MAX) {
        return checked(BigInt::ZERO, scale as u32);
    }
    let Ok((mantissa, from)) = base.big_parts() else { return Ok(base.clone()) };
    let times = exponent.unsigned_abs();
    // Each of up to 62 steps may lose a unit that later squarings double.
    let bits = bits_for(1 + i64::from(scale) + weight as i64) + 40;
    let above = fixed::power(mantissa.magnitude(), times, bits);
    let below = fixed::power(&BigUint::from(10u8).pow(u32::from(from)), times, bits);
    let (above, below) = if exponent < 0 { (below, above) } else { (above, below) };
    let twos = above.exponent - below.exponent;
    let scaled = above.mantissa * big_power(scale as u32).magnitude();
    let magnitude = match twos >= 0 {
        true => round_quotient(fixed::shift(scaled, twos), &below.mantissa),
        false => round_quotient(scaled, &fixed::shift(below.mantissa, -twos)),
    };
    let is_negative = mantissa.sign() == Sign::Minus && exponent % 2 != 0;
    let sign = if is_negative { Sign::Minus } else { Sign::Plus };
    checked(BigInt::from_biguint(sign, magnitude), scale as u32)
}

/// Where the first digit of a power stands, about: exponent * log10(base).
fn estimate_power_weight(base: &Numeric, exponent: i32) -> f64 {
    let Some(digits) = base.to_digits() else { return 0.0 };
    let mut head = 0.0;
    let mut power = f64::from((digits.weight + 1) * 4);
    for digit in digits.digits.iter().take(4) {
        head = head * 10_000.0 + f64::from(*digit);
        power -= 4.0;
    }
    f64::from(exponent) * (libm::log10(head) + power)
}

/// `base^exponent` by way of logarithms, for a base above nought.
fn power_real(base: &Numeric, exponent: &Numeric, shown: u16) -> Result<Numeric> {
    let ln_weight = estimate_ln_weight(base)?;
    let rough = (SPARE_DIGITS - ln_weight).max(0);
    let estimate = base.ln_at(rough)?.mul(exponent)?.rescale(rough, Dropped::Rounded)?;
    let estimate = estimate.to_f64_lossy();
    if libm::fabs(estimate) > ESTIMATE_MAX * 3.01 {
        return match estimate > 0.0 {
            true => Err(overflow()),
            false => checked(BigInt::ZERO, RESULT_SCALE_MAX as u32),
        };
    }
    let weight = (estimate * LOG10_E) as i32;
    let scale = result_scale(weight, shown.max(exponent.scale().unwrap_or(0)));
    let digits = (scale + weight).max(0);
    let carried = (digits - ln_weight + SPARE_DIGITS).max(0);
    let ln = base.ln_at(carried)?.mul(exponent)?.rescale(carried, Dropped::Rounded)?;
    ln.exp_at(scale)
}
