//! A failing run made short enough to read: statements, then pieces of statements are left out
//! while it still fails.
//!
//! What orders rows is left out only whole: a LIMIT over half an order may rightly give other rows.

/// Tries at most for one run.
const TRIES_MAX: u32 = 1_500;

/// Leaves out what it can from a run whose last statement fails; `fails` tells whether a shorter
/// run still does.
pub fn shrink(run: &[String], fails: &mut dyn FnMut(&[String]) -> bool) -> Vec<String> {
    let mut shrinker = Shrinker { run: run.to_vec(), fails, tries: 0 };
    shrinker.leave_out_statements();
    for at in (0..shrinker.run.len()).rev() {
        shrinker.leave_out_pieces(at);
    }
    shrinker.leave_out_statements();
    shrinker.run
}

struct Shrinker<'a> {
    run: Vec<String>,
    fails: &'a mut dyn FnMut(&[String]) -> bool,
    tries: u32,
}

impl Shrinker<'_> {
    fn still_fails(&mut self, run: &[String]) -> bool {
        self.tries += 1;
        self.tries <= TRIES_MAX && (self.fails)(run)
    }

    /// Leaves out statements before the last: halves, then quarters, down to one by one.
    fn leave_out_statements(&mut self) {
        let mut size = self.run.len() / 2;
        while size > 0 {
            let mut at = 0;
            while at + 1 < self.run.len() {
                let end = (at + size).min(self.run.len() - 1);
                let mut shorter = self.run.clone();
                shorter.drain(at..end);
                match self.still_fails(&shorter) {
                    true => self.run = shorter,
                    false => at = end,
                }
            }
            size /= 2;
        }
    }

    /// Leaves out pieces of one statement, and puts `null` for what stands in brackets.
    fn leave_out_pieces(&mut self, place: usize) {
        loop {
            let before = self.run[place].clone();
            self.simplify_brackets(place);
            let mut size = pieces(&self.run[place]).len() / 2;
            while size > 0 {
                self.leave_out_spans(place, size);
                size = if size > 6 { size / 2 } else { size - 1 };
            }
            if self.run[place] == before || self.tries > TRIES_MAX {
                return;
            }
        }
    }

    fn leave_out_spans(&mut self, place: usize, size: usize) {
        let mut at = 0;
        loop {
            let all = pieces(&self.run[place]);
            if at + size > all.len() {
                return;
            }
            let is_taken = may_go(&all, at, at + size)
                && self.replace(place, &all[..at], "", &all[at + size..]);
            if !is_taken {
                at += 1;
            }
        }
    }

    /// `(a + b)` to `null`, or to what stands in the brackets.
    fn simplify_brackets(&mut self, place: usize) {
        let mut at = 0;
        loop {
            let all = pieces(&self.run[place]);
            let Some(open) = (at..all.len()).find(|at| all[*at] == "(") else { return };
            at = open + 1;
            let Some(close) = closing(&all, open) else { continue };
            if close - open < 2 || !may_go(&all, open, close + 1) {
                continue;
            }
            let inner = all[open + 1..close].join(" ");
            for shorter in ["null", inner.as_str()] {
                if self.replace(place, &all[..open], shorter, &all[close + 1..]) {
                    at = 0;
                    break;
                }
            }
        }
    }

    fn replace(&mut self, place: usize, left: &[String], middle: &str, right: &[String]) -> bool {
        let mut shorter = self.run.clone();
        shorter[place] = [&left.join(" "), middle, &right.join(" ")].join(" ").trim().to_string();
        let fails = self.still_fails(&shorter);
        if fails {
            self.run = shorter;
        }
        fails
    }
}

/// Whether the pieces from one place to another may go: they hold no order, or a whole one.
fn may_go(all: &[String], start: usize, end: usize) -> bool {
    let is = |at: usize, word: &str| all.get(at).is_some_and(|piece| piece == word);
    (0..all.len()).filter(|at| is(*at, "order") && is(at + 1, "by")).all(|order| {
        let (mut first, last) = around(all, order);
        if !(first > 0 && is(first - 1, "over")) {
            first = order;
        }
        end <= first || start > last || (start <= first && end > last)
    })
}

/// The first and the last piece in the innermost brackets around a place.
fn around(all: &[String], place: usize) -> (usize, usize) {
    let opens = (0..place).rev().filter(|at| all[*at] == "(");
    for open in opens {
        match closing(all, open) {
            Some(close) if close > place => return (open, close),
            _ => {}
        }
    }
    (0, all.len() - 1)
}

fn closing(all: &[String], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, piece) in all.iter().enumerate().skip(open) {
        match piece.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// A statement's words, strings and signs. Qualified names and casts stay together with what they
/// belong to.
fn pieces(sql: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' => {
                rest = &rest[1..];
                continue;
            }
            '\'' => string_length(rest),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            '<' | '>' | '!' | '|' => rest.find(|c| !"<>!|=".contains(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        found.push(piece.to_string());
        rest = after;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.' || c == '$'
}

fn string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'\'', Some(b'\'')) => at += 2,
            (b'\'', _) => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}
