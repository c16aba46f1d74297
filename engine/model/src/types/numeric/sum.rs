//! Sums of many numbers, with squares where a variance is wanted.
//!
//! ```text
//!   1.5 + 2.25 + 3     total 6.75 as 675 at scale 2: one 128-bit addition a number
//! ```
//!
//! The total stays in 128 bits at the largest scale seen. What overflows is moved to a number of
//! any length, so that the sum is exact in every order.

use num_bigint::BigInt;

use super::divide::quotient_scale;
use super::scale::{big_power, checked, shift_left};
use super::{Numeric, Special, View};
use crate::base::error::Result;

/// A running sum.
#[derive(Clone, Debug, Default)]
pub struct NumericSum {
    /// How many numbers went in, special ones too.
    count: i64,
    total: i128,
    /// What left 128 bits, at the same scale.
    spilled: BigInt,
    scale: u16,
    /// How many of the numbers had that scale.
    scale_count: i64,
    nan_count: i64,
    infinity_count: i64,
    neg_infinity_count: i64,
}

impl NumericSum {
    /// One more number.
    #[inline]
    pub fn add(&mut self, number: &Numeric) {
        self.count += 1;
        match number.view() {
            View::Small(mantissa, scale) => {
                self.raise_scale(scale, 1);
                let shifted = shift_left(mantissa, u32::from(self.scale - scale));
                match shifted.and_then(|mantissa| self.total.checked_add(mantissa)) {
                    Some(total) => self.total = total,
                    None => self.add_big(&BigInt::from(mantissa), scale),
                }
            }
            View::Big(mantissa, scale) => {
                self.raise_scale(scale, 1);
                self.add_big(mantissa, scale);
            }
            View::Special(special) => *self.special_count(special) += 1,
        }
    }

    /// One number less, which went in before. False, and nothing done, where the scale of the
    /// rest cannot be known; then the sum must begin anew.
    pub fn remove(&mut self, number: &Numeric) -> bool {
        match number.scale() {
            Some(scale) if scale == self.scale && self.scale_count == 1 && self.count > 1 => {
                return false;
            }
            Some(scale) if scale == self.scale => self.scale_count -= 1,
            _ => {}
        }
        self.count -= 1;
        match number.view() {
            View::Special(special) => *self.special_count(special) -= 1,
            View::Small(mantissa, scale) => self.add_big(&-BigInt::from(mantissa), scale),
            View::Big(mantissa, scale) => self.add_big(&-mantissa.clone(), scale),
        }
        if self.count == 0 {
            *self = NumericSum::default();
        }
        true
    }

    /// All that another sum has taken in.
    pub fn merge(&mut self, other: &NumericSum) {
        self.count += other.count;
        self.nan_count += other.nan_count;
        self.infinity_count += other.infinity_count;
        self.neg_infinity_count += other.neg_infinity_count;
        self.raise_scale(other.scale, other.scale_count);
        self.add_big(&(&other.spilled + other.total), other.scale);
    }

    /// How many numbers went in.
    pub fn count(&self) -> i64 {
        self.count
    }

    /// The sum; `None` of nothing.
    pub fn total(&self) -> Result<Option<Numeric>> {
        if self.count == 0 {
            return Ok(None);
        }
        if let Some(special) = self.special() {
            return Ok(Some(special));
        }
        checked(&self.spilled + self.total, u32::from(self.scale)).map(Some)
    }

    /// The sum over the count; `None` of nothing.
    pub fn average(&self) -> Result<Option<Numeric>> {
        match self.total()? {
            Some(total) => total.div(&Numeric::from(self.count)).map(Some),
            None => Ok(None),
        }
    }

    fn special(&self) -> Option<Numeric> {
        match (self.nan_count > 0, self.infinity_count > 0, self.neg_infinity_count > 0) {
            (true, _, _) | (_, true, true) => Some(Numeric::NAN),
            (_, true, _) => Some(Numeric::INFINITY),
            (_, _, true) => Some(Numeric::NEG_INFINITY),
            _ => None,
        }
    }

    fn special_count(&mut self, special: Special) -> &mut i64 {
        match special {
            Special::NaN => &mut self.nan_count,
            Special::Infinity => &mut self.infinity_count,
            Special::NegInfinity => &mut self.neg_infinity_count,
        }
    }

    /// Makes room for numbers of that scale.
    #[inline]
    fn raise_scale(&mut self, scale: u16, count: i64) {
        if scale == self.scale {
            self.scale_count += count;
        } else if scale > self.scale {
            let by = u32::from(scale - self.scale);
            let total = core::mem::take(&mut self.total);
            if self.spilled != BigInt::ZERO {
                self.spilled *= big_power(by);
            }
            match shift_left(total, by) {
                Some(total) => self.total = total,
                None => self.spilled += BigInt::from(total) * big_power(by),
            }
            self.scale = scale;
            self.scale_count = count;
        }
    }

    fn add_big(&mut self, mantissa: &BigInt, scale: u16) {
        self.spilled += mantissa * big_power(u32::from(self.scale - scale));
    }
}

/// What a variance divides by, and whether its root is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// `var_samp`: by the count less one.
    VarianceSample,
    /// `var_pop`: by the count.
    VariancePopulation,
    /// `stddev_samp`
    DeviationSample,
    /// `stddev_pop`
    DeviationPopulation,
}

/// A running sum of numbers and of their squares.
#[derive(Clone, Debug, Default)]
pub struct NumericSpread {
    sum: NumericSum,
    squares: NumericSum,
}

impl NumericSpread {
    /// One more number.
    pub fn add(&mut self, number: &Numeric) -> Result<()> {
        self.squares.add(&number.mul(number)?);
        self.sum.add(number);
        Ok(())
    }

    /// All that another one has taken in.
    pub fn merge(&mut self, other: &NumericSpread) {
        self.sum.merge(&other.sum);
        self.squares.merge(&other.squares);
    }

    /// The spread of what went in; `None` where too little did.
    pub fn finish(&self, spread: Spread) -> Result<Option<Numeric>> {
        let count = self.sum.count();
        let is_sample = matches!(spread, Spread::VarianceSample | Spread::DeviationSample);
        let (Some(sum), Some(squares)) = (self.sum.total()?, self.squares.total()?) else {
            return Ok(None);
        };
        if count <= i64::from(is_sample) {
            return Ok(None);
        }
        if !sum.is_finite() || !squares.is_finite() {
            return Ok(Some(Numeric::NAN));
        }
        let number = Numeric::from(count);
        let dividend = number.mul(&squares)?.sub(&sum.mul(&sum)?)?;
        if dividend.signum() <= 0 {
            return Ok(Some(Numeric::ZERO));
        }
        let divisor = number.mul(&Numeric::from(count - i64::from(is_sample)))?;
        let scale = quotient_scale(&dividend, &divisor);
        let variance = dividend.div_at(&divisor, scale)?;
        match spread {
            Spread::VarianceSample | Spread::VariancePopulation => Ok(Some(variance)),
            Spread::DeviationSample | Spread::DeviationPopulation => {
                variance.sqrt_at(u32::from(scale)).map(Some)
            }
        }
    }
}
