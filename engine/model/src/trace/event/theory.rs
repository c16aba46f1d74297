//! Facts of the theory of dependencies: one step of a derivation each.
//!
//! A step carries its outcome, so that a drawing assigns and never reasons. A dependency of the
//! scheme is named by its number, from 0; one that was derived is carried whole.

use serde::{Deserialize, Serialize};

use crate::types::attributes::{AttributeNo, AttributeSet};
use crate::types::dependency::Dependency;

/// A fact of the theory of dependencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TheoryEvent {
    /// A closure grew.
    Closure(ClosureStep),
    /// A dependency basis became finer.
    Basis(BasisStep),
    /// A candidate key was found.
    Key(KeyStep),
    /// A cover became smaller.
    Cover(CoverStep),
    /// A synthesis made a relation, or let go of one.
    Synthesis(SynthesisStep),
    /// A decomposition split a relation.
    Split(SplitStep),
    /// A chase changed its tableau.
    Chase(ChaseStep),
    /// A test of preservation looked through a relation.
    Preservation(PreservationStep),
    /// A proof drew a conclusion.
    Proof(ProofStep),
    /// Discovery learned something from the rows.
    Lattice(LatticeStep),
}

/// A closure grew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureStep {
    /// The functional dependency that did it, by number.
    pub by: u32,
    /// How it did.
    pub rule: ClosureRule,
    /// What came in.
    pub gained: AttributeSet,
    /// The closure from now on.
    pub closure: AttributeSet,
}

/// How a dependency makes a closure grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClosureRule {
    /// Its left side was within the closure.
    LeftWithin,
    /// The closure multidetermines the attribute alone, and the dependency, whose left side does
    /// not have the attribute, determines it.
    Coalescence,
}

/// A block of a dependency basis fell in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisStep {
    /// The dependency that did it, by number.
    pub by: u32,
    /// The block that was.
    pub block: AttributeSet,
    /// What of it the dependency decides.
    pub inside: AttributeSet,
    /// The rest of it.
    pub outside: AttributeSet,
}

/// A candidate key was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyStep {
    /// The key.
    pub key: AttributeSet,
    /// The superkey that it was made of by leaving out what it could do without.
    pub superkey: AttributeSet,
    /// The known key and the dependency, by number, that gave that superkey; none for the first,
    /// which all attributes gave.
    pub from: Option<(AttributeSet, u32)>,
}

/// A cover became smaller and says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CoverStep {
    /// One attribute of a right side became a dependency of its own.
    RightSplit {
        /// The dependency that was split.
        from: Dependency,
        /// One of its parts.
        part: Dependency,
    },
    /// A dependency that holds in every relation was dropped.
    TrivialDropped {
        /// That dependency.
        dependency: Dependency,
    },
    /// An attribute of a left side was dropped: the others decide the right side alone.
    LeftShortened {
        /// The dependency as it was.
        from: Dependency,
        /// The dependency as it is.
        to: Dependency,
    },
    /// A dependency that follows from the others was dropped.
    RedundantDropped {
        /// That dependency.
        dependency: Dependency,
    },
}

/// A synthesis of relations took a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SynthesisStep {
    /// Dependencies with the same left side made a relation.
    Grouped {
        /// Their left side, which is a key of it.
        left: AttributeSet,
        /// The relation.
        relation: AttributeSet,
    },
    /// A relation was dropped, because another has all its attributes.
    Absorbed {
        /// The relation.
        relation: AttributeSet,
        /// The other.
        into: AttributeSet,
    },
    /// No relation had a key of the whole, so one was made of a key.
    KeyAdded {
        /// That key, and the relation.
        key: AttributeSet,
    },
}

/// A relation was split in two by a dependency that broke the normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitStep {
    /// The relation.
    pub relation: AttributeSet,
    /// What broke the form.
    pub violation: Violation,
    /// The part that the dependency speaks of.
    pub inside: AttributeSet,
    /// The part that keeps the left side and the rest.
    pub outside: AttributeSet,
}

/// The normal forms, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NormalForm {
    /// Cells hold lists, or columns repeat: not even the first.
    Unnormalized,
    /// Every cell holds one value.
    First,
    /// No attribute outside all keys depends on a part of a key.
    Second,
    /// No attribute outside all keys depends on anything but a superkey.
    Third,
    /// Nothing depends on anything but a superkey.
    BoyceCodd,
    /// And only superkeys multidetermine.
    Fourth,
}

/// A dependency that breaks a normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Violation {
    /// The lowest form that it breaks; in a decomposition, of the forms that it may aim at.
    pub breaks: NormalForm,
    /// The dependency.
    pub dependency: Dependency,
    /// The candidate key of which its left side is a part, where it breaks the second form.
    pub part_of: Option<AttributeSet>,
}

/// A chase changed its tableau. Rows are numbered from 0; a symbol is 0 in every column where it
/// is distinguished, otherwise the number, from 1, of the row that it was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChaseStep {
    /// Two rows that agree on a left side had to agree: one symbol took the other's place
    /// everywhere in its column.
    Equated {
        /// The functional dependency, by number.
        by: u32,
        /// The two rows.
        rows: (u32, u32),
        /// The column.
        column: AttributeNo,
        /// The symbol that is no more.
        replaced: u32,
        /// The symbol in its place.
        kept: u32,
    },
    /// Two rows that agree on a left side exchanged right sides.
    RowAdded {
        /// The multivalued dependency, by number.
        by: u32,
        /// The row with the right side, and the row with the rest.
        rows: (u32, u32),
        /// The new row's number.
        row: u32,
    },
}

/// A test of preservation looked at what a relation can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreservationStep {
    /// The dependency that is tested, by number.
    pub dependency: u32,
    /// The relation that was looked through, by number.
    pub relation: u32,
    /// What came in.
    pub gained: AttributeSet,
    /// What is known to be decided from now on.
    pub closure: AttributeSet,
}

/// A proof drew a conclusion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofStep {
    /// The conclusion.
    pub dependency: Dependency,
    /// The rule.
    pub rule: ProofRule,
    /// The numbers of the steps that it follows from, from 0, all of them earlier.
    pub from: Vec<u32>,
}

/// A rule of inference. `X`, `Y`, `Z`, `W` are sets of attributes, `U` all of them.
///
/// Sources: Armstrong, "Dependency Structures of Data Base Relationships" (1974); Beeri, Fagin and
/// Howard, "A Complete Axiomatization for Functional and Multivalued Dependencies in Database
/// Relations" (1977).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProofRule {
    /// It was given, under that number.
    Given(u32),
    /// `X -> Y` for every `Y` within `X`.
    Reflexivity,
    /// From `X -> Y` follows `XW -> YW`.
    Augmentation,
    /// From `X -> Y` and `Y -> Z` follows `X -> Z`.
    Transitivity,
    /// From `X ->> Y` follows `X ->> Z` if `XYZ` is `U` and `Y` and `Z` meet only within `X`.
    Complementation,
    /// From `X ->> Y` follows `XW ->> YZ` for every `Z` within `W`.
    MultivaluedAugmentation,
    /// From `X ->> Y` and `Y ->> Z` follows `X ->> Z - Y`.
    MultivaluedTransitivity,
    /// From `X ->> Y` and `X ->> Z` follows `X ->> YZ`.
    MultivaluedUnion,
    /// From `X -> Y` follows `X ->> Y`.
    Replication,
    /// From `X ->> Y` and `W -> Z` follows `X -> Z` if `Z` is within `Y` and `W` does not meet `Y`.
    Coalescence,
}

/// Discovery learned something from the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LatticeStep {
    /// A functional dependency holds, and does not without any attribute of its left side.
    Held {
        /// The dependency.
        dependency: Dependency,
    },
    /// A functional dependency fails.
    Failed {
        /// The dependency.
        dependency: Dependency,
        /// Two rows that agree on its left side and not on its right side.
        rows: (u32, u32),
    },
    /// No two rows agree on these columns, and some do without any of them.
    Unique {
        /// The columns.
        columns: AttributeSet,
    },
}
