//! Exponential, logarithm and power, right to the last digit that shows.
//!
//! `libm` is off by one in the last place for about one argument in ten, and a double precision
//! shows its last place: `exp(1)` would read 2.7182818284590455. So these three are computed with
//! pairs of numbers, `high + low`, of about 106 bits, and rounded once. Where the argument is
//! extreme, `libm` answers.
//!
//! Source: T. J. Dekker, "A Floating-Point Technique for Extending the Available Precision" (1971).

use std::f64::consts::LN_2;

/// A number as a sum of two, the second below the last place of the first.
type Pair = (f64, f64);

/// What of ln 2 does not fit a double.
const LN_2_LOW: f64 = 2.319_046_813_846_299_6e-17;
/// 1 / ln 10.
const LOG10_E: Pair = (std::f64::consts::LOG10_E, 1.098_319_650_216_765e-17);
/// Exponents beyond are left to `libm`.
const EXPONENT_MAX: f64 = 700.0;
/// Terms of the exponential's series: enough for arguments below 1/512.
const SERIES_TERMS: i32 = 8;
/// The argument is halved so often, and the result squared as often.
const HALVINGS: i32 = 8;

fn sum_of(a: f64, b: f64) -> Pair {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// The same where `a` is the larger.
fn renormalized(a: f64, b: f64) -> Pair {
    let sum = a + b;
    (sum, b - (sum - a))
}

fn product_of(a: f64, b: f64) -> Pair {
    /// 2^27 + 1 cuts a number into halves whose products are exact.
    const SPLITTER: f64 = 134_217_729.0;
    let split = |value: f64| {
        let shifted = SPLITTER * value;
        let high = shifted - (shifted - value);
        (high, value - high)
    };
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (product, rest)
}

fn add(a: Pair, b: Pair) -> Pair {
    let (sum, rest) = sum_of(a.0, b.0);
    renormalized(sum, rest + a.1 + b.1)
}

fn multiply(a: Pair, b: Pair) -> Pair {
    let (product, rest) = product_of(a.0, b.0);
    renormalized(product, rest + a.0 * b.1 + a.1 * b.0)
}

fn over(a: Pair, divisor: f64) -> Pair {
    let quotient = a.0 / divisor;
    let (product, rest) = product_of(quotient, divisor);
    renormalized(quotient, ((a.0 - product) - rest + a.1) / divisor)
}

/// e^x as a pair and a power of two.
fn exponential_pair(x: Pair) -> (Pair, i32) {
    let power = libm::rint(x.0 / LN_2);
    let (product, rest) = product_of(power, LN_2);
    let reduced = add(add(x, (-product, -rest)), (-power * LN_2_LOW, 0.0));
    let scale = f64::from(1 << HALVINGS);
    let reduced = (reduced.0 / scale, reduced.1 / scale);
    // e^r - 1 = r (1 + r/2 (1 + r/3 (1 + ..))), which keeps what 1 + r would lose.
    let mut series = (1.0, 0.0);
    for term in (2..=SERIES_TERMS).rev() {
        series = add((1.0, 0.0), over(multiply(series, reduced), f64::from(term)));
    }
    let mut less_one = multiply(series, reduced);
    for _ in 0..HALVINGS {
        let doubled = (2.0 * less_one.0, 2.0 * less_one.1);
        less_one = add(doubled, multiply(less_one, less_one));
    }
    (add((1.0, 0.0), less_one), power as i32)
}

/// ln x as a pair: one step of Newton from `libm`'s answer.
fn logarithm_pair(x: f64) -> Pair {
    let near = libm::log(x);
    let (inverse, power) = exponential_pair((-near, 0.0));
    let inverse = (libm::scalbn(inverse.0, power), libm::scalbn(inverse.1, power));
    let off = add(multiply(inverse, (x, 0.0)), (-1.0, 0.0));
    add((near, 0.0), (off.0, off.1 - off.0 * off.0 / 2.0))
}

/// Whether a logarithm of it is within reach of the pairs.
fn is_moderate(x: f64) -> bool {
    x > 1e-300 && x < 1e300
}

/// e^x
pub fn exp(x: f64) -> f64 {
    if x.is_nan() || x.abs() >= EXPONENT_MAX {
        return libm::exp(x);
    }
    let ((high, low), power) = exponential_pair((x, 0.0));
    libm::scalbn(high + low, power)
}

/// ln x
pub fn log(x: f64) -> f64 {
    if !is_moderate(x) {
        return libm::log(x);
    }
    let (high, low) = logarithm_pair(x);
    high + low
}

/// The logarithm to base 10.
pub fn log10(x: f64) -> f64 {
    if !is_moderate(x) {
        return libm::log10(x);
    }
    let (high, low) = multiply(logarithm_pair(x), LOG10_E);
    high + low
}

/// x^y
pub fn pow(x: f64, y: f64) -> f64 {
    if x < 0.0 && y.is_finite() && libm::floor(y) == y {
        let is_odd = libm::fmod(y, 2.0) != 0.0;
        return if is_odd { -pow(-x, y) } else { pow(-x, y) };
    }
    if !is_moderate(x) || !y.is_finite() || x == 1.0 || y == 0.0 {
        return libm::pow(x, y);
    }
    let exponent = multiply(logarithm_pair(x), (y, 0.0));
    if exponent.0.is_nan() || exponent.0.abs() >= EXPONENT_MAX {
        return libm::pow(x, y);
    }
    let ((high, low), power) = exponential_pair(exponent);
    libm::scalbn(high + low, power)
}
