//! The table that is asked about, as a scheme, and how it is to be taken apart.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::trace::derivation::{Decomposition, Relation, Synthesis};
use model::trace::event::theory::NormalForm;
use model::types::attributes::{AttributeSet, Attributes};
use model::types::dependency::Scheme;

use crate::catalog::dependency;
use crate::catalog::info::TableInfo;
use crate::theory::{decompose, implied, parse, synthesis};

/// What is asked about.
pub struct Subject {
    /// The table.
    pub table: Arc<TableInfo>,
    /// Names that nothing new may have.
    pub taken: Vec<String>,
}

/// A decomposition, by the way that led there.
pub enum Parts {
    /// By splitting.
    Split(Decomposition),
    /// By synthesis.
    Synthesised(Synthesis),
    /// As the learner wants it.
    Wanted(Vec<Relation>),
}

impl Subject {
    /// The table as a scheme.
    pub fn scheme(&self) -> Result<Scheme> {
        Ok(dependency::scheme(&self.table)?.0)
    }
}

impl Parts {
    /// The relations of a scheme in `3nf`, `bcnf` or `4nf`, or as they are listed: `(a, b) (b, c)`.
    /// `choices` say by which violation each relation is split.
    pub fn of(scheme: &Scheme, how: &str, choices: Option<&str>) -> Result<Parts> {
        if how.trim_start().starts_with('(') {
            let sets = parse::sets(&scheme.attributes, how)?;
            return Ok(Parts::Wanted(wanted(scheme, &sets)?));
        }
        let choices = choices.map_or(Ok(Vec::new()), choice_numbers)?;
        match how.trim().to_ascii_lowercase().as_str() {
            "3nf" => Ok(Parts::Synthesised(synthesis::third(scheme)?)),
            "bcnf" => Ok(Parts::Split(decompose::split(scheme, NormalForm::BoyceCodd, &choices)?)),
            "4nf" => Ok(Parts::Split(decompose::split(scheme, NormalForm::Fourth, &choices)?)),
            _ => {
                let message = format!("\"{how}\" is no normal form that leads to relations");
                let error = SqlError::new(sqlstate::INVALID_PARAMETER_VALUE, message);
                Err(error.hint("Say 3nf, bcnf or 4nf, or list them: (a, b) (b, c).").into())
            }
        }
    }

    /// The relations.
    pub fn relations(&self) -> &[Relation] {
        match self {
            Parts::Split(found) => &found.relations,
            Parts::Synthesised(found) => &found.relations,
            Parts::Wanted(relations) => relations,
        }
    }

    /// The attributes of each relation.
    pub fn sets(&self) -> Vec<AttributeSet> {
        self.relations().iter().map(|relation| relation.attributes).collect()
    }
}

/// Relations as the learner lists them, with their keys.
fn wanted(scheme: &Scheme, sets: &[AttributeSet]) -> Result<Vec<Relation>> {
    let covered = sets.iter().fold(AttributeSet::EMPTY, |covered, set| covered | *set);
    let missing = scheme.all() - covered;
    if !missing.is_empty() {
        let names: &Attributes = &scheme.attributes;
        let message = format!("no relation has {}", names.text(missing));
        return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
    }
    let functional = implied::functional(scheme)?;
    let sets = decompose::without_contained(sets.to_vec());
    sets.into_iter().map(|set| decompose::relation(&functional, set)).collect()
}

/// `1, 0`.
fn choice_numbers(text: &str) -> Result<Vec<u32>> {
    let number = |word: &str| {
        word.trim().parse().map_err(|_| {
            let message = format!("\"{word}\" is no number of a violation");
            Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message)
        })
    };
    text.split(',').filter(|word| !word.trim().is_empty()).map(number).collect()
}
