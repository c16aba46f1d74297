//! WITHIN GROUP (ORDER BY ..): what it may stand behind, and what must have it.

use model::base::error::{sqlstate, Result, SqlError};

use super::unsupported::refuse;
use crate::expr::aggregates::ordered::is_ordered_set;
use crate::expr::resolve::aggregates_named;

/// PostgreSQL's aggregates over a row that is not there.
const HYPOTHETICAL: &[&str] = &["rank", "dense_rank", "percent_rank", "cume_dist"];

/// The clauses of a call.
#[derive(Clone, Copy, Debug)]
pub struct Clauses {
    /// WITHIN GROUP.
    pub within: bool,
    /// OVER.
    pub over: bool,
    /// DISTINCT.
    pub distinct: bool,
    /// ORDER BY among the arguments.
    pub ordered: bool,
    /// Arguments, those of WITHIN GROUP among them.
    pub arg_count: usize,
}

/// Checks that WITHIN GROUP is there for an ordered-set aggregate, and for nothing else. Where no
/// aggregate takes so many arguments, that is the error, and is found later.
pub fn check(name: &str, clauses: Clauses, position: Option<u32>) -> Result<()> {
    let Clauses { within, over, distinct, ordered, arg_count } = clauses;
    let known = aggregates_named(name);
    if !known.is_empty() && known.iter().all(|row| row.args.len() != arg_count) {
        return Ok(());
    }
    let wrong = |code, message: String| Err(SqlError::new(code, message).at(position).into());
    if !is_ordered_set(name) {
        if !within {
            return Ok(());
        }
        if HYPOTHETICAL.contains(&name) {
            return Err(refuse("WITHIN GROUP of a row that is not there"));
        }
        return wrong(
            sqlstate::WRONG_OBJECT_TYPE,
            match known.is_empty() {
                true => format!("WITHIN GROUP specified, but {name} is not an aggregate function"),
                false => format!(
                    "{name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP"
                ),
            },
        );
    }
    match (within, over) {
        (_, true) => wrong(
            sqlstate::FEATURE_NOT_SUPPORTED,
            format!("OVER is not supported for ordered-set aggregate {name}"),
        ),
        (false, false) => wrong(
            sqlstate::WRONG_OBJECT_TYPE,
            format!("WITHIN GROUP is required for ordered-set aggregate {name}"),
        ),
        _ if distinct => {
            wrong(sqlstate::SYNTAX_ERROR, "cannot use DISTINCT with WITHIN GROUP".to_string())
        }
        _ if ordered => wrong(
            sqlstate::SYNTAX_ERROR,
            "cannot use multiple ORDER BY clauses with WITHIN GROUP".to_string(),
        ),
        _ => Ok(()),
    }
}
