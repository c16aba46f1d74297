//! What a LIKE pattern says before its first wildcard.

/// `FIXED_CHAR_SEL`: strings that have a given character at a place.
const FIXED: f64 = 0.20;
/// `ANY_CHAR_SEL`: strings that have some character at a place.
const ANY: f64 = 0.9;
/// `FULL_WILDCARD_SEL`: by which `%` makes what is around it likelier.
const WILDCARD: f64 = 5.0;

/// A pattern, its beginning read.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The characters before the first wildcard.
    pub prefix: String,
    /// Whether they are the whole pattern.
    pub is_exact: bool,
    /// The fraction of strings beginning so that match the rest.
    pub rest: f64,
}

/// Reads a pattern of LIKE with `\` for the next character as it stands.
pub fn read(pattern: &str) -> Pattern {
    let mut prefix = String::new();
    let mut signs = pattern.chars();
    let mut rest = 1.0;
    let mut is_exact = true;
    while let Some(sign) = signs.next() {
        match sign {
            '%' | '_' => {
                is_exact = false;
                rest = if sign == '%' { WILDCARD } else { ANY };
                break;
            }
            '\\' => prefix.extend(signs.next()),
            sign => prefix.push(sign),
        }
    }
    // A `%` right after the beginning says nothing; what follows it does.
    if rest == WILDCARD {
        rest = 1.0;
    }
    while let Some(sign) = signs.next() {
        match sign {
            '%' => rest *= WILDCARD,
            '_' => rest *= ANY,
            '\\' => {
                signs.next();
                rest *= FIXED;
            }
            _ => rest *= FIXED,
        }
    }
    Pattern { prefix, is_exact, rest: rest.min(1.0) }
}

/// The first string, by bytes, after all that begin so; `None` if there is none.
pub fn after_prefix(prefix: &str) -> Option<String> {
    let mut signs: Vec<char> = prefix.chars().collect();
    while let Some(last) = signs.pop() {
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            signs.push(next);
            return Some(signs.into_iter().collect());
        }
    }
    None
}
