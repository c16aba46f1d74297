//! Powers of ten, digit counts, and moving the point.

use num_bigint::{BigInt, BigUint};

use super::{Numeric, View, RESULT_SCALE_MAX, SCALE_MAX, WHOLE_DIGITS_MAX};
use crate::base::error::{sqlstate, Error, Result};

/// 10^0 to 10^38: what fits 128 bits.
pub(in crate::types) const POWERS: [i128; 39] = {
    let mut powers = [1i128; 39];
    let mut at = 1;
    while at < 39 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// 10^exponent in 128 bits, where it fits.
#[inline]
pub(in crate::types) fn power(exponent: u32) -> Option<i128> {
    POWERS.get(exponent as usize).copied()
}

/// 10^exponent.
pub(in crate::types) fn big_power(exponent: u32) -> BigInt {
    match power(exponent) {
        Some(power) => BigInt::from(power),
        None => BigInt::from(10).pow(exponent),
    }
}

/// `mantissa * 10^exponent`, where it fits 128 bits.
#[inline]
pub(super) fn shift_left(mantissa: i128, exponent: u32) -> Option<i128> {
    mantissa.checked_mul(power(exponent)?)
}

/// How many decimal digits a mantissa has; none for nought.
pub(in crate::types) fn digit_count(mantissa: u128) -> u32 {
    match mantissa {
        0 => 0,
        _ => mantissa.ilog10() + 1,
    }
}

/// How many decimal digits a mantissa of any length has; none for nought.
pub(in crate::types) fn big_digit_count(magnitude: &BigUint) -> u32 {
    let bits = magnitude.bits();
    if bits <= 128 {
        return u128::try_from(magnitude).map_or(0, digit_count);
    }
    // A number of b bits is at least 2^(b-1): the guess is right or one too low.
    let guess = ((bits - 1) as f64 * core::f64::consts::LOG10_2) as u32 + 1;
    let bound = big_power(guess);
    guess + u32::from(magnitude >= bound.magnitude())
}

/// `numerator / denominator` to the nearest whole number, halves away from zero.
pub(super) fn divide_round(numerator: i128, denominator: i128) -> i128 {
    let (quotient, rest) = match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(n), Ok(d)) if d != -1 => (i128::from(n / d), i128::from(n % d)),
        _ => (numerator / denominator, numerator % denominator),
    };
    // Written so that twice the rest is never formed: it could leave 128 bits.
    let rest = rest.unsigned_abs();
    if rest >= denominator.unsigned_abs() - rest && rest != 0 {
        quotient + if (numerator < 0) == (denominator < 0) { 1 } else { -1 }
    } else {
        quotient
    }
}

/// The same for any length.
pub(in crate::types) fn big_divide_round(numerator: &BigInt, denominator: &BigInt) -> BigInt {
    let quotient = numerator / denominator;
    let rest = numerator - &quotient * denominator;
    if rest.magnitude() << 1 >= *denominator.magnitude() {
        let same = (numerator.sign() == num_bigint::Sign::Minus)
            == (denominator.sign() == num_bigint::Sign::Minus);
        quotient + if same { 1 } else { -1 }
    } else {
        quotient
    }
}

/// The error of a result that no `numeric` can hold.
pub(in crate::types) fn overflow() -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format")
}

/// A number from any mantissa and scale, refused where `numeric` cannot hold it.
pub(in crate::types) fn checked(mantissa: BigInt, scale: u32) -> Result<Numeric> {
    let scale = u16::try_from(scale).ok().filter(|scale| *scale <= SCALE_MAX);
    let scale = scale.ok_or_else(overflow)?;
    // Fewer bits than this cannot be more than WHOLE_DIGITS_MAX digits.
    const BITS_SAFE: u64 = WHOLE_DIGITS_MAX as u64 * 3;
    if mantissa.bits() > BITS_SAFE
        && big_digit_count(mantissa.magnitude()) > WHOLE_DIGITS_MAX + u32::from(scale)
    {
        return Err(overflow());
    }
    Ok(Numeric::from_big(mantissa, scale))
}

/// What happens to digits beyond the scale.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::types) enum Dropped {
    /// To the nearest, halves away from zero.
    Rounded,
    /// Towards zero.
    Cut,
    /// Towards negative infinity.
    Floored,
    /// Towards positive infinity.
    Raised,
}

impl Numeric {
    /// The nearest number with that many digits after the point, halves away from zero.
    /// A negative scale rounds before the point.
    pub fn round(&self, scale: i32) -> Result<Numeric> {
        self.rescale_shown(scale, Dropped::Rounded)
    }

    /// The same with the digits beyond dropped.
    pub fn trunc(&self, scale: i32) -> Result<Numeric> {
        self.rescale_shown(scale, Dropped::Cut)
    }

    /// The greatest whole number not above it.
    pub fn floor(&self) -> Result<Numeric> {
        self.rescale(0, Dropped::Floored)
    }

    /// The least whole number not below it.
    pub fn ceil(&self) -> Result<Numeric> {
        self.rescale(0, Dropped::Raised)
    }

    /// `round` and `trunc` bound the scale as results are bounded, and show no negative one.
    fn rescale_shown(&self, scale: i32, dropped: Dropped) -> Result<Numeric> {
        let scale = scale.clamp(-2 * RESULT_SCALE_MAX, 2 * RESULT_SCALE_MAX);
        self.rescale(scale, dropped)
    }

    /// The number at that scale; at a negative one, whole and rounded before the point.
    pub(in crate::types) fn rescale(&self, scale: i32, dropped: Dropped) -> Result<Numeric> {
        let (mantissa, from) = match self.view() {
            View::Special(special) => return Ok(Numeric::from_special(special)),
            View::Small(mantissa, from) => {
                if let Some(number) = rescale_small(mantissa, i32::from(from), scale, dropped) {
                    return Ok(number);
                }
                (BigInt::from(mantissa), i32::from(from))
            }
            View::Big(mantissa, from) => (mantissa.clone(), i32::from(from)),
        };
        if scale >= from {
            return checked(mantissa * big_power((scale - from) as u32), scale as u32);
        }
        let divisor = big_power((from - scale) as u32);
        let rounded = match dropped {
            Dropped::Rounded => big_divide_round(&mantissa, &divisor),
            Dropped::Cut => &mantissa / &divisor,
            Dropped::Floored | Dropped::Raised => {
                let quotient = &mantissa / &divisor;
                let exact = &quotient * &divisor;
                match dropped {
                    Dropped::Floored if mantissa < exact => quotient - 1,
                    Dropped::Raised if mantissa > exact => quotient + 1,
                    _ => quotient,
                }
            }
        };
        match u32::try_from(scale) {
            Ok(scale) => checked(rounded, scale),
            Err(_) => checked(rounded * big_power(scale.unsigned_abs()), 0),
        }
    }

    /// Digits after the point without trailing zeros: `scale(trim_scale(x))`.
    pub fn min_scale(&self) -> Option<u16> {
        self.trim_scale().scale()
    }

    /// The same value without trailing zeros after the point.
    pub fn trim_scale(&self) -> Numeric {
        match self.view() {
            View::Small(mut mantissa, mut scale) => {
                while scale > 0 && mantissa % 10 == 0 {
                    mantissa /= 10;
                    scale -= 1;
                }
                Numeric::from_parts(mantissa, scale)
            }
            View::Big(mantissa, scale) => {
                let zeros = trailing_zeros(mantissa, scale);
                Numeric::from_big(mantissa / big_power(u32::from(zeros)), scale - zeros)
            }
            View::Special(special) => Numeric::from_special(special),
        }
    }

    /// The place of the first base-10000 digit and that digit: how PostgreSQL sees magnitude.
    /// Nought has 0 and 0.
    pub(in crate::types) fn leading(&self) -> (i32, i32) {
        let (magnitude, scale) = match self.view() {
            View::Special(_) | View::Small(0, _) => return (0, 0),
            View::Small(mantissa, scale) => (mantissa.unsigned_abs(), scale),
            View::Big(mantissa, scale) => {
                let count = big_digit_count(mantissa.magnitude());
                // Its first 38 digits decide.
                let cut = mantissa.magnitude() / big_power(count - 38).magnitude();
                let head = u128::try_from(cut).unwrap_or(u128::MAX);
                return leading_of(head, count as i32 - 1 - i32::from(scale));
            }
        };
        leading_of(magnitude, digit_count(magnitude) as i32 - 1 - i32::from(scale))
    }
}

/// The first base-10000 digit of a number whose first decimal digit stands at 10^`exponent`.
fn leading_of(head: u128, exponent: i32) -> (i32, i32) {
    let weight = exponent.div_euclid(4);
    let wanted = exponent.rem_euclid(4) as u32 + 1;
    let have = digit_count(head);
    let first = if have >= wanted {
        head / POWERS[(have - wanted) as usize] as u128
    } else {
        head * POWERS[(wanted - have) as usize] as u128
    };
    (weight, first as i32)
}

/// How many zeros end a mantissa, up to `limit`.
pub(in crate::types) fn trailing_zeros(mantissa: &BigInt, limit: u16) -> u16 {
    let text = mantissa.magnitude().to_str_radix(10);
    let zeros = text.len() - text.trim_end_matches('0').len();
    zeros.min(usize::from(limit)) as u16
}

fn rescale_small(mantissa: i128, from: i32, to: i32, dropped: Dropped) -> Option<Numeric> {
    if to >= from {
        let shifted = shift_left(mantissa, (to - from) as u32)?;
        return Some(Numeric::from_parts(shifted, u16::try_from(to).ok()?));
    }
    let Some(divisor) = power((from - to) as u32) else {
        // Every digit lies far beyond the place: only the direction is left.
        let toward = match dropped {
            Dropped::Floored if mantissa < 0 => -1,
            Dropped::Raised if mantissa > 0 => 1,
            _ => 0,
        };
        return (to >= 0 || toward == 0).then(|| Numeric::from_parts(toward, to.max(0) as u16));
    };
    let rounded = match dropped {
        Dropped::Rounded => divide_round(mantissa, divisor),
        Dropped::Cut => mantissa / divisor,
        Dropped::Floored => mantissa.div_euclid(divisor),
        Dropped::Raised => mantissa / divisor + i128::from(mantissa % divisor > 0),
    };
    match u16::try_from(to) {
        Ok(scale) => Some(Numeric::from_parts(rounded, scale)),
        Err(_) => Some(Numeric::from_parts(shift_left(rounded, to.unsigned_abs())?, 0)),
    }
}
