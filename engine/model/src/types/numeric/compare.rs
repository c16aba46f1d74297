//! Which number is greater, and a hash that agrees with equality.

use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use num_bigint::BigInt;

use super::scale::{big_power, shift_left};
use super::{Numeric, Special, View};

impl PartialEq for Numeric {
    fn eq(&self, other: &Numeric) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Numeric {}

impl PartialOrd for Numeric {
    fn partial_cmp(&self, other: &Numeric) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Numeric {
    /// By value; NaN equals itself and is above everything.
    fn cmp(&self, other: &Numeric) -> Ordering {
        match (self.view(), other.view()) {
            (View::Small(left, left_scale), View::Small(right, right_scale)) => {
                compare_small(left, left_scale, right, right_scale)
            }
            (View::Special(left), View::Special(right)) => left.cmp(&right),
            (View::Special(Special::NegInfinity), _) => Ordering::Less,
            (View::Special(_), _) => Ordering::Greater,
            (_, View::Special(Special::NegInfinity)) => Ordering::Greater,
            (_, View::Special(_)) => Ordering::Less,
            (View::Small(left, left_scale), View::Big(right, right_scale)) => {
                compare_big(&left.into(), left_scale, right, right_scale)
            }
            (View::Big(left, left_scale), View::Small(right, right_scale)) => {
                compare_big(left, left_scale, &right.into(), right_scale)
            }
            (View::Big(left, left_scale), View::Big(right, right_scale)) => {
                compare_big(left, left_scale, right, right_scale)
            }
        }
    }
}

#[inline]
fn compare_small(left: i128, left_scale: u16, right: i128, right_scale: u16) -> Ordering {
    if left_scale == right_scale {
        return left.cmp(&right);
    }
    if left.signum() != right.signum() {
        return left.cmp(&right);
    }
    if left_scale < right_scale {
        return match shift_left(left, u32::from(right_scale - left_scale)) {
            Some(left) => left.cmp(&right),
            None => compare_big(&left.into(), left_scale, &right.into(), right_scale),
        };
    }
    compare_small(right, right_scale, left, left_scale).reverse()
}

fn compare_big(left: &BigInt, left_scale: u16, right: &BigInt, right_scale: u16) -> Ordering {
    if left.sign() != right.sign() {
        return left.sign().cmp(&right.sign());
    }
    match left_scale.cmp(&right_scale) {
        Ordering::Equal => left.cmp(right),
        Ordering::Less => (left * big_power(u32::from(right_scale - left_scale))).cmp(right),
        Ordering::Greater => left.cmp(&(right * big_power(u32::from(left_scale - right_scale)))),
    }
}

/// The modulus of the hash: a Mersenne prime, so that the remainder costs shifts only.
const PRIME: u64 = (1 << 61) - 1;
/// 1/10 modulo [`PRIME`].
const TENTH: u64 = 2_075_258_708_292_324_556;

fn reduce(value: u128) -> u64 {
    let folded = (value & u128::from(PRIME)) + (value >> 61);
    let folded = (folded & u128::from(PRIME)) as u64 + (folded >> 61) as u64;
    // Two folds leave at most PRIME + 64.
    if folded >= PRIME {
        folded - PRIME
    } else {
        folded
    }
}

fn multiply(left: u64, right: u64) -> u64 {
    reduce(u128::from(left) * u128::from(right))
}

/// 10^-scale modulo [`PRIME`] for the scales that most numbers have.
const TENTHS: [u64; 32] = {
    let mut tenths = [1u64; 32];
    let mut at = 1;
    while at < tenths.len() {
        tenths[at] = (tenths[at - 1] as u128 * TENTH as u128 % PRIME as u128) as u64;
        at += 1;
    }
    tenths
};

/// 10^-scale modulo [`PRIME`].
fn tenths(scale: u16) -> u64 {
    if let Some(known) = TENTHS.get(usize::from(scale)) {
        return *known;
    }
    let (mut power, mut base, mut rest) = (1, TENTH, scale);
    while rest > 0 {
        if rest & 1 == 1 {
            power = multiply(power, base);
        }
        base = multiply(base, base);
        rest >>= 1;
    }
    power
}

impl Numeric {
    /// A hash of the value: equal numbers have equal ones whatever their scale.
    /// The value modulo a prime, since that needs no division to drop trailing zeros.
    pub fn hash_word(&self) -> u64 {
        let (residue, negative, scale) = match self.view() {
            View::Small(mantissa, scale) => (reduce(mantissa.unsigned_abs()), mantissa < 0, scale),
            View::Big(mantissa, scale) => {
                let residue = mantissa.magnitude().iter_u64_digits().rev().fold(0, |sum, digit| {
                    // 2^64 is 8 modulo 2^61 - 1.
                    reduce(u128::from(sum) * 8 + u128::from(digit))
                });
                (residue, mantissa.sign() == num_bigint::Sign::Minus, scale)
            }
            View::Special(Special::NegInfinity) => return u64::MAX - 2,
            View::Special(Special::Infinity) => return u64::MAX - 1,
            View::Special(Special::NaN) => return u64::MAX,
        };
        let word = if scale == 0 { residue } else { multiply(residue, tenths(scale)) };
        if negative && word != 0 {
            PRIME - word
        } else {
            word
        }
    }
}

impl Hash for Numeric {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash_word());
    }
}
