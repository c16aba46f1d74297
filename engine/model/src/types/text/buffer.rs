//! A few letters put together before they go into a string at once.
//!
//! Appending one letter after another to a string checks for room each time; numbers and dates
//! are written so often that it shows.

/// Most letters that a number or a moment has: 39 digits of 128 bits, a sign and a point.
const LETTERS_MAX: usize = 48;

/// All pairs of digits.
const PAIRS: &[u8; 200] = b"\
0001020304050607080910111213141516171819\
2021222324252627282930313233343536373839\
4041424344454647484950515253545556575859\
6061626364656667686970717273747576777879\
8081828384858687888990919293949596979899";

/// Up to 48 ASCII letters.
pub(in crate::types) struct Buffer {
    letters: [u8; LETTERS_MAX],
    len: usize,
}

impl Buffer {
    pub fn new() -> Buffer {
        Buffer { letters: [0; LETTERS_MAX], len: 0 }
    }

    /// One ASCII letter.
    #[inline]
    pub fn push(&mut self, letter: u8) {
        self.letters[self.len] = letter;
        self.len += 1;
    }

    /// A few ASCII letters.
    #[inline]
    pub fn push_all(&mut self, letters: &[u8]) {
        self.letters[self.len..self.len + letters.len()].copy_from_slice(letters);
        self.len += letters.len();
    }

    /// A number below 100 as two digits.
    #[inline]
    pub fn push_pair(&mut self, number: u32) {
        let at = number as usize % 100 * 2;
        self.push_all(&PAIRS[at..at + 2]);
    }

    /// A number of at least that many digits, zeros before it.
    pub fn push_number(&mut self, number: u64, width: usize) {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        let mut rest = number;
        while rest >= 100 {
            start -= 2;
            let at = (rest % 100) as usize * 2;
            digits[start..start + 2].copy_from_slice(&PAIRS[at..at + 2]);
            rest /= 100;
        }
        if rest >= 10 {
            start -= 2;
            let at = rest as usize * 2;
            digits[start..start + 2].copy_from_slice(&PAIRS[at..at + 2]);
        } else if rest > 0 {
            start -= 1;
            digits[start] = b'0' + rest as u8;
        }
        let start = start.min(digits.len() - width);
        self.push_all(&digits[start..]);
    }

    /// The letters so far.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.letters[..self.len]).unwrap_or_default()
    }
}
