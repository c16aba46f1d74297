//! Dependencies between attributes, and the scheme that they hold in.
//!
//! ```text
//!   customer -> city       functional: rows that agree on customer agree on city
//!   course ->> teacher     multivalued: the teachers of a course have nothing to do with the rest
//! ```
//!
//! A multivalued dependency speaks of the whole scheme: `X ->> Y` and `X ->> all - X - Y` say the
//! same. Source: Fagin, "Multivalued Dependencies and a New Normal Form for Relational Databases"
//! (1977).

use serde::{Deserialize, Serialize};

use super::attributes::{AttributeSet, Attributes};
use crate::base::error::{Error, Result};
use crate::base::limits::DEPENDENCIES_MAX;

/// What a dependency says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DependencyKind {
    /// Rows that agree on the left side agree on the right side.
    Functional,
    /// Of two rows that agree on the left side, each may take the other's right side.
    Multivalued,
}

/// A dependency: the left side decides the right side, or the set of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dependency {
    /// What decides.
    pub left: AttributeSet,
    /// What is decided.
    pub right: AttributeSet,
    /// How.
    pub kind: DependencyKind,
}

impl Dependency {
    /// `left -> right`.
    pub fn functional(left: AttributeSet, right: AttributeSet) -> Dependency {
        Dependency { left, right, kind: DependencyKind::Functional }
    }

    /// `left ->> right`.
    pub fn multivalued(left: AttributeSet, right: AttributeSet) -> Dependency {
        Dependency { left, right, kind: DependencyKind::Multivalued }
    }

    /// Whether it is a functional one.
    pub fn is_functional(&self) -> bool {
        self.kind == DependencyKind::Functional
    }

    /// Whether it holds in every relation of those attributes.
    pub fn is_trivial(&self, all: AttributeSet) -> bool {
        match self.kind {
            DependencyKind::Functional => self.right.is_within(self.left),
            DependencyKind::Multivalued => {
                self.right.is_within(self.left) || all == self.left | self.right
            }
        }
    }

    /// The dependency as text: `order, item -> price`.
    pub fn text(&self, attributes: &Attributes) -> String {
        let arrow = match self.kind {
            DependencyKind::Functional => "->",
            DependencyKind::Multivalued => "->>",
        };
        format!("{} {arrow} {}", attributes.text(self.left), attributes.text(self.right))
    }
}

/// A relation scheme: attributes, and the dependencies that are said to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// The attributes.
    pub attributes: Attributes,
    dependencies: Vec<Dependency>,
}

impl Scheme {
    /// A scheme; refused if there are too many dependencies.
    pub fn new(attributes: Attributes, dependencies: Vec<Dependency>) -> Result<Scheme> {
        if dependencies.len() > DEPENDENCIES_MAX {
            let what = "dependencies of a scheme".to_string();
            return Err(Error::Limit { what, max: DEPENDENCIES_MAX as u64 });
        }
        let all = attributes.all();
        let within = |dependency: &Dependency| (dependency.left | dependency.right).is_within(all);
        assert!(dependencies.iter().all(within), "dependencies are between its attributes");
        Ok(Scheme { attributes, dependencies })
    }

    /// All attributes.
    pub fn all(&self) -> AttributeSet {
        self.attributes.all()
    }

    /// The dependencies, as they were given.
    pub fn dependencies(&self) -> &[Dependency] {
        &self.dependencies
    }

    /// The functional ones among them.
    pub fn functional(&self) -> Vec<Dependency> {
        self.dependencies.iter().filter(|given| given.is_functional()).copied().collect()
    }

    /// Whether all of them are functional.
    pub fn is_functional(&self) -> bool {
        self.dependencies.iter().all(Dependency::is_functional)
    }
}
