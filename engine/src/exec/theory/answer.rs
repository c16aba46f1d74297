//! What follows from the scheme alone, as rows.

use model::base::error::{sqlstate, Error, Result};
use model::trace::derivation::Synthesis;
use model::trace::derivation_text as text;
use model::types::value::Value;

use super::subject::{Parts, Subject};
use crate::catalog::dependency;
use crate::sql::theory::Question;
use crate::theory::{basis, chase, closure, cover, keys, parse, preserve, proof};

/// Rows of an answer.
pub type Rows = Vec<Vec<Value>>;

/// The answer to a question that needs no rows of the table; `args` are what was asked for.
pub fn of_scheme(subject: &Subject, question: Question, args: &[String]) -> Result<Rows> {
    let arg = |at: usize| args.get(at).map_or("", String::as_str);
    let scheme = subject.scheme()?;
    let names = &scheme.attributes;
    let lines = match question {
        Question::Dependencies => return dependencies(subject),
        Question::Keys => text::keys(&scheme, &keys::all(&scheme)?),
        Question::Cover => text::cover(names, &cover::minimal(&scheme)),
        Question::Closure => {
            text::closure(&scheme, &closure::proved(&scheme, parse::set(names, arg(0))?))
        }
        Question::Basis => {
            text::basis(&scheme, &basis::proved(&scheme, parse::set(names, arg(0))?))
        }
        Question::Proof => {
            let goal = parse::dependency(names, arg(0))?;
            let Some(proof) = proof::of(&scheme, &goal) else {
                let message = format!("{} does not follow", goal.text(names));
                return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
            };
            text::proof(names, &proof)
        }
        Question::Decompose => match Parts::of(&scheme, arg(0), args.get(1).map(String::as_str))? {
            Parts::Split(found) => text::decomposition(names, &found),
            Parts::Synthesised(found) => text::synthesis(names, &found),
            Parts::Wanted(relations) => {
                let cover = cover::minimal_of(&[]);
                text::synthesis(names, &Synthesis { cover, steps: Vec::new(), relations })
            }
        },
        Question::Chase | Question::Preserve => {
            let parts = Parts::of(&scheme, arg(0), args.get(1).map(String::as_str))?;
            let sets = parts.sets();
            match question {
                Question::Chase => text::chase(&scheme, &chase::of_decomposition(&scheme, &sets)?),
                _ => text::preservation(&scheme, &sets, &preserve::tested(&scheme, &sets)?),
            }
        }
        Question::Check
        | Question::Redundancy
        | Question::Discover
        | Question::Form
        | Question::Script => unreachable!("asked of rows"),
    };
    Ok(lines.into_iter().map(|line| vec![Value::Text(line)]).collect())
}

/// The dependencies that are said to hold, and which constraint says so.
fn dependencies(subject: &Subject) -> Result<Rows> {
    let (scheme, said_by) = dependency::scheme(&subject.table)?;
    let row = |(at, (dependency, said_by)): (usize, (&_, Option<String>))| {
        let dependency: &model::types::dependency::Dependency = dependency;
        vec![
            Value::Int4(at as i32),
            Value::Text(dependency.text(&scheme.attributes)),
            said_by.map_or(Value::Null, Value::Text),
        ]
    };
    Ok(scheme.dependencies().iter().zip(said_by).enumerate().map(row).collect())
}
