//! Sets of characters: `[a-z_]`, `\d`, `.`.

/// A set of characters.
#[derive(Clone, Debug, Default)]
pub struct Set {
    /// From and to, both included.
    pub ranges: Vec<(char, char)>,
    /// Classes, and whether the others are meant.
    pub classes: Vec<(Class, bool)>,
    /// Whether all other characters are meant.
    pub is_negated: bool,
    /// Whether capitals and small letters are the same.
    pub ignores_case: bool,
}

/// A named class of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Letters and digits.
    Alnum,
    /// Letters.
    Alpha,
    /// Blank and tab.
    Blank,
    /// What controls a terminal.
    Cntrl,
    /// 0 to 9.
    Digit,
    /// What leaves ink.
    Graph,
    /// Small letters.
    Lower,
    /// What takes room.
    Print,
    /// Signs.
    Punct,
    /// White space.
    Space,
    /// Capitals.
    Upper,
    /// Letters, digits and the underscore.
    Word,
    /// 0 to 9, a to f.
    Xdigit,
}

/// Every class by its name.
pub const CLASSES: [(&str, Class); 13] = [
    ("alnum", Class::Alnum),
    ("alpha", Class::Alpha),
    ("blank", Class::Blank),
    ("cntrl", Class::Cntrl),
    ("digit", Class::Digit),
    ("graph", Class::Graph),
    ("lower", Class::Lower),
    ("print", Class::Print),
    ("punct", Class::Punct),
    ("space", Class::Space),
    ("upper", Class::Upper),
    ("word", Class::Word),
    ("xdigit", Class::Xdigit),
];

/// Whether a character is part of a word.
pub fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

impl Class {
    fn holds(self, letter: char) -> bool {
        match self {
            Class::Alnum => letter.is_alphanumeric(),
            Class::Alpha => letter.is_alphabetic(),
            Class::Blank => matches!(letter, ' ' | '\t'),
            Class::Cntrl => letter.is_control(),
            Class::Digit => letter.is_ascii_digit(),
            Class::Graph => !letter.is_control() && !letter.is_whitespace(),
            Class::Lower => letter.is_lowercase(),
            Class::Print => !letter.is_control(),
            Class::Punct => {
                letter.is_ascii_punctuation()
                    || !letter.is_ascii()
                        && !letter.is_alphanumeric()
                        && !letter.is_whitespace()
                        && !letter.is_control()
            }
            Class::Space => letter.is_whitespace(),
            Class::Upper => letter.is_uppercase(),
            Class::Word => is_word(letter),
            Class::Xdigit => letter.is_ascii_hexdigit(),
        }
    }
}

impl Set {
    /// One character.
    pub fn of(letter: char) -> Set {
        Set { ranges: vec![(letter, letter)], ..Set::default() }
    }

    /// Every character.
    pub fn any() -> Set {
        Set { is_negated: true, ..Set::default() }
    }

    /// Whether a character belongs to it.
    pub fn holds(&self, letter: char) -> bool {
        let is_member = if self.ignores_case {
            let folded = [Some(letter), other_case(letter)];
            folded.into_iter().flatten().any(|letter| self.has(letter))
        } else {
            self.has(letter)
        };
        is_member != self.is_negated
    }

    fn has(&self, letter: char) -> bool {
        self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&letter))
            || self.classes.iter().any(|(class, is_negated)| class.holds(letter) != *is_negated)
    }
}

/// The same letter as a capital or a small one.
fn other_case(letter: char) -> Option<char> {
    let mut changed: (Option<char>, Option<char>) = (None, None);
    if letter.is_lowercase() {
        let mut letters = letter.to_uppercase();
        changed = (letters.next(), letters.next());
    } else if letter.is_uppercase() {
        let mut letters = letter.to_lowercase();
        changed = (letters.next(), letters.next());
    }
    changed.0.filter(|_| changed.1.is_none())
}
