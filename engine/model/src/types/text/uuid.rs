//! `uuid`: 32 hexadecimal digits.

use super::buffer::Buffer;
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
    let mut buffer = Buffer::new();
    for (place, byte) in value.to_be_bytes().into_iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            buffer.push(b'-');
        }
        buffer.push(DIGITS[usize::from(byte >> 4)]);
        buffer.push(DIGITS[usize::from(byte & 15)]);
    }
    out.push_str(buffer.as_str());
}
