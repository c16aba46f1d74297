//! `uuid`: 32 hexadecimal digits.

use super::invalid_syntax;
use crate::base::error::Result;

/// The value of a text: digits in either case, a hyphen after any fourth of them, braces around.
pub fn parse(text: &str) -> Result<u128> {
    digits(text.as_bytes()).ok_or_else(|| invalid_syntax(text, "uuid"))
}

fn digits(text: &[u8]) -> Option<u128> {
    let mut rest = match text {
        [b'{', inner @ .., b'}'] => inner,
        _ => text,
    };
    let mut value = 0;
    for count in 1..=32 {
        let (digit, tail) = rest.split_first()?;
        value = value << 4 | u128::from(char::from(*digit).to_digit(16)?);
        rest = match tail {
            [b'-', tail @ ..] if count % 4 == 0 && count < 32 => tail,
            _ => tail,
        };
    }
    rest.is_empty().then_some(value)
}

/// `a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11` at the end of a string.
pub fn write(value: u128, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for place in 0..32 {
        if matches!(place, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        let digit = (value >> (124 - 4 * place)) as usize & 15;
        out.push(char::from(DIGITS[digit]));
    }
}
