//! Which part of a match each group took.
//!
//! The match is known. It is cut from left to right: each part takes as much as it prefers, as
//! long as the rest can still match what is left. What a part can match is asked of its own
//! program, and remembered.

use std::collections::BTreeMap;

use model::base::error::{Error, Result};

use super::parse::{Node, NodeId, Tree};
use super::program::{is_at, look_holds, Program, Runner};

/// Most steps of one dissection. Back references are the only patterns that come near.
const STEPS_MAX: u64 = 2_000_000;
/// Most rounds of repetitions within each other. Each is a call, and a browser's thread has a stack
/// of 1 MB: 5,000 overflow it; measured.
const ROUNDS_MAX: u64 = 1_000;

/// The span of each group, by its number; `None` for one that took no part. Place 0 is the whole.
pub type Groups = Vec<Option<(usize, usize)>>;

/// Where the groups of one match are.
pub struct Dissection<'t> {
    tree: &'t Tree,
    text: &'t str,
    /// The span of each group, from 1; `None` for a group that took no part.
    groups: Groups,
    /// The end of the whole match: no part goes beyond.
    limit: usize,
    programs: BTreeMap<NodeId, Program>,
    /// Where matches of a part that begin at a place end.
    ends: BTreeMap<(NodeId, usize), Vec<usize>>,
    steps: u64,
    rounds: u64,
}

/// The spans of the groups of a match, from 1; `None` if it is no match after all.
pub fn dissect(tree: &Tree, text: &str, (from, to): (usize, usize)) -> Result<Option<Groups>> {
    let mut dissection = Dissection {
        tree,
        text,
        groups: vec![None; tree.group_count + 1],
        limit: to,
        programs: BTreeMap::new(),
        ends: BTreeMap::new(),
        steps: 0,
        rounds: 0,
    };
    let is_match = dissection.part(tree.root, from, to)?;
    Ok(is_match.then_some(dissection.groups))
}

impl Dissection<'_> {
    /// Where matches of a part from a place on end, in the order in which the part prefers them.
    fn ends(&mut self, node: NodeId, from: usize) -> Result<Vec<usize>> {
        if !self.programs.contains_key(&node) {
            self.programs.insert(node, Program::new(self.tree, node)?);
        }
        let (program, text, limit) = (&self.programs[&node], self.text, self.limit);
        let ends = self
            .ends
            .entry((node, from))
            .or_insert_with(|| Runner::new(program).ends(text, from, limit));
        let mut ends = ends.clone();
        if self.tree.is_greedy(node) != Some(false) {
            ends.reverse();
        }
        Ok(ends)
    }

    fn spend(&mut self) -> Result<()> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            let what = "steps of a regular expression".to_string();
            return Err(Error::Limit { what, max: STEPS_MAX });
        }
        Ok(())
    }

    /// Whether a part matches exactly that span; sets the groups in it.
    fn part(&mut self, node: NodeId, from: usize, to: usize) -> Result<bool> {
        self.spend()?;
        let tree = self.tree;
        match &tree.nodes[node] {
            Node::Empty => Ok(from == to),
            Node::Set(set) => {
                let mut letters = self.text[from..to].chars();
                let one = letters.next().is_some_and(|letter| set.holds(letter));
                Ok(one && letters.next().is_none())
            }
            Node::Sequence(parts) => self.sequence(parts, from, to),
            Node::Choice(branches) => {
                for branch in branches {
                    let before = self.groups.clone();
                    if self.part(*branch, from, to)? {
                        return Ok(true);
                    }
                    self.groups = before;
                }
                Ok(false)
            }
            Node::Group(number, inner) => {
                let is_match = self.part(*inner, from, to)?;
                if is_match {
                    self.groups[*number] = Some((from, to));
                }
                Ok(is_match)
            }
            Node::Repeat { node, min, max, .. } => self.repeat(*node, *min, *max, from, to),
            Node::At(place) => Ok(from == to && is_at(*place, self.text, from)),
            Node::Look { node, is_behind, is_negated } => {
                Ok(from == to
                    && look_holds(tree, *node, *is_behind, self.text, from)? != *is_negated)
            }
            Node::Back(number) => Ok(self.groups[*number]
                .is_some_and(|(start, end)| self.text[start..end] == self.text[from..to])),
        }
    }

    fn sequence(&mut self, parts: &[NodeId], from: usize, to: usize) -> Result<bool> {
        let [first, rest @ ..] = parts else {
            return Ok(from == to);
        };
        if rest.is_empty() {
            return self.part(*first, from, to);
        }
        for end in self.ends(*first, from)? {
            if end > to || !self.can_follow(rest[0], end)? {
                continue;
            }
            let before = self.groups.clone();
            if self.part(*first, from, end)? && self.sequence(rest, end, to)? {
                return Ok(true);
            }
            self.groups = before;
        }
        Ok(false)
    }

    /// Whether a part can match anything from a place on.
    fn can_follow(&mut self, node: NodeId, from: usize) -> Result<bool> {
        Ok(!self.ends(node, from)?.is_empty())
    }

    /// `min` to `max` times the same.
    fn repeat(
        &mut self,
        node: NodeId,
        min: u32,
        max: Option<u32>,
        from: usize,
        to: usize,
    ) -> Result<bool> {
        self.spend()?;
        if from == to && min == 0 {
            return Ok(true);
        }
        if max == Some(0) {
            return Ok(false);
        }
        self.rounds += 1;
        if self.rounds > ROUNDS_MAX {
            let what = "rounds of a repetition with groups".to_string();
            return Err(Error::Limit { what, max: ROUNDS_MAX });
        }
        let is_match = self.rounds_from(node, (min, max), from, to)?;
        self.rounds -= 1;
        Ok(is_match)
    }

    fn rounds_from(
        &mut self,
        node: NodeId,
        (min, max): (u32, Option<u32>),
        from: usize,
        to: usize,
    ) -> Result<bool> {
        for end in self.ends(node, from)? {
            // An empty round is one only where rounds are still owed.
            if end > to || end == from && min == 0 {
                continue;
            }
            let before = self.groups.clone();
            if self.part(node, from, end)? {
                let max = max.map(|max| max - 1);
                if self.repeat(node, min.saturating_sub(1), max, end, to)? {
                    return Ok(true);
                }
            }
            self.groups = before;
        }
        Ok(false)
    }
}
