//! A pattern, ready to search texts.

use model::base::error::Result;

use super::dissect::{dissect, Groups};
use super::options::Options;
use super::parse::{parse, Tree};
use super::program::{Program, Runner, Wanted};

/// A pattern with its options.
pub struct Regex {
    tree: Tree,
    program: Program,
}

/// A match: its span, and the spans of its groups from 1 on. Place 0 is the whole.
pub struct Found {
    /// `None` for a group that took no part.
    pub groups: Groups,
}

impl Found {
    /// The span of the whole match.
    pub fn span(&self) -> (usize, usize) {
        self.groups[0].expect("a match has a span")
    }
}

impl Regex {
    /// The pattern, ready to search.
    pub fn new(pattern: &str, options: Options) -> Result<Regex> {
        let tree = parse(pattern, options)?;
        let program = Program::new(&tree, tree.root)?;
        Ok(Regex { tree, program })
    }

    /// How many groups it has.
    pub fn group_count(&self) -> usize {
        self.tree.group_count
    }

    /// Something that searches text after text.
    pub fn searcher(&self) -> Searcher<'_> {
        Searcher { regex: self, runner: Runner::new(&self.program) }
    }
}

/// Searches text after text for one pattern.
pub struct Searcher<'r> {
    regex: &'r Regex,
    runner: Runner<'r>,
}

impl Searcher<'_> {
    /// Whether the pattern is anywhere in the text.
    pub fn is_in(&mut self, text: &str) -> Result<bool> {
        if self.regex.tree.has_back_references {
            return Ok(self.find(text, 0)?.is_some());
        }
        Ok(self.runner.matches(text, 0))
    }

    /// The first match from a place on.
    pub fn find(&mut self, text: &str, from: usize) -> Result<Option<Found>> {
        if from > text.len() || !self.runner.matches(text, from) {
            return Ok(None);
        }
        let starts = text[from..].char_indices().map(|(at, _)| from + at).chain([text.len()]);
        for start in starts {
            if let Some(found) = self.find_at(text, start)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The match that begins at a place.
    fn find_at(&mut self, text: &str, start: usize) -> Result<Option<Found>> {
        let tree = &self.regex.tree;
        let is_greedy = tree.is_greedy(tree.root) != Some(false);
        if !tree.has_back_references {
            let wanted = if is_greedy { Wanted::Longest } else { Wanted::Shortest };
            let Some(end) = self.runner.end(text, start, wanted) else {
                return Ok(None);
            };
            return found(tree, text, (start, end));
        }
        let mut ends = self.runner.ends(text, start, text.len());
        if is_greedy {
            ends.reverse();
        }
        for end in ends {
            if let Some(found) = found(tree, text, (start, end))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

fn found(tree: &Tree, text: &str, span: (usize, usize)) -> Result<Option<Found>> {
    if tree.group_count == 0 {
        return Ok(Some(Found { groups: vec![Some(span)] }));
    }
    Ok(dissect(tree, text, span)?.map(|mut groups| {
        groups[0] = Some(span);
        Found { groups }
    }))
}
