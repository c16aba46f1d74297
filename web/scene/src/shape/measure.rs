//! How wide a text is, without asking a browser, so that overlaps show in plain tests.
//!
//! Widths are those of Arial (Liberation Sans has the same, by design), in thousandths of the
//! size, with a margin for the wider ones of the faces that the style sheet names (Segoe UI, Noto
//! Sans). The fixed-width face is DejaVu Sans Mono, the widest of those named.
//! Source: the horizontal metrics tables of Liberation Sans 2 and DejaVu Sans Mono 2.37.

/// A typeface of the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The interface's.
    Ui,
    /// The interface's, for headings: weight 600.
    UiStrong,
    /// Fixed width: code and values.
    Mono,
}

/// What the widest of the named faces adds to Arial.
const MARGIN: f64 = 1.06;
/// Width of a letter that the tables do not hold: that of an `o`-like accented letter or wider.
const OTHER_WIDTH: u16 = 722;
const MONO_WIDTH: u16 = 602;

/// The width of a line of text in pixels, a little more rather than less.
pub fn text_width(content: &str, face: Face, size: f64) -> f64 {
    let thousandths: u64 = content.chars().map(|letter| u64::from(width_of(letter, face))).sum();
    let margin = if face == Face::Mono { 1.0 } else { MARGIN };
    thousandths as f64 * size * margin / 1_000.0
}

/// A text as lines that fit a width, broken between words. A word that is too wide stays whole.
pub fn text_lines(content: &str, face: Face, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in content.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), face, size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// The longest beginning of `content` that fits into `width`, with an ellipsis where it was cut.
pub fn text_cut(content: &str, face: Face, size: f64, width: f64) -> String {
    if text_width(content, face, size) <= width {
        return content.to_string();
    }
    let mut kept = String::new();
    for letter in content.chars() {
        kept.push(letter);
        if text_width(&kept, face, size) + text_width("…", face, size) > width {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

fn width_of(letter: char, face: Face) -> u16 {
    let table = match face {
        Face::Mono => return MONO_WIDTH,
        Face::Ui => &REGULAR,
        Face::UiStrong => &BOLD,
    };
    match letter {
        '…' => 1_000,
        '·' | '’' => 333,
        ' '..='~' => table[letter as usize - ' ' as usize],
        _ => OTHER_WIDTH,
    }
}

#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

#[rustfmt::skip]
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
