//! Where in a text: bytes, characters, lines.

/// A place in a text, for people: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes before it.
    pub bytes: usize,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, in characters from 1.
    pub column: usize,
}

impl Place {
    /// The place after that many bytes. Past the end is the end; within a character is its start.
    pub fn at(text: &str, bytes: usize) -> Place {
        let mut bytes = bytes.min(text.len());
        while !text.is_char_boundary(bytes) {
            bytes -= 1;
        }
        let before = &text[..bytes];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        Place { bytes, line, column: before[line_start..].chars().count() + 1 }
    }

    /// The place of an error in a script: `position` counts characters from 1, from the beginning
    /// of the statement that starts after `start` bytes.
    pub fn of_error(script: &str, start: usize, position: u32) -> Place {
        let statement = script.get(start..).unwrap_or_default();
        let within: usize =
            statement.chars().take(position.saturating_sub(1) as usize).map(char::len_utf8).sum();
        Place::at(script, start + within)
    }

    /// The whole line that the place is in, without its end.
    pub fn line_of(self, text: &str) -> &str {
        let start = text[..self.bytes].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[self.bytes..].find('\n').map_or(text.len(), |newline| self.bytes + newline);
        text[start..end].trim_end_matches('\r')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_found_behind_other_statements_and_wide_letters() {
        let script = "SELECT 1;\nSELECT 'ä', x\nFROM t";
        let place = Place::of_error(script, 10, 13);
        assert_eq!((place.line, place.column), (2, 13));
        assert_eq!(place.line_of(script), "SELECT 'ä', x");
        assert_eq!(&script[place.bytes..place.bytes + 1], "x");
    }
}
