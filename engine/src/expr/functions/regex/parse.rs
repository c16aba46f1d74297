//! A pattern becomes a tree.
//!
//! ```text
//!   a(b|c)*?   ->   Sequence[ a, Repeat{ Group 1 { Choice[b, c] }, 0.., shortest } ]
//! ```

use model::base::error::{sqlstate, Error, Result};

use super::options::Options;
use super::set::{Class, Set, CLASSES};

/// The number of a node in its tree.
pub type NodeId = usize;

/// A node of the tree.
#[derive(Clone, Debug)]
pub enum Node {
    /// The empty text, which always matches.
    Empty,
    /// One character of a set.
    Set(Set),
    /// One after another.
    Sequence(Vec<NodeId>),
    /// Any one of them.
    Choice(Vec<NodeId>),
    /// A parenthesis that is remembered, numbered from 1.
    Group(usize, NodeId),
    /// The same again and again.
    Repeat {
        /// What is repeated.
        node: NodeId,
        /// At least so often.
        min: u32,
        /// At most so often; `None` for any.
        max: Option<u32>,
        /// Whether it takes as much as it can; `None` where the number is fixed.
        is_greedy: Option<bool>,
    },
    /// A place, not a character.
    At(Place),
    /// What comes next (or came before) matches, or does not.
    Look {
        /// What.
        node: NodeId,
        /// Whether it looks back.
        is_behind: bool,
        /// Whether it must not match.
        is_negated: bool,
    },
    /// The same text as a group matched.
    Back(usize),
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The start of the text.
    TextStart,
    /// The end of the text.
    TextEnd,
    /// The start of a line.
    LineStart,
    /// The end of a line.
    LineEnd,
    /// The start of a word.
    WordStart,
    /// The end of a word.
    WordEnd,
    /// Either.
    WordEdge,
    /// Neither.
    NoWordEdge,
}

/// A pattern's tree.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The nodes; children before parents.
    pub nodes: Vec<Node>,
    /// The whole.
    pub root: NodeId,
    /// How many groups are remembered.
    pub group_count: usize,
    /// Whether a group is asked for again.
    pub has_back_references: bool,
}

/// The error of a pattern.
pub fn invalid(what: &str) -> Error {
    let message = format!("invalid regular expression: {what}");
    Error::sql(sqlstate::INVALID_REGULAR_EXPRESSION, message)
}

/// Most repetitions that a pattern may ask for (DUPMAX).
const REPEATS_MAX: u32 = 255;
/// Deepest nesting of parentheses: the parser and the dissection recurse.
const DEPTH_MAX: usize = 100;

/// The tree of a pattern.
pub fn parse(pattern: &str, options: Options) -> Result<Tree> {
    let mut parser = Parser {
        letters: pattern.chars().collect(),
        at: 0,
        options,
        nodes: Vec::new(),
        group_count: 0,
        closed: Vec::new(),
        has_back_references: false,
        depth: 0,
    };
    parser.director()?;
    let root = if parser.options.is_literal { parser.literal() } else { parser.choice()? };
    if parser.at < parser.letters.len() {
        return Err(invalid("parentheses () not balanced"));
    }
    Ok(Tree {
        nodes: parser.nodes,
        root,
        group_count: parser.group_count,
        has_back_references: parser.has_back_references,
    })
}

struct Parser {
    letters: Vec<char>,
    at: usize,
    options: Options,
    nodes: Vec<Node>,
    group_count: usize,
    /// Groups that are complete, which may be referred to.
    closed: Vec<usize>,
    has_back_references: bool,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, letter)| self.peek_at(ahead) == Some(letter))
    }

    fn skip(&mut self, text: &str) -> bool {
        let found = self.starts_with(text);
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// `***=` and `***:`, and options in front: `(?i)`.
    fn director(&mut self) -> Result<()> {
        if self.skip("***=") {
            self.options.is_literal = true;
            return Ok(());
        }
        self.skip("***:");
        let is_option = |letter: char| letter.is_ascii_lowercase();
        if self.starts_with("(?") && self.peek_at(2).is_some_and(is_option) {
            let letters: Vec<char> =
                self.letters[self.at + 2..].iter().copied().take_while(|&c| is_option(c)).collect();
            let is_closed = self.peek_at(2 + letters.len()) == Some(')');
            if !is_closed || !letters.iter().all(|letter| self.options.set(*letter)) {
                return Err(invalid("invalid embedded option"));
            }
            self.at += letters.len() + 3;
        }
        Ok(())
    }

    fn literal(&mut self) -> NodeId {
        let letters: Vec<char> = self.letters[self.at..].to_vec();
        self.at = self.letters.len();
        let parts = letters.into_iter().map(|letter| self.one(letter)).collect();
        self.add(Node::Sequence(parts))
    }

    fn one(&mut self, letter: char) -> NodeId {
        let ignores_case = self.options.ignores_case;
        self.add(Node::Set(Set { ignores_case, ..Set::of(letter) }))
    }

    /// Blanks and remarks of an expanded pattern.
    fn skip_remarks(&mut self) {
        while self.options.is_expanded {
            match self.peek() {
                Some(blank) if blank.is_whitespace() => self.at += 1,
                Some('#') => {
                    while self.peek().is_some_and(|letter| letter != '\n') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
        while self.starts_with("(?#") {
            while self.peek().is_some_and(|letter| letter != ')') {
                self.at += 1;
            }
            self.at += 1;
        }
    }

    fn choice(&mut self) -> Result<NodeId> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(invalid("regular expression is too complex"));
        }
        let mut branches = vec![self.sequence()?];
        while self.skip("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match branches.as_slice() {
            [one] => *one,
            _ => self.add(Node::Choice(branches)),
        })
    }

    fn sequence(&mut self) -> Result<NodeId> {
        let mut parts = Vec::new();
        loop {
            self.skip_remarks();
            match self.peek() {
                None | Some('|' | ')') => break,
                _ => parts.push(self.quantified()?),
            }
        }
        Ok(match parts.as_slice() {
            [] => self.add(Node::Empty),
            [one] => *one,
            _ => self.add(Node::Sequence(parts)),
        })
    }

    fn quantified(&mut self) -> Result<NodeId> {
        let (node, is_place) = self.atom()?;
        self.skip_remarks();
        let Some((min, max, is_fixed)) = self.quantifier()? else {
            return Ok(node);
        };
        if is_place {
            return Err(invalid("quantifier operand invalid"));
        }
        let is_lazy = self.skip("?");
        self.skip_remarks();
        if self.quantifier()?.is_some() {
            return Err(invalid("quantifier operand invalid"));
        }
        let is_greedy = (!is_fixed).then_some(!is_lazy);
        Ok(self.add(Node::Repeat { node, min, max, is_greedy }))
    }

    /// `*`, `+`, `?` and counts: least, most, and whether it is one number.
    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>, bool)>> {
        let counts = match self.peek() {
            Some('*') => (0, None, false),
            Some('+') => (1, None, false),
            Some('?') => (0, Some(1), false),
            Some('{') if self.peek_at(1).is_some_and(|digit| digit.is_ascii_digit()) => {
                self.at += 1;
                return self.counts().map(Some);
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(counts))
    }

    fn counts(&mut self) -> Result<(u32, Option<u32>, bool)> {
        let min = self.count()?;
        let is_fixed = !self.skip(",");
        let max = match self.peek() {
            _ if is_fixed => Some(min),
            Some('}') => None,
            _ => Some(self.count()?),
        };
        match self.skip("}") {
            false if self.peek().is_none() => Err(invalid("braces {} not balanced")),
            false => Err(invalid("invalid repetition count(s)")),
            true if max.is_some_and(|max| max < min) => Err(invalid("invalid repetition count(s)")),
            true => Ok((min, max, is_fixed)),
        }
    }

    fn count(&mut self) -> Result<u32> {
        let mut count = None;
        while let Some(digit) = self.peek().and_then(|letter| letter.to_digit(10)) {
            count = Some(count.unwrap_or(0) * 10 + digit);
            self.at += 1;
            if count > Some(REPEATS_MAX) {
                return Err(invalid("invalid repetition count(s)"));
            }
        }
        count.ok_or_else(|| invalid("invalid repetition count(s)"))
    }

    /// One atom, and whether it is a place, which nothing can repeat.
    fn atom(&mut self) -> Result<(NodeId, bool)> {
        let Some(letter) = self.peek() else { unreachable!("the caller has looked") };
        self.at += 1;
        let place = |place| (Node::At(place), true);
        let (node, is_place) = match letter {
            '(' => return self.parenthesis(),
            '[' if self.skip("[:<:]]") => place(Place::WordStart),
            '[' if self.skip("[:>:]]") => place(Place::WordEnd),
            '[' => (Node::Set(self.brackets()?), false),
            '.' if self.options.stops_at_lines => {
                (Node::Set(Set { is_negated: true, ..Set::of('\n') }), false)
            }
            '.' => (Node::Set(Set::any()), false),
            '^' if self.options.knows_lines => place(Place::LineStart),
            '^' => place(Place::TextStart),
            '$' if self.options.knows_lines => place(Place::LineEnd),
            '$' => place(Place::TextEnd),
            '*' | '+' | '?' => return Err(invalid("quantifier operand invalid")),
            '{' if self.peek().is_some_and(|digit| digit.is_ascii_digit()) => {
                return Err(invalid("quantifier operand invalid"));
            }
            '\\' => self.escape()?,
            other => return Ok((self.one(other), false)),
        };
        Ok((self.add(node), is_place))
    }

    fn parenthesis(&mut self) -> Result<(NodeId, bool)> {
        let looks =
            [("?=", false, false), ("?!", false, true), ("?<=", true, false), ("?<!", true, true)];
        for (sign, is_behind, is_negated) in looks {
            if self.skip(sign) {
                let node = self.inside()?;
                return Ok((self.add(Node::Look { node, is_behind, is_negated }), true));
            }
        }
        if self.skip("?:") {
            return Ok((self.inside()?, false));
        }
        if self.peek() == Some('?') {
            return Err(invalid("quantifier operand invalid"));
        }
        self.group_count += 1;
        let number = self.group_count;
        let inner = self.inside()?;
        self.closed.push(number);
        Ok((self.add(Node::Group(number, inner)), false))
    }

    fn inside(&mut self) -> Result<NodeId> {
        let inner = self.choice()?;
        match self.skip(")") {
            true => Ok(inner),
            false => Err(invalid("parentheses () not balanced")),
        }
    }

    /// What follows a backslash: a node, and whether it is a place.
    fn escape(&mut self) -> Result<(Node, bool)> {
        let Some(letter) = self.peek() else {
            return Err(invalid("invalid escape \\ sequence"));
        };
        self.at += 1;
        let place = |place| Ok((Node::At(place), true));
        match letter {
            'A' => return place(Place::TextStart),
            'Z' => return place(Place::TextEnd),
            'm' => return place(Place::WordStart),
            'M' => return place(Place::WordEnd),
            'y' => return place(Place::WordEdge),
            'Y' => return place(Place::NoWordEdge),
            '1'..='9' => {
                let mut number = letter.to_digit(10).map_or(0, |digit| digit as usize);
                // Two digits are a reference only where there are so many groups.
                if let Some(next) = self.peek().and_then(|next| next.to_digit(10)) {
                    let longer = number * 10 + next as usize;
                    if longer <= self.group_count {
                        number = longer;
                        self.at += 1;
                    }
                }
                if !self.closed.contains(&number) {
                    return Err(invalid("invalid backreference number"));
                }
                self.has_back_references = true;
                return Ok((Node::Back(number), false));
            }
            _ => {}
        }
        self.at -= 1;
        let mut set = Set { ignores_case: self.options.ignores_case, ..Set::default() };
        self.escaped_member(&mut set)?;
        Ok((Node::Set(set), false))
    }

    /// What an escape adds to a set: a class, or one character.
    fn escaped_member(&mut self, set: &mut Set) -> Result<Option<char>> {
        let wrong = || invalid("invalid escape \\ sequence");
        let letter = self.peek().ok_or_else(wrong)?;
        self.at += 1;
        let class = match letter {
            'd' => Some((Class::Digit, false)),
            'D' => Some((Class::Digit, true)),
            's' => Some((Class::Space, false)),
            'S' => Some((Class::Space, true)),
            'w' => Some((Class::Word, false)),
            'W' => Some((Class::Word, true)),
            _ => None,
        };
        if let Some(class) = class {
            set.classes.push(class);
            return Ok(None);
        }
        let letter = match letter {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'B' => '\\',
            'c' => {
                let control = self.peek().ok_or_else(wrong)?;
                self.at += 1;
                char::from_u32(control as u32 & 31).ok_or_else(wrong)?
            }
            'e' => '\u{1b}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'u' => self.coded(4, 16)?,
            'U' => self.coded(8, 16)?,
            'x' => self.coded(usize::MAX, 16)?,
            '0' => {
                self.at -= 1;
                self.coded(3, 8)?
            }
            other if other.is_alphanumeric() => return Err(wrong()),
            other => other,
        };
        set.ranges.push((letter, letter));
        Ok(Some(letter))
    }

    /// A character by its number.
    fn coded(&mut self, digits: usize, radix: u32) -> Result<char> {
        let mut number = 0u32;
        let mut count = 0;
        while let Some(digit) = self.peek().and_then(|letter| letter.to_digit(radix)) {
            if count >= digits {
                break;
            }
            number = number.wrapping_mul(radix).wrapping_add(digit);
            count += 1;
            self.at += 1;
        }
        let is_complete = count > 0 && (digits > 8 || radix == 8 || count == digits);
        char::from_u32(number)
            .filter(|_| is_complete)
            .ok_or_else(|| invalid("invalid escape \\ sequence"))
    }

    /// `[..]`, behind the opening bracket.
    fn brackets(&mut self) -> Result<Set> {
        let mut set = Set { ignores_case: self.options.ignores_case, ..Set::default() };
        set.is_negated = self.skip("^");
        let mut is_first = true;
        loop {
            let Some(letter) = self.peek() else {
                return Err(invalid("brackets [] not balanced"));
            };
            if letter == ']' && !is_first {
                self.at += 1;
                break;
            }
            is_first = false;
            self.bracket_member(&mut set)?;
        }
        if set.is_negated && self.options.stops_at_lines {
            set.ranges.push(('\n', '\n'));
        }
        Ok(set)
    }

    /// One member of a set, or a range.
    fn bracket_member(&mut self, set: &mut Set) -> Result<()> {
        if self.skip("[:") {
            let name = self.named(":]")?;
            let is_negated = name.starts_with('^');
            let found = CLASSES.iter().find(|(known, _)| *known == name.trim_start_matches('^'));
            let (_, class) = found.ok_or_else(|| invalid("invalid character class"))?;
            set.classes.push((*class, is_negated));
            return Ok(());
        }
        let Some(low) = self.bracket_letter(set)? else { return Ok(()) };
        let is_range = self.peek() == Some('-') && self.peek_at(1).is_some_and(|end| end != ']');
        if !is_range {
            set.ranges.push((low, low));
            return Ok(());
        }
        self.at += 1;
        let mut ignored = Set::default();
        let high = self.bracket_letter(&mut ignored)?;
        match high {
            Some(high) if low <= high => {
                set.ranges.push((low, high));
                Ok(())
            }
            _ => Err(invalid("invalid character range")),
        }
    }

    /// One character of a set; `None` where an escape added a class.
    fn bracket_letter(&mut self, set: &mut Set) -> Result<Option<char>> {
        if self.skip("[.") || self.skip("[=") {
            let end = if self.letters[self.at - 1] == '.' { ".]" } else { "=]" };
            let name = self.named(end)?;
            let mut letters = name.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => Ok(Some(letter)),
                _ => Err(invalid("invalid collating element")),
            };
        }
        let Some(letter) = self.peek() else {
            return Err(invalid("brackets [] not balanced"));
        };
        self.at += 1;
        if letter == '\\' {
            let mut escaped = Set::default();
            let single = self.escaped_member(&mut escaped)?;
            set.classes.extend(escaped.classes);
            return Ok(single);
        }
        Ok(Some(letter))
    }

    /// The name up to its end sign.
    fn named(&mut self, end: &str) -> Result<String> {
        let start = self.at;
        while self.at < self.letters.len() {
            let here = self.at;
            if self.skip(end) {
                return Ok(self.letters[start..here].iter().collect());
            }
            self.at += 1;
        }
        Err(invalid("brackets [] not balanced"))
    }
}

impl Tree {
    /// Whether a part takes as much as it can (true) or as little (false); `None` where it does
    /// not care. Several branches always take as much as they can.
    pub fn is_greedy(&self, node: NodeId) -> Option<bool> {
        match &self.nodes[node] {
            Node::Choice(_) => Some(true),
            Node::Sequence(parts) => parts.iter().find_map(|part| self.is_greedy(*part)),
            Node::Group(_, inner) => self.is_greedy(*inner),
            Node::Repeat { node, is_greedy, .. } => is_greedy.or_else(|| self.is_greedy(*node)),
            _ => None,
        }
    }
}
