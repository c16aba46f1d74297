//! From a name and argument types to the one row of a table that is meant.
//!
//! ```text
//!   '1' + 2      unknown + integer     takes unknown as integer     -> integer + integer
//!   2 + 1.5      integer + numeric     most exact matches           -> numeric + numeric
//!   sqrt(4)      sqrt(integer)         preferred type               -> sqrt(double precision)
//!   round(2.5)   round(numeric)        exact match                  -> round(numeric)
//! ```
//!
//! Source: PostgreSQL manual, "Operators" and "Functions" in chapter "Type Conversion".

use std::collections::BTreeMap;
use std::sync::OnceLock;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::{Category, DataType};

use super::aggregate::Aggregate;
use super::coerce::{can_coerce, is_same, Coercion};
use super::function::{Function, Rest, ANY};
use super::{aggregates, functions};

/// A row of a table, and what the arguments must become for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved<T: 'static> {
    /// The row.
    pub function: &'static T,
    /// The type that each argument is to be cast to; often the one it has.
    pub arg_casts: Vec<DataType>,
    /// What it returns.
    pub returns: DataType,
}

/// A row of the function or the aggregate table.
pub trait Row {
    /// Its argument types.
    fn args(&self) -> &'static [DataType];
    /// The further arguments it takes.
    fn rest(&self) -> Rest;
    /// What it returns.
    fn returns(&self) -> DataType;
}

impl Row for Function {
    fn args(&self) -> &'static [DataType] {
        self.args
    }
    fn rest(&self) -> Rest {
        self.rest
    }
    fn returns(&self) -> DataType {
        self.returns
    }
}

impl Row for Aggregate {
    fn args(&self) -> &'static [DataType] {
        self.args
    }
    fn rest(&self) -> Rest {
        Rest::Nothing
    }
    fn returns(&self) -> DataType {
        self.returns
    }
}

type Index<T> = BTreeMap<&'static str, Vec<&'static T>>;

fn function_index() -> &'static Index<Function> {
    static INDEX: OnceLock<Index<Function>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::new();
        for function in functions::FAMILIES.iter().copied().flatten() {
            index.entry(function.name).or_insert_with(Vec::new).push(function);
        }
        index
    })
}

fn aggregate_index() -> &'static Index<Aggregate> {
    static INDEX: OnceLock<Index<Aggregate>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::new();
        for aggregate in aggregates::FAMILIES.iter().copied().flatten() {
            index.entry(aggregate.name).or_insert_with(Vec::new).push(aggregate);
        }
        index
    })
}

/// All rows of that name.
pub fn functions_named(name: &str) -> &'static [&'static Function] {
    function_index().get(name).map_or(&[], Vec::as_slice)
}

/// All aggregates of that name; none when it names no aggregate.
pub fn aggregates_named(name: &str) -> &'static [&'static Aggregate] {
    aggregate_index().get(name).map_or(&[], Vec::as_slice)
}

/// The row that a call of a function means.
pub fn resolve_function(name: &str, args: &[DataType]) -> Result<Resolved<Function>> {
    call(functions_named(name), name, args)
}

/// The row that a call of an aggregate means. `count(*)` has no argument.
pub fn resolve_aggregate(name: &str, args: &[DataType]) -> Result<Resolved<Aggregate>> {
    call(aggregates_named(name), name, args)
}

/// The row that an operator between (or, without `left`, before) its operands means.
pub fn resolve_operator(
    name: &str,
    left: Option<DataType>,
    right: DataType,
) -> Result<Resolved<Function>> {
    let name = if name == "!=" { "<>" } else { name };
    let args: Vec<DataType> = left.into_iter().chain([right]).collect();
    let candidates = functions_named(name);
    if let Some(row) = exact_operator(candidates, &args) {
        return Ok(resolved(row, &args));
    }
    choose(candidates, &args).map_err(|ambiguous| operator_error(name, left, right, ambiguous))
}

/// The row whose types are those of the operands; a literal takes the type of the other operand.
fn exact_operator(
    candidates: &[&'static Function],
    args: &[DataType],
) -> Option<&'static Function> {
    let assumed: Vec<DataType> = match args {
        [DataType::Unknown, right] => vec![*right, *right],
        [left, DataType::Unknown] => vec![*left, *left],
        _ => args.to_vec(),
    };
    exact(candidates, &assumed)
}

fn exact<T: Row>(candidates: &[&'static T], args: &[DataType]) -> Option<&'static T> {
    candidates.iter().copied().find(|row| {
        row.rest() == Rest::Nothing
            && row.args().len() == args.len()
            && row.args().iter().zip(args).all(|(want, have)| *want != ANY && is_same(*want, *have))
    })
}

fn call<T: Row>(candidates: &[&'static T], name: &str, args: &[DataType]) -> Result<Resolved<T>> {
    if let Some(row) = exact(candidates, args) {
        return Ok(resolved(row, args));
    }
    choose(candidates, args).map_err(|ambiguous| function_error(name, args, ambiguous))
}

/// Whether no row fits or several fit equally well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    None,
    Several,
}

/// The rules after the exact match.
fn choose<T: Row>(candidates: &[&'static T], args: &[DataType]) -> Result<Resolved<T>, Failure> {
    let mut left: Vec<&'static T> =
        candidates.iter().copied().filter(|row| takes(*row, args)).collect();
    // A row that names its arguments goes before one that takes any number.
    if left.iter().any(|row| row.rest() == Rest::Nothing) {
        left.retain(|row| row.rest() == Rest::Nothing);
    }
    let is_one = |left: &[&'static T]| left.len() == 1;
    if left.is_empty() {
        return Err(Failure::None);
    }
    if !is_one(&left) {
        keep_best(&mut left, |row| count(row, args, is_same));
    }
    if !is_one(&left) {
        keep_best(&mut left, |row| {
            count(row, args, |want, have| {
                is_same(want, have) || (want.is_preferred() && want.category() == have.category())
            })
        });
    }
    if !is_one(&left) && args.contains(&DataType::Unknown) {
        keep_by_category(&mut left, args);
        if !is_one(&left) {
            keep_by_known(&mut left, args);
        }
    }
    match left.as_slice() {
        [row] => Ok(resolved(row, args)),
        _ => Err(Failure::Several),
    }
}

fn takes<T: Row>(row: &T, args: &[DataType]) -> bool {
    let named = row.args().len();
    let fits_count = match row.rest() {
        Rest::Nothing => args.len() == named,
        Rest::Any { min } => args.len() >= named + min,
    };
    fits_count
        && row
            .args()
            .iter()
            .zip(args)
            .all(|(want, have)| *want == ANY || can_coerce(*have, *want, Coercion::Implicit))
}

/// How many arguments of known type pass.
fn count<T: Row>(row: &T, args: &[DataType], pass: impl Fn(DataType, DataType) -> bool) -> usize {
    let pairs = row.args().iter().zip(args);
    pairs.filter(|(want, have)| **have != DataType::Unknown && pass(**want, **have)).count()
}

fn keep_best<T: Row>(left: &mut Vec<&'static T>, score: impl Fn(&T) -> usize) {
    let best = left.iter().map(|row| score(row)).max().unwrap_or(0);
    left.retain(|row| score(row) == best);
}

/// A literal is taken as a string if any row takes one there, else as whatever all rows take.
fn keep_by_category<T: Row>(left: &mut Vec<&'static T>, args: &[DataType]) {
    let mut kept = left.clone();
    let unknown = |(_, have): &(usize, &DataType)| **have == DataType::Unknown;
    for (at, _) in args.iter().enumerate().filter(unknown) {
        let wanted = |row: &&'static T| row.args().get(at).copied().unwrap_or(ANY);
        let categories: Vec<Category> = left.iter().map(|row| wanted(row).category()).collect();
        let category = if categories.contains(&Category::String) {
            Category::String
        } else if categories.iter().all(|category| *category == categories[0]) {
            categories[0]
        } else {
            return;
        };
        let has_preferred =
            left.iter().any(|row| wanted(row).category() == category && wanted(row).is_preferred());
        kept.retain(|row| {
            wanted(row).category() == category && (!has_preferred || wanted(row).is_preferred())
        });
    }
    if !kept.is_empty() {
        *left = kept;
    }
}

/// If all known arguments have one type, the literals are taken to have it too.
fn keep_by_known<T: Row>(left: &mut Vec<&'static T>, args: &[DataType]) {
    let mut known = args.iter().filter(|have| **have != DataType::Unknown);
    let Some(first) = known.next() else {
        return;
    };
    if !known.all(|have| is_same(*have, *first)) {
        return;
    }
    let all = vec![*first; args.len()];
    let kept: Vec<&'static T> = left.iter().copied().filter(|row| takes(*row, &all)).collect();
    if kept.len() == 1 {
        *left = kept;
    }
}

fn resolved<T: Row>(row: &'static T, args: &[DataType]) -> Resolved<T> {
    let arg_casts = args
        .iter()
        .enumerate()
        .map(|(at, have)| match row.args().get(at) {
            Some(want) if *want != ANY && !is_same(*want, *have) => *want,
            _ if *have == DataType::Unknown => DataType::Text,
            _ => *have,
        })
        .collect();
    Resolved { function: row, arg_casts, returns: row.returns() }
}

fn function_error(name: &str, args: &[DataType], failure: Failure) -> Error {
    let types: Vec<&str> = args.iter().map(|data_type| data_type.name()).collect();
    let signature = format!("{name}({})", types.join(", "));
    match failure {
        Failure::None => SqlError::new(
            sqlstate::UNDEFINED_FUNCTION,
            format!("function {signature} does not exist"),
        )
        .hint(
            "No function matches the given name and argument types. \
             You might need to add explicit type casts.",
        ),
        Failure::Several => SqlError::new(
            sqlstate::AMBIGUOUS_FUNCTION,
            format!("function {signature} is not unique"),
        )
        .hint(
            "Could not choose a best candidate function. \
             You might need to add explicit type casts.",
        ),
    }
    .into()
}

fn operator_error(name: &str, left: Option<DataType>, right: DataType, failure: Failure) -> Error {
    let signature = match left {
        Some(left) => format!("{} {name} {}", left.name(), right.name()),
        None => format!("{name} {}", right.name()),
    };
    match (failure, left) {
        (Failure::None, left) => SqlError::new(
            sqlstate::UNDEFINED_FUNCTION,
            format!("operator does not exist: {signature}"),
        )
        .hint(if left.is_some() {
            "No operator matches the given name and argument types. \
             You might need to add explicit type casts."
        } else {
            "No operator matches the given name and argument type. \
             You might need to add an explicit type cast."
        }),
        (Failure::Several, _) => SqlError::new(
            sqlstate::AMBIGUOUS_FUNCTION,
            format!("operator is not unique: {signature}"),
        )
        .hint(
            "Could not choose a best candidate operator. \
             You might need to add explicit type casts.",
        ),
    }
    .into()
}
