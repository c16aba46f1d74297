//! Fixed-point numbers of many bits: what exponentials and logarithms are summed in.
//!
//! ```text
//!   value = units / 2^bits
//! ```
//!
//! Every step drops less than one unit. [`GUARD_BITS`] more bits than the result needs make the
//! dropped units invisible after rounding, save for results within 10^-15 of a half.
//! Source for the logarithm of 2: Arndt and Haenel, "Pi Unleashed", on arctangent relations;
//! here 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749).

use num_bigint::{BigInt, BigUint, Sign};

use super::scale::big_power;

/// Bits beyond those that the result shows.
const GUARD_BITS: u64 = 64;
/// Bits of a decimal digit, more than enough.
const DIGIT_BITS: f64 = 3.33;

/// Bits that hold so many decimal digits, and the guard.
pub(super) fn bits_for(digits: i64) -> u64 {
    (digits.max(0) as f64 * DIGIT_BITS) as u64 + GUARD_BITS
}

/// A magnitude shifted left, or right where the shift is negative.
pub(super) fn shift(magnitude: BigUint, by: i64) -> BigUint {
    match by >= 0 {
        true => magnitude << by as u64,
        false => magnitude >> by.unsigned_abs(),
    }
}

/// `numerator / denominator` to the nearest, halves up.
pub(super) fn round_quotient(numerator: BigUint, denominator: &BigUint) -> BigUint {
    ((numerator << 1u8) + denominator) / (denominator << 1u8)
}

/// Units as a decimal mantissa of that scale, to the nearest.
pub(super) fn to_decimal(units: &BigInt, bits: u64, scale: u32) -> BigInt {
    let scaled = units.magnitude() * big_power(scale).magnitude();
    let half = BigUint::from(1u8) << (bits - 1);
    let rounded = (scaled + half) >> bits;
    BigInt::from_biguint(units.sign(), rounded)
}

/// e to the power of `units`, none of them negative, in as many bits.
pub(super) fn exp(units: &BigUint, bits: u64) -> BigUint {
    // Halved until below 2^-8, summed, and squared as often.
    const SMALL: u64 = 8;
    let halvings = (units.bits() + SMALL).saturating_sub(bits);
    let work = bits + halvings + SMALL;
    let small = shift(units.clone(), (work - bits) as i64) >> halvings;
    let one = BigUint::from(1u8) << work;
    let mut sum = &one + &small;
    let mut term = small.clone();
    let mut count = 2u32;
    while term.bits() > 0 {
        term = ((term * &small) >> work) / count;
        sum += &term;
        count += 1;
    }
    for _ in 0..halvings {
        sum = (&sum * &sum) >> work;
    }
    sum >> (work - bits)
}

/// The natural logarithm of `numerator / denominator`, both above nought.
pub(super) fn ln(numerator: &BigUint, denominator: &BigUint, bits: u64) -> BigInt {
    // The quotient as 2^twos times a number near 1.
    let mut twos = numerator.bits() as i64 - denominator.bits() as i64;
    let near = |twos: i64| -> BigUint {
        let up = bits as i64 - twos;
        match up >= 0 {
            true => (numerator << up as u64) / denominator,
            false => numerator / (denominator << up.unsigned_abs()),
        }
    };
    let one = BigUint::from(1u8) << bits;
    let mut rest = near(twos);
    if &rest << 1u8 > &one * 3u8 {
        twos += 1;
        rest = near(twos);
    } else if &rest << 2u8 < &one * 3u8 {
        twos -= 1;
        rest = near(twos);
    }
    // ln(r) = 2 artanh((r - 1) / (r + 1))
    let one = BigInt::from(one);
    let rest = BigInt::from(rest);
    let ratio = ((&rest - &one) << bits) / (&rest + &one);
    let square = (ratio.magnitude() * ratio.magnitude()) >> bits;
    let mut power = ratio.magnitude().clone();
    let mut sum = BigUint::ZERO;
    let mut odd = 1u32;
    while power.bits() > 0 {
        sum += &power / odd;
        power = (power * &square) >> bits;
        odd += 2;
    }
    BigInt::from_biguint(ratio.sign(), sum << 1u8) + ln_of_two(bits) * twos
}

fn ln_of_two(bits: u64) -> BigInt {
    artanh(26, bits) * 18 - artanh(4_801, bits) * 2 + artanh(8_749, bits) * 8
}

/// The area tangent of `1 / inverse`.
fn artanh(inverse: u32, bits: u64) -> BigInt {
    let square = u64::from(inverse) * u64::from(inverse);
    let mut power = (BigUint::from(1u8) << bits) / inverse;
    let mut sum = BigUint::ZERO;
    let mut odd = 1u32;
    while power.bits() > 0 {
        sum += &power / odd;
        power /= square;
        odd += 2;
    }
    BigInt::from_biguint(Sign::Plus, sum)
}

/// A magnitude of bounded length times a power of two: `mantissa * 2^exponent`.
pub(super) struct Scaled {
    pub mantissa: BigUint,
    pub exponent: i64,
}

/// `base^power`, its mantissa cut to so many bits after each step.
pub(super) fn power(base: &BigUint, power: u32, bits: u64) -> Scaled {
    let cut = |mantissa: BigUint, exponent: i64| {
        let over = mantissa.bits().saturating_sub(bits);
        Scaled { mantissa: mantissa >> over, exponent: exponent + over as i64 }
    };
    let mut result = Scaled { mantissa: BigUint::from(1u8), exponent: 0 };
    for place in (0..u32::BITS - power.leading_zeros()).rev() {
        let squared = &result.mantissa * &result.mantissa;
        result = cut(squared, result.exponent * 2);
        if power >> place & 1 == 1 {
            result = cut(&result.mantissa * base, result.exponent);
        }
    }
    result
}
