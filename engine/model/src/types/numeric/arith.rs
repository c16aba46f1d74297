//! Sum, difference, product, sign: exact results with PostgreSQL's scales.

use super::scale::{big_power, checked, shift_left, Dropped};
use super::{Numeric, Special, View, SCALE_MAX};
use crate::base::error::Result;

impl Numeric {
    /// The sum, at the larger of the two scales.
    pub fn add(&self, other: &Numeric) -> Result<Numeric> {
        if let (View::Small(left, left_scale), View::Small(right, right_scale)) =
            (self.view(), other.view())
        {
            if let Some(sum) = add_small(left, left_scale, right, right_scale) {
                return Ok(sum);
            }
        }
        let ((left, left_scale), (right, right_scale)) = match (self.big_parts(), other.big_parts())
        {
            (Ok(left), Ok(right)) => (left, right),
            (left, right) => return Ok(add_special(left.err(), right.err())),
        };
        let scale = left_scale.max(right_scale);
        let left = left * big_power(u32::from(scale - left_scale));
        let right = right * big_power(u32::from(scale - right_scale));
        checked(left + right, u32::from(scale))
    }

    /// The difference, at the larger of the two scales.
    pub fn sub(&self, other: &Numeric) -> Result<Numeric> {
        self.add(&other.neg())
    }

    /// The product, at the sum of the two scales.
    pub fn mul(&self, other: &Numeric) -> Result<Numeric> {
        if let (View::Small(left, left_scale), View::Small(right, right_scale)) =
            (self.view(), other.view())
        {
            let scale = left_scale + right_scale;
            if let (Some(product), true) = (left.checked_mul(right), scale <= SCALE_MAX) {
                return Ok(Numeric::from_parts(product, scale));
            }
        }
        let ((left, left_scale), (right, right_scale)) = match (self.big_parts(), other.big_parts())
        {
            (Ok(left), Ok(right)) => (left, right),
            _ => return Ok(mul_special(self, other)),
        };
        let scale = u32::from(left_scale) + u32::from(right_scale);
        let product = left * right;
        if scale <= u32::from(SCALE_MAX) {
            return checked(product, scale);
        }
        let divisor = big_power(scale - u32::from(SCALE_MAX));
        checked(super::scale::big_divide_round(&product, &divisor), u32::from(SCALE_MAX))
    }

    /// The number with the other sign; NaN stays.
    pub fn neg(&self) -> Numeric {
        match self.view() {
            View::Small(mantissa, scale) => match mantissa.checked_neg() {
                Some(mantissa) => Numeric::from_parts(mantissa, scale),
                None => Numeric::from_big(-num_bigint::BigInt::from(mantissa), scale),
            },
            View::Big(mantissa, scale) => Numeric::from_big(-mantissa.clone(), scale),
            View::Special(Special::Infinity) => Numeric::NEG_INFINITY,
            View::Special(Special::NegInfinity) => Numeric::INFINITY,
            View::Special(Special::NaN) => Numeric::NAN,
        }
    }

    /// The number without its sign.
    pub fn abs(&self) -> Numeric {
        if self.signum() < 0 {
            self.neg()
        } else {
            self.clone()
        }
    }

    /// -1, 0 or 1; NaN for NaN.
    pub fn sign(&self) -> Numeric {
        if self.is_nan() {
            return Numeric::NAN;
        }
        Numeric::from_parts(i128::from(self.signum()), 0)
    }

    /// The number plus one: what `++` of a sequence and some estimates use.
    pub fn increment(&self) -> Result<Numeric> {
        self.add(&Numeric::ONE)
    }

    /// Whether there is nothing but zeros after the point. Infinities count as whole.
    pub fn is_whole(&self) -> bool {
        !self.is_nan() && self.rescale(0, Dropped::Cut).is_ok_and(|whole| whole == *self)
    }
}

#[inline]
fn add_small(left: i128, left_scale: u16, right: i128, right_scale: u16) -> Option<Numeric> {
    if left_scale == right_scale {
        return Some(Numeric::from_parts(left.checked_add(right)?, left_scale));
    }
    if left_scale < right_scale {
        let left = shift_left(left, u32::from(right_scale - left_scale))?;
        return Some(Numeric::from_parts(left.checked_add(right)?, right_scale));
    }
    add_small(right, right_scale, left, left_scale)
}

/// The sum of two of which at least one is special.
fn add_special(left: Option<Special>, right: Option<Special>) -> Numeric {
    match (left, right) {
        (Some(left), Some(right)) if left == right => Numeric::from_special(left),
        (Some(_), Some(_)) => Numeric::NAN,
        (left, right) => Numeric::from_special(left.or(right).unwrap_or(Special::NaN)),
    }
}

/// The product of two of which at least one is special.
fn mul_special(left: &Numeric, right: &Numeric) -> Numeric {
    if left.is_nan() || right.is_nan() {
        return Numeric::NAN;
    }
    match left.signum() * right.signum() {
        0 => Numeric::NAN,
        1 => Numeric::INFINITY,
        _ => Numeric::NEG_INFINITY,
    }
}
