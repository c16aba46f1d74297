//! Derivations: what the theory of dependencies answers, with the facts that lead there.
//!
//! Plain data. The steps are those of `event::theory`; replaying them from the beginning gives the
//! answer, so that a drawing can stop at any of them.

use serde::{Deserialize, Serialize};

use super::event::theory::{
    BasisStep, ChaseStep, ClosureStep, CoverStep, KeyStep, NormalForm, PreservationStep, ProofStep,
    SplitStep, SynthesisStep, Violation,
};
use crate::types::attributes::AttributeSet;
use crate::types::dependency::Dependency;

/// Everything that a set of attributes determines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// The set that it began with.
    pub from: AttributeSet,
    /// What that determines, itself included.
    pub closure: AttributeSet,
    /// How it grew.
    pub steps: Vec<ClosureStep>,
}

/// The dependency basis of a set: what it multidetermines are the unions of these blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The set.
    pub from: AttributeSet,
    /// The blocks, a partition of all other attributes, in order.
    pub blocks: Vec<AttributeSet>,
    /// How one block became these.
    pub steps: Vec<BasisStep>,
}

/// The candidate keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// The keys, the shortest first.
    pub keys: Vec<AttributeSet>,
    /// How they were found; empty where multivalued dependencies take part.
    pub steps: Vec<KeyStep>,
}

/// A minimal cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// Its dependencies, each with one attribute on the right side.
    pub dependencies: Vec<Dependency>,
    /// What was done to the given ones.
    pub steps: Vec<CoverStep>,
}

/// The highest normal form of a scheme, and what keeps it from the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The highest form that it is in.
    pub form: NormalForm,
    /// The attributes of some key.
    pub prime: AttributeSet,
    /// What breaks higher forms, the worst first.
    pub violations: Vec<Violation>,
}

/// A sign in names or in cells that a table is not in first normal form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstFormSign {
    /// Columns that repeat under numbers: `phone1`, `phone2`.
    RepeatingGroup {
        /// The name without the number.
        stem: String,
        /// The columns.
        columns: AttributeSet,
    },
    /// A cell that seems to hold a list.
    List {
        /// The column.
        column: u8,
        /// The row, from 0.
        row: u32,
        /// How many parts the cell has.
        parts: u32,
        /// How many cells of the column look so.
        cells: u32,
    },
}

/// A relation of a decomposition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Its attributes.
    pub attributes: AttributeSet,
    /// Its candidate keys, the shortest first.
    pub keys: Vec<AttributeSet>,
}

/// A relation on the way to a decomposition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecompositionNode {
    /// Its attributes.
    pub attributes: AttributeSet,
    /// The node that was split into it and its sibling, by number; none for the root.
    pub parent: Option<u32>,
    /// What breaks the form that is aimed at; the learner may choose among them.
    pub violations: Vec<Violation>,
    /// How it was split; none for a relation that stays.
    pub split: Option<SplitStep>,
}

/// A decomposition by splitting, as a tree in pre-order, the inner part before the outer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decomposition {
    /// The form that every relation is in.
    pub form: NormalForm,
    /// The tree.
    pub nodes: Vec<DecompositionNode>,
    /// The relations that remain, without those that others contain.
    pub relations: Vec<Relation>,
}

/// A decomposition into third normal form by synthesis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synthesis {
    /// The minimal cover that it is made of.
    pub cover: Cover,
    /// How relations came and went.
    pub steps: Vec<SynthesisStep>,
    /// The relations.
    pub relations: Vec<Relation>,
}

/// A chase of a decomposition's tableau.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chase {
    /// The relations, each the first rows of the tableau in order.
    pub relations: Vec<AttributeSet>,
    /// What was done.
    pub steps: Vec<ChaseStep>,
    /// The tableau in the end, row by row; symbols as in `ChaseStep`.
    pub rows: Vec<Vec<u32>>,
    /// The row that has become distinguished throughout, if one has: then the join is lossless.
    /// If none has, the tableau is itself a relation that its projections do not give back.
    pub whole_row: Option<u32>,
}

/// Whether the dependencies can be checked relation by relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preservation {
    /// The given functional dependencies, by number, and whether each is preserved.
    pub preserved: Vec<(u32, bool)>,
    /// What was looked at.
    pub steps: Vec<PreservationStep>,
}

/// A proof: its last step is what was to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The steps.
    pub steps: Vec<ProofStep>,
}

/// A dependency held against rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examination {
    /// The dependency.
    pub dependency: Dependency,
    /// Two rows that break it, if any do.
    pub counter_example: Option<(u32, u32)>,
    /// How many rows must go at least so that it holds; for functional dependencies only.
    pub removals: Option<u64>,
    /// How many rows there are.
    pub rows: u64,
}

/// A functional dependency that fails for few rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NearDependency {
    /// The dependency.
    pub dependency: Dependency,
    /// How many rows must go at least so that it holds.
    pub removals: u64,
}

/// Attributes that are independent of each other once some others are fixed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IndependentBlocks {
    /// What is fixed: the left side.
    pub left: AttributeSet,
    /// The blocks, each of which the left side multidetermines.
    pub blocks: Vec<AttributeSet>,
    /// In how many groups of rows two blocks have several values each; a multivalued dependency
    /// without such a group holds by accident of few rows.
    pub support: u64,
}

/// What the rows of a table say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// The minimal functional dependencies, by right side and then left side.
    pub dependencies: Vec<Dependency>,
    /// The minimal unique column combinations.
    pub unique: Vec<AttributeSet>,
    /// Dependencies with short left sides that fail for few rows.
    pub near: Vec<NearDependency>,
    /// Multivalued dependencies with short left sides that no functional dependency explains.
    pub independent: Vec<IndependentBlocks>,
    /// Left sides of up to that many columns were looked at; none if all that matter were.
    pub left_columns_max: Option<u32>,
    /// How many left sides have too many groups of columns to try all their unions.
    pub untried: u32,
}
