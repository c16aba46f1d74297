//! How a number travels: compact, and checked on arrival.

use num_bigint::{BigInt, Sign};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::scale::checked;
use super::{Numeric, Special, View, SCALE_MAX};

/// What is written. Most numbers are a tag, a scale and a short mantissa: three to ten bytes.
#[derive(Serialize, Deserialize)]
enum Wire {
    Word { mantissa: i64, scale: u16 },
    Wide { mantissa: i128, scale: u16 },
    Big { negative: bool, digits: Vec<u32>, scale: u16 },
    NaN,
    Infinity,
    NegInfinity,
}

impl Serialize for Numeric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wire = match self.view() {
            View::Small(mantissa, scale) => match i64::try_from(mantissa) {
                Ok(mantissa) => Wire::Word { mantissa, scale },
                Err(_) => Wire::Wide { mantissa, scale },
            },
            View::Big(mantissa, scale) => Wire::Big {
                negative: mantissa.sign() == Sign::Minus,
                digits: mantissa.magnitude().to_u32_digits(),
                scale,
            },
            View::Special(Special::NaN) => Wire::NaN,
            View::Special(Special::Infinity) => Wire::Infinity,
            View::Special(Special::NegInfinity) => Wire::NegInfinity,
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Numeric {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Numeric, D::Error> {
        let small = |mantissa: i128, scale: u16| {
            (scale <= SCALE_MAX).then(|| Numeric::from_parts(mantissa, scale))
        };
        let number = match Wire::deserialize(deserializer)? {
            Wire::Word { mantissa, scale } => small(i128::from(mantissa), scale),
            Wire::Wide { mantissa, scale } => small(mantissa, scale),
            Wire::Big { negative, digits, scale } => {
                let sign = if negative { Sign::Minus } else { Sign::Plus };
                checked(BigInt::from_slice(sign, &digits), u32::from(scale)).ok()
            }
            Wire::NaN => Some(Numeric::NAN),
            Wire::Infinity => Some(Numeric::INFINITY),
            Wire::NegInfinity => Some(Numeric::NEG_INFINITY),
        };
        number.ok_or_else(|| serde::de::Error::custom("a numeric beyond its bounds"))
    }
}
