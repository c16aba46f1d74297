//! Exact decimals: PostgreSQL's `numeric`.
//!
//! ```text
//!   12.50   mantissa 1250, scale 2          inline: 24 bytes, nothing allocated
//!   10^40   mantissa of any length, scale 0 boxed, when the mantissa leaves 128 bits
//!   NaN, Infinity, -Infinity
//!
//!   value = mantissa / 10^scale             scale = digits printed after the point
//! ```
//!
//! Invariants:
//! 1. A mantissa that fits 128 bits is inline: every number has one form.
//! 2. The scale is at most [`SCALE_MAX`], the digits before the point at most [`WHOLE_DIGITS_MAX`].
//! 3. Equality and hash see the value only: 1.0 and 1.00 are equal and hash alike.
//!
//! Left out: locales. Templates of `to_char` use those of the C locale.
//! Source: PostgreSQL manual, "Arbitrary Precision Numbers"; result scales are those that
//! PostgreSQL 15 shows.

use num_bigint::BigInt;

pub mod arith;
pub mod compare;
pub mod convert;
pub mod digits;
pub mod divide;
mod fixed;
pub mod format;
pub mod picture;
pub mod root;
pub mod scale;
pub mod scan;
pub mod sum;
pub mod text;
pub mod transcend;
pub mod wire;

#[cfg(test)]
mod tests;

/// Most digits after the point that a value may show. PostgreSQL: 14 bits of its header.
pub const SCALE_MAX: u16 = 16_383;
/// Most digits before the point. PostgreSQL: a 16-bit weight of base-10000 digits.
pub const WHOLE_DIGITS_MAX: u32 = 131_072;
/// Digits after the point that an inexact result shows at most.
pub const RESULT_SCALE_MAX: i32 = 1_000;
/// Significant digits that an inexact result shows at least.
pub const RESULT_DIGITS_MIN: i32 = 16;

/// A decimal number, or infinity, or not-a-number.
#[derive(Clone)]
pub struct Numeric(Repr);

/// How a number is held. The mantissa comes in two words so that 24 bytes suffice.
#[derive(Clone)]
enum Repr {
    Small { low: u64, high: i64, scale: u16 },
    Big(Box<Big>),
    Special(Special),
}

/// A number whose mantissa does not fit 128 bits.
#[derive(Clone)]
struct Big {
    mantissa: BigInt,
    scale: u16,
}

/// What is no finite number, in btree order of the negative one and the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Special {
    /// `-Infinity`: below every number.
    NegInfinity,
    /// `Infinity`: above every number.
    Infinity,
    /// `NaN`: equal to itself and above everything.
    NaN,
}

/// A number as arithmetic looks at it.
#[derive(Clone, Copy)]
pub(in crate::types) enum View<'a> {
    /// A mantissa that fits.
    Small(i128, u16),
    /// One that does not.
    Big(&'a BigInt, u16),
    /// No finite number.
    Special(Special),
}

impl Numeric {
    /// Not a number.
    pub const NAN: Numeric = Numeric(Repr::Special(Special::NaN));
    /// Above every number.
    pub const INFINITY: Numeric = Numeric(Repr::Special(Special::Infinity));
    /// Below every number.
    pub const NEG_INFINITY: Numeric = Numeric(Repr::Special(Special::NegInfinity));
    /// Nought, without digits after the point.
    pub const ZERO: Numeric = Numeric::from_parts(0, 0);
    /// One, without digits after the point.
    pub const ONE: Numeric = Numeric::from_parts(1, 0);

    /// `mantissa / 10^scale`; the scale is at most [`SCALE_MAX`].
    pub const fn from_parts(mantissa: i128, scale: u16) -> Numeric {
        assert!(scale <= SCALE_MAX, "a scale within bounds");
        let (low, high) = (mantissa as u64, (mantissa >> 64) as i64);
        Numeric(Repr::Small { low, high, scale })
    }

    /// The same from a mantissa of any length.
    pub(in crate::types) fn from_big(mantissa: BigInt, scale: u16) -> Numeric {
        assert!(scale <= SCALE_MAX, "a scale within bounds");
        match i128::try_from(&mantissa) {
            Ok(mantissa) => Numeric::from_parts(mantissa, scale),
            Err(_) => Numeric(Repr::Big(Box::new(Big { mantissa, scale }))),
        }
    }

    pub(in crate::types) const fn from_special(special: Special) -> Numeric {
        Numeric(Repr::Special(special))
    }

    #[inline]
    pub(in crate::types) fn view(&self) -> View<'_> {
        match &self.0 {
            Repr::Small { low, high, scale } => {
                View::Small(i128::from(*high) << 64 | i128::from(*low), *scale)
            }
            Repr::Big(big) => View::Big(&big.mantissa, big.scale),
            Repr::Special(special) => View::Special(*special),
        }
    }

    /// Mantissa and scale where the mantissa fits 128 bits: what fast kernels work on.
    #[inline]
    pub fn parts(&self) -> Option<(i128, u16)> {
        match self.view() {
            View::Small(mantissa, scale) => Some((mantissa, scale)),
            _ => None,
        }
    }

    /// Mantissa and scale in any case, or which special value it is.
    pub(in crate::types) fn big_parts(&self) -> Result<(BigInt, u16), Special> {
        match self.view() {
            View::Small(mantissa, scale) => Ok((BigInt::from(mantissa), scale)),
            View::Big(mantissa, scale) => Ok((mantissa.clone(), scale)),
            View::Special(special) => Err(special),
        }
    }

    /// Digits shown after the point; `None` for NaN and the infinities.
    pub fn scale(&self) -> Option<u16> {
        match self.view() {
            View::Small(_, scale) | View::Big(_, scale) => Some(scale),
            View::Special(_) => None,
        }
    }

    /// Whether this is not a number.
    pub fn is_nan(&self) -> bool {
        matches!(self.view(), View::Special(Special::NaN))
    }

    /// Whether this is neither NaN nor an infinity.
    pub fn is_finite(&self) -> bool {
        !matches!(self.view(), View::Special(_))
    }

    /// Whether this is nought.
    pub fn is_zero(&self) -> bool {
        matches!(self.view(), View::Small(0, _))
    }

    /// -1, 0 or 1; NaN counts as 1, being above everything.
    pub fn signum(&self) -> i32 {
        match self.view() {
            View::Small(mantissa, _) => mantissa.signum() as i32,
            View::Big(mantissa, _) => match mantissa.sign() {
                num_bigint::Sign::Minus => -1,
                _ => 1,
            },
            View::Special(Special::NegInfinity) => -1,
            View::Special(_) => 1,
        }
    }
}

impl Default for Numeric {
    fn default() -> Numeric {
        Numeric::ZERO
    }
}
