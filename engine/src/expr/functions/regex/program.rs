//! A tree becomes a program of states, and a text is run through it.
//!
//! ```text
//!   a(b|c)    0 one a    1 split 2, 4    2 one b    3 jump 5    4 one c    5 done
//! ```
//!
//! All states that the text so far may have led to are held at once. Source: Ken Thompson,
//! "Regular Expression Search Algorithm" (1968).

use model::base::error::Result;

use super::parse::{invalid, Node, NodeId, Place, Tree};
use super::set::{is_word, Set};

/// Most states of a program: what counted repeats of counted repeats can grow to.
const STATES_MAX: usize = 50_000;

/// A step.
#[derive(Clone, Debug)]
enum Step {
    /// One character of the set, then on.
    One(Set),
    /// On at both.
    Split(usize, usize),
    /// On there.
    Jump(usize),
    /// On if this is such a place.
    At(Place),
    /// On if what comes next (or came before) matches, or does not.
    Look { program: usize, is_behind: bool, is_negated: bool },
    /// A match.
    Done,
}

/// A pattern's states.
#[derive(Clone, Debug)]
pub struct Program {
    steps: Vec<Step>,
    looks: Vec<Program>,
}

/// Which end of a match is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The last.
    Longest,
    /// The first.
    Shortest,
    /// This very place.
    Exactly(usize),
}

impl Program {
    /// The program of a part of a tree.
    pub fn new(tree: &Tree, node: NodeId) -> Result<Program> {
        let mut program = Program { steps: Vec::new(), looks: Vec::new() };
        program.add(tree, node)?;
        program.push(Step::Done)?;
        Ok(program)
    }

    fn push(&mut self, step: Step) -> Result<usize> {
        if self.steps.len() >= STATES_MAX {
            return Err(invalid("regular expression is too complex"));
        }
        self.steps.push(step);
        Ok(self.steps.len() - 1)
    }

    fn add(&mut self, tree: &Tree, node: NodeId) -> Result<()> {
        match &tree.nodes[node] {
            Node::Empty => {}
            Node::Set(set) => {
                self.push(Step::One(set.clone()))?;
            }
            Node::Sequence(parts) => {
                for part in parts {
                    self.add(tree, *part)?;
                }
            }
            Node::Choice(branches) => self.add_choice(tree, branches)?,
            Node::Group(_, inner) => self.add(tree, *inner)?,
            Node::Repeat { node, min, max, .. } => {
                for _ in 0..*min {
                    self.add(tree, *node)?;
                }
                match max {
                    None => self.add_loop(tree, *node)?,
                    Some(max) => self.add_options(tree, *node, max - min)?,
                }
            }
            Node::At(place) => {
                self.push(Step::At(*place))?;
            }
            Node::Look { node, is_behind, is_negated } => {
                let program = self.looks.len();
                self.looks.push(Program::new(tree, *node)?);
                let (is_behind, is_negated) = (*is_behind, *is_negated);
                self.push(Step::Look { program, is_behind, is_negated })?;
            }
            // Any text; the dissection knows better.
            Node::Back(_) => {
                let split = self.push(Step::Split(0, 0))?;
                self.push(Step::One(Set::any()))?;
                self.push(Step::Jump(split))?;
                self.steps[split] = Step::Split(split + 1, split + 3);
            }
        }
        Ok(())
    }

    fn add_choice(&mut self, tree: &Tree, branches: &[NodeId]) -> Result<()> {
        let mut jumps = Vec::new();
        for (at, branch) in branches.iter().enumerate() {
            let is_last = at + 1 == branches.len();
            let split = if is_last { None } else { Some(self.push(Step::Split(0, 0))?) };
            self.add(tree, *branch)?;
            if let Some(split) = split {
                jumps.push(self.push(Step::Jump(0))?);
                self.steps[split] = Step::Split(split + 1, self.steps.len());
            }
        }
        for jump in jumps {
            self.steps[jump] = Step::Jump(self.steps.len());
        }
        Ok(())
    }

    fn add_loop(&mut self, tree: &Tree, node: NodeId) -> Result<()> {
        let split = self.push(Step::Split(0, 0))?;
        self.add(tree, node)?;
        self.push(Step::Jump(split))?;
        self.steps[split] = Step::Split(split + 1, self.steps.len());
        Ok(())
    }

    fn add_options(&mut self, tree: &Tree, node: NodeId, count: u32) -> Result<()> {
        let mut splits = Vec::new();
        for _ in 0..count {
            splits.push(self.push(Step::Split(0, 0))?);
            self.add(tree, node)?;
        }
        for split in splits {
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        Ok(())
    }
}

/// Runs texts through one program; its memory serves run after run.
pub struct Runner<'p> {
    program: &'p Program,
    /// In which round each state was last reached.
    reached: Vec<u64>,
    round: u64,
    now: Vec<usize>,
    next: Vec<usize>,
    stack: Vec<usize>,
}

impl<'p> Runner<'p> {
    /// A runner of that program.
    pub fn new(program: &'p Program) -> Runner<'p> {
        Runner {
            program,
            reached: vec![0; program.steps.len()],
            round: 0,
            now: Vec::new(),
            next: Vec::new(),
            stack: Vec::new(),
        }
    }

    /// Whether it matches anywhere from a place on.
    pub fn matches(&mut self, text: &str, from: usize) -> bool {
        self.now.clear();
        let mut letters = text[from..].char_indices();
        loop {
            let (at, letter) = match letters.next() {
                Some((at, letter)) => (from + at, Some(letter)),
                None => (text.len(), None),
            };
            self.round += 1;
            // A match may also begin here.
            let mut states = std::mem::take(&mut self.next);
            states.clear();
            for state in std::mem::take(&mut self.now) {
                self.follow(state, text, at, &mut states);
            }
            self.follow(0, text, at, &mut states);
            if self.is_done(&states) {
                self.next = states;
                return true;
            }
            let Some(letter) = letter else { return false };
            self.advance(&mut states, letter);
        }
    }

    /// Where a match that begins at a place ends.
    pub fn end(&mut self, text: &str, from: usize, wanted: Wanted) -> Option<usize> {
        let mut found = None;
        self.now.clear();
        self.now.push(0);
        let mut letters = text[from..].char_indices();
        loop {
            let (at, letter) = match letters.next() {
                Some((at, letter)) => (from + at, Some(letter)),
                None => (text.len(), None),
            };
            self.round += 1;
            let mut states = std::mem::take(&mut self.next);
            states.clear();
            for state in std::mem::take(&mut self.now) {
                self.follow(state, text, at, &mut states);
            }
            if self.is_done(&states) {
                match wanted {
                    Wanted::Longest => found = Some(at),
                    Wanted::Shortest => return Some(at),
                    Wanted::Exactly(end) if end == at => return Some(at),
                    Wanted::Exactly(_) => {}
                }
            }
            let is_beyond = matches!(wanted, Wanted::Exactly(end) if at >= end);
            match letter {
                Some(letter) if !states.is_empty() && !is_beyond => {
                    self.advance(&mut states, letter);
                }
                _ => {
                    self.next = states;
                    return found;
                }
            }
        }
    }

    /// The ends of all matches that begin at a place.
    pub fn ends(&mut self, text: &str, from: usize, limit: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        self.now.clear();
        self.now.push(0);
        let mut at = from;
        loop {
            self.round += 1;
            let mut states = std::mem::take(&mut self.next);
            states.clear();
            for state in std::mem::take(&mut self.now) {
                self.follow(state, text, at, &mut states);
            }
            if self.is_done(&states) {
                ends.push(at);
            }
            match text[at..limit].chars().next() {
                Some(letter) if !states.is_empty() => {
                    self.advance(&mut states, letter);
                    at += letter.len_utf8();
                }
                _ => {
                    self.next = states;
                    return ends;
                }
            }
        }
    }

    fn is_done(&self, states: &[usize]) -> bool {
        states.last().is_some_and(|state| matches!(self.program.steps[*state], Step::Done))
    }

    /// All states that a state leads to without a character. A match comes last.
    fn follow(&mut self, state: usize, text: &str, at: usize, states: &mut Vec<usize>) {
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(state);
        while let Some(state) = stack.pop() {
            if self.reached[state] == self.round {
                continue;
            }
            self.reached[state] = self.round;
            match &self.program.steps[state] {
                Step::One(_) => {
                    // What is done stays last.
                    let is_done = self.is_done(states);
                    let place = states.len() - usize::from(is_done);
                    states.insert(place, state);
                }
                Step::Done => states.push(state),
                Step::Split(one, other) => stack.extend([*other, *one]),
                Step::Jump(to) => stack.push(*to),
                Step::At(place) if is_at(*place, text, at) => stack.push(state + 1),
                Step::Look { program, is_behind, is_negated } => {
                    let look = &self.program.looks[*program];
                    if looks(look, text, at, *is_behind) != *is_negated {
                        stack.push(state + 1);
                    }
                }
                Step::At(_) => {}
            }
        }
        self.stack = stack;
    }

    /// The states after one character.
    fn advance(&mut self, states: &mut Vec<usize>, letter: char) {
        let mut now = std::mem::take(&mut self.now);
        now.clear();
        for state in states.iter() {
            match &self.program.steps[*state] {
                Step::One(set) if set.holds(letter) => now.push(state + 1),
                _ => {}
            }
        }
        self.now = now;
        self.next = std::mem::take(states);
    }
}

/// Whether what comes next, or came before, matches.
fn looks(program: &Program, text: &str, at: usize, is_behind: bool) -> bool {
    let mut runner = Runner::new(program);
    if !is_behind {
        return runner.end(text, at, Wanted::Shortest).is_some();
    }
    let mut starts = text[..at].char_indices().map(|(start, _)| start).chain([at]);
    starts.any(|start| runner.end(text, start, Wanted::Exactly(at)).is_some())
}

/// Whether the text has such a place there.
pub fn is_at(place: Place, text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    let (is_in, goes_on) = (before.is_some_and(is_word), after.is_some_and(is_word));
    match place {
        Place::TextStart => before.is_none(),
        Place::TextEnd => after.is_none(),
        Place::LineStart => before.is_none_or(|letter| letter == '\n'),
        Place::LineEnd => after.is_none_or(|letter| letter == '\n'),
        Place::WordStart => !is_in && goes_on,
        Place::WordEnd => is_in && !goes_on,
        Place::WordEdge => is_in != goes_on,
        Place::NoWordEdge => is_in == goes_on,
    }
}

/// Whether what comes next, or came before, matches: for the dissection.
pub fn look_holds(
    tree: &Tree,
    node: NodeId,
    is_behind: bool,
    text: &str,
    at: usize,
) -> Result<bool> {
    Ok(looks(&Program::new(tree, node)?, text, at, is_behind))
}
