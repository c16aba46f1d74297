//! Making an expression one of another type, as PostgreSQL's rules for casts allow.

use model::base::error::{sqlstate, Result, SqlError};
use model::types::data_type::DataType;
use model::types::text::from_text;
use model::types::value::Value;

use super::binder::{internal, null};
use crate::expr::bound::{CastKind, Expr};
use crate::expr::coerce::{can_coerce, common_type, is_same, Coercion};

/// Where something stands, and those of its operands that are literals: what cannot be read is
/// marked itself, and not what it stands in.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    /// For each operand its place, if it is a literal.
    pub literals: &'a [Option<u32>],
    /// The place of the whole.
    pub whole: Option<u32>,
}

impl From<Option<u32>> for Places<'_> {
    fn from(whole: Option<u32>) -> Self {
        Places { literals: &[], whole }
    }
}

impl Places<'_> {
    /// The place to mark for a mistake in an operand.
    pub fn of_operand(self, at: usize) -> Option<u32> {
        self.literals.get(at).copied().flatten().or(self.whole)
    }
}

/// The expression as one of type `to`; `None` where no such cast exists in that context.
/// A literal of unknown type is read as `to` at once, so that its mistakes have a place.
pub fn coerce(
    expr: Expr,
    to: DataType,
    kind: CastKind,
    position: Option<u32>,
) -> Result<Option<Expr>> {
    let from = expr.data_type();
    if from == to {
        return Ok(Some(expr));
    }
    if let Expr::Const { value, data_type: DataType::Unknown } = &expr {
        return match value {
            Value::Text(text) => literal(text, to, kind, position).map(Some),
            _ => Ok(Some(null(to))),
        };
    }
    if is_same(from, to) && to.unmodified() == to && kind == CastKind::Implicit {
        return Ok(Some(expr));
    }
    let context = match kind {
        CastKind::Implicit => Coercion::Implicit,
        CastKind::Assignment => Coercion::Assignment,
        CastKind::Explicit => Coercion::Explicit,
    };
    let allowed = can_coerce(from, to, context);
    Ok(allowed.then(|| Expr::Cast { arg: Box::new(expr), to, kind }))
}

fn literal(text: &str, to: DataType, kind: CastKind, position: Option<u32>) -> Result<Expr> {
    let constant = |value, data_type| Expr::Const { value, data_type };
    if to == DataType::Unknown {
        return Ok(constant(Value::Text(text.to_string()), to));
    }
    if is_clock(text, to) {
        let arg = Box::new(constant(Value::Text(text.to_string()), DataType::Unknown));
        return Ok(Expr::Cast { arg, to, kind });
    }
    // A length or scale is applied by a cast of its own, so that its error is the cast's.
    let plain = to.unmodified();
    let value = from_text(text, plain).map_err(|error| error.at(position))?;
    if plain == to {
        return Ok(constant(value, to));
    }
    Ok(Expr::Cast { arg: Box::new(constant(value, plain)), to, kind })
}

/// The value of a quoted literal as one of an unmodified type; `None` where it is none, or not the
/// same at every time.
pub fn literal_value(text: &str, to: DataType) -> Option<Value> {
    if is_clock(text, to) {
        return None;
    }
    from_text(text, to).ok()
}

/// Whether a literal of that type is a word that stands for the time at which the statement runs.
fn is_clock(text: &str, to: DataType) -> bool {
    matches!(to, DataType::Date | DataType::Timestamp | DataType::TimestampTz)
        && matches!(text.trim().to_lowercase().as_str(), "now" | "today" | "tomorrow" | "yesterday")
}

/// The expression made of type `to` on request; 42846 where no cast exists.
pub fn cast(expr: Expr, to: DataType, position: Option<u32>) -> Result<Expr> {
    let from = expr.data_type();
    coerce(expr, to, CastKind::Explicit, position)?.ok_or_else(|| {
        let message = format!("cannot cast type {} to {}", from.name(), to.name());
        SqlError::new(sqlstate::CANNOT_COERCE, message).at(position).into()
    })
}

/// Expressions made of one common type (CASE, UNION, VALUES, ...); 42804
/// `UNION types integer and text cannot be matched`.
pub fn common<'a>(
    exprs: Vec<Expr>,
    what: &str,
    places: impl Into<Places<'a>>,
) -> Result<Vec<Expr>> {
    let places = places.into();
    let types: Vec<DataType> = exprs.iter().map(Expr::data_type).collect();
    let to = common_of(&types, what, places.whole)?;
    exprs
        .into_iter()
        .enumerate()
        .map(|(at, expr)| {
            coerce(expr, to, CastKind::Implicit, places.of_operand(at))?
                .ok_or_else(|| internal("no cast to the common type"))
        })
        .collect()
}

/// The common type of several; text where none is known.
pub fn common_of(types: &[DataType], what: &str, position: Option<u32>) -> Result<DataType> {
    common_type(types, what).map_err(|error| error.at(position))
}
