//! Derivations as lines of text: what golden scripts and the page share.

use super::derivation::{
    Basis, Chase, Closure, Cover, Decomposition, Examination, Findings, FirstFormSign, Keys,
    Preservation, Proof, Relation, Synthesis, Verdict,
};
use super::event::theory::{
    ChaseStep, ClosureRule, CoverStep, NormalForm, ProofRule, SynthesisStep, Violation,
};
use crate::types::attributes::{AttributeSet, Attributes};
use crate::types::dependency::{Dependency, DependencyKind, Scheme};

/// The short name of a form.
pub fn form_name(form: NormalForm) -> &'static str {
    match form {
        NormalForm::Unnormalized => "not 1NF",
        NormalForm::First => "1NF",
        NormalForm::Second => "2NF",
        NormalForm::Third => "3NF",
        NormalForm::BoyceCodd => "BCNF",
        NormalForm::Fourth => "4NF",
    }
}

/// A closure: one line for each step, the closure last.
pub fn closure(scheme: &Scheme, closure: &Closure) -> Vec<String> {
    let names = &scheme.attributes;
    let steps = closure.steps.iter().map(|step| {
        let by = given(scheme, step.by);
        let how = match step.rule {
            ClosureRule::LeftWithin => format!("by {by}"),
            ClosureRule::Coalescence => format!("by coalescence with {by}"),
        };
        format!("+ {}  {how}", names.text(step.gained))
    });
    let whole = if closure.closure == scheme.all() { ", a superkey" } else { "" };
    let last = format!("= {}{whole}", names.braced(closure.closure));
    steps.chain([last]).collect()
}

/// A dependency basis: one line for each split, the blocks last.
pub fn basis(scheme: &Scheme, basis: &Basis) -> Vec<String> {
    let names = &scheme.attributes;
    let steps = basis.steps.iter().map(|step| {
        let [block, inside, outside] =
            [step.block, step.inside, step.outside].map(|set| names.braced(set));
        format!("{block} splits into {inside} {outside}  by {}", given(scheme, step.by))
    });
    steps.chain([format!("= {}", sets(names, &basis.blocks))]).collect()
}

/// Candidate keys: one line for each, with where it came from.
pub fn keys(scheme: &Scheme, keys: &Keys) -> Vec<String> {
    let names = &scheme.attributes;
    let line = |key: &AttributeSet| {
        let step = keys.steps.iter().find(|step| step.key == *key);
        let from = step.map_or(String::new(), |step| match step.from {
            None => "  from all attributes".to_string(),
            Some((known, by)) => {
                format!("  from {} with {}", names.braced(known), given(scheme, by))
            }
        });
        format!("{}{from}", names.braced(*key))
    };
    keys.keys.iter().map(line).collect()
}

/// A minimal cover: one line for each step, then its dependencies.
pub fn cover(names: &Attributes, cover: &Cover) -> Vec<String> {
    let steps = cover.steps.iter().map(|step| match step {
        CoverStep::RightSplit { from, part } => {
            format!("split      {}  from {}", part.text(names), from.text(names))
        }
        CoverStep::TrivialDropped { dependency } => {
            format!("trivial    {}", dependency.text(names))
        }
        CoverStep::LeftShortened { from, to } => {
            format!("shortened  {}  from {}", to.text(names), from.text(names))
        }
        CoverStep::RedundantDropped { dependency } => {
            format!("redundant  {}", dependency.text(names))
        }
    });
    let kept = cover.dependencies.iter().map(|kept| format!("= {}", kept.text(names)));
    steps.chain(kept).collect()
}

/// The highest normal form, what is prime, and what breaks the next.
pub fn verdict(names: &Attributes, verdict: &Verdict) -> Vec<String> {
    let form = form_name(verdict.form).to_string();
    let prime = format!("prime: {}", names.text(verdict.prime));
    let violations = verdict.violations.iter().map(|found| violation(names, found));
    [form, prime].into_iter().chain(violations).collect()
}

/// A dependency that breaks a form, with the reason.
pub fn violation(names: &Attributes, violation: &Violation) -> String {
    let Violation { breaks, dependency, part_of } = violation;
    let left = names.braced(dependency.left);
    let reason = match (breaks, part_of) {
        (_, Some(key)) => format!("{left} is a part of the key {}", names.braced(*key)),
        (NormalForm::Third, None) => {
            format!("{left} is no superkey and {} not prime", names.text(dependency.right))
        }
        _ => format!("{left} is no superkey"),
    };
    format!("{} breaks {}: {reason}", dependency.text(names), form_name(*breaks))
}

/// A sign against the first normal form.
pub fn sign(names: &Attributes, sign: &FirstFormSign) -> String {
    match sign {
        FirstFormSign::RepeatingGroup { stem, columns } => {
            format!("{} repeat {stem}", names.text(*columns))
        }
        FirstFormSign::List { column, row, parts, cells } => format!(
            "{} of row {} looks like a list of {parts}; {} like it",
            names.text(AttributeSet::of(*column)),
            row + 1,
            counted(u64::from(*cells), "cell")
        ),
    }
}

/// A decomposition: the tree, indented, then the relations.
pub fn decomposition(names: &Attributes, found: &Decomposition) -> Vec<String> {
    let mut depths: Vec<usize> = Vec::new();
    let mut lines = Vec::new();
    for node in &found.nodes {
        let depth = node.parent.map_or(0, |parent| depths[parent as usize] + 1);
        depths.push(depth);
        let split = match &node.split {
            Some(split) => format!("  by {}", split.violation.dependency.text(names)),
            None => String::new(),
        };
        lines.push(format!("{}{}{split}", "  ".repeat(depth), names.braced(node.attributes)));
    }
    lines.extend(relations(names, &found.relations));
    lines
}

/// A synthesis: one line for each step, then the relations.
pub fn synthesis(names: &Attributes, found: &Synthesis) -> Vec<String> {
    let steps = found.steps.iter().map(|step| match step {
        SynthesisStep::Grouped { left, relation } => {
            format!("grouped    {}  by {}", names.braced(*relation), names.text(*left))
        }
        SynthesisStep::Absorbed { relation, into } => {
            format!("absorbed   {}  into {}", names.braced(*relation), names.braced(*into))
        }
        SynthesisStep::KeyAdded { key } => format!("key added  {}", names.braced(*key)),
    });
    steps.chain(relations(names, &found.relations)).collect()
}

fn relations(names: &Attributes, relations: &[Relation]) -> Vec<String> {
    let line = |relation: &Relation| {
        let count = if relation.keys.len() == 1 { "key" } else { "keys" };
        let keys = sets(names, &relation.keys);
        format!("= {}  {count} {keys}", names.braced(relation.attributes))
    };
    relations.iter().map(line).collect()
}

/// A chase: one line for each step, the tableau in the end, and what it shows.
pub fn chase(scheme: &Scheme, chase: &Chase) -> Vec<String> {
    let names = &scheme.attributes;
    let mut lines: Vec<String> = chase.steps.iter().map(|step| chase_step(scheme, step)).collect();
    let symbol = |at: usize, symbol: u32| {
        let name = &names.names()[at];
        if symbol == 0 {
            name.clone()
        } else {
            format!("{name}{symbol}")
        }
    };
    for (at, row) in chase.rows.iter().enumerate() {
        let symbols = row.iter().enumerate().map(|(column, value)| symbol(column, *value));
        lines.push(format!("row {}: {}", at + 1, symbols.collect::<Vec<_>>().join(" ")));
    }
    lines.push(match chase.whole_row {
        Some(row) => format!("= lossless: row {} is whole", row + 1),
        None => "= lossy: no row is whole".to_string(),
    });
    lines
}

fn chase_step(scheme: &Scheme, step: &ChaseStep) -> String {
    match step {
        ChaseStep::Equated { by, rows, column, replaced, kept } => {
            let name = &scheme.attributes.names()[usize::from(*column)];
            let symbol = |number: &u32| match number {
                0 => name.clone(),
                number => format!("{name}{number}"),
            };
            let (first, second) = (rows.0 + 1, rows.1 + 1);
            let by = given(scheme, *by);
            let (replaced, kept) = (symbol(replaced), symbol(kept));
            format!("{replaced} becomes {kept}  rows {first} and {second} by {by}")
        }
        ChaseStep::RowAdded { by, rows, row } => {
            let (first, second, row) = (rows.0 + 1, rows.1 + 1, row + 1);
            format!("row {row} added  from rows {first} and {second} by {}", given(scheme, *by))
        }
    }
}

/// A test of preservation: what was gathered for each dependency, and whether it was enough.
pub fn preservation(
    scheme: &Scheme,
    relations: &[AttributeSet],
    found: &Preservation,
) -> Vec<String> {
    let names = &scheme.attributes;
    let mut lines = Vec::new();
    for (number, is_preserved) in &found.preserved {
        let verdict = if *is_preserved { "preserved" } else { "lost" };
        lines.push(format!("{verdict}: {}", given(scheme, *number)));
        for step in found.steps.iter().filter(|step| step.dependency == *number) {
            let relation = names.braced(relations[step.relation as usize]);
            lines.push(format!("  + {}  within {relation}", names.text(step.gained)));
        }
    }
    lines
}

/// A proof: one numbered line for each step.
pub fn proof(names: &Attributes, proof: &Proof) -> Vec<String> {
    let width = proof.steps.iter().map(|step| step.dependency.text(names).chars().count());
    let width = width.max().unwrap_or(0);
    let digits = proof.steps.len().to_string().len();
    let line = |(at, step): (usize, &super::event::theory::ProofStep)| {
        let from: Vec<String> = step.from.iter().map(|from| (from + 1).to_string()).collect();
        let from = if from.is_empty() { String::new() } else { format!(" {}", from.join(", ")) };
        let said = step.dependency.text(names);
        format!("{:>digits$}. {said:width$}  {}{from}", at + 1, rule_name(step.rule))
    };
    proof.steps.iter().enumerate().map(line).collect()
}

fn rule_name(rule: ProofRule) -> &'static str {
    match rule {
        ProofRule::Given(_) => "given",
        ProofRule::Reflexivity => "reflexivity",
        ProofRule::Augmentation => "augmentation",
        ProofRule::Transitivity => "transitivity",
        ProofRule::Complementation => "complementation",
        ProofRule::MultivaluedAugmentation => "multivalued augmentation",
        ProofRule::MultivaluedTransitivity => "multivalued transitivity",
        ProofRule::MultivaluedUnion => "multivalued union",
        ProofRule::Replication => "replication",
        ProofRule::Coalescence => "coalescence",
    }
}

/// A dependency held against rows.
pub fn examination(names: &Attributes, found: &Examination) -> Vec<String> {
    let said = found.dependency.text(names);
    let Some((first, second)) = found.counter_example else {
        return vec![format!("holds: {said}")];
    };
    let differ = match found.dependency.kind {
        DependencyKind::Functional => "agree on the left and not on the right",
        DependencyKind::Multivalued => "cannot exchange their right sides",
    };
    let mut lines =
        vec![format!("fails: {said}"), format!("  rows {} and {} {differ}", first + 1, second + 1)];
    if let Some(removals) = found.removals {
        lines.push(format!("  would hold without {removals} of {} rows", found.rows));
    }
    lines
}

/// What the rows of a table say.
pub fn findings(names: &Attributes, found: &Findings) -> Vec<String> {
    let text = |dependency: &Dependency| dependency.text(names);
    let unique = found.unique.iter().map(|columns| format!("unique {}", names.text(*columns)));
    let holds = found.dependencies.iter().map(|held| format!("holds  {}", text(held)));
    let near = found
        .near
        .iter()
        .map(|near| format!("nearly {}  without {} rows", text(&near.dependency), near.removals));
    let independent = found.independent.iter().map(|found| {
        let blocks: Vec<String> = found.blocks.iter().map(|block| names.text(*block)).collect();
        let (left, blocks) = (names.text(found.left), blocks.join(" | "));
        format!("many   {left} ->> {blocks}  seen in {}", counted(found.support, "group"))
    });
    let bound = found.left_columns_max.map(|columns| {
        format!("left sides of up to {} only", counted(u64::from(columns), "column"))
    });
    unique.chain(holds).chain(near).chain(independent).chain(bound).collect()
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

fn given(scheme: &Scheme, number: u32) -> String {
    scheme.dependencies()[number as usize].text(&scheme.attributes)
}

fn sets(names: &Attributes, sets: &[AttributeSet]) -> String {
    sets.iter().map(|set| names.braced(*set)).collect::<Vec<_>>().join(" ")
}
