//! A condition as an index may understand it: a column of the table, and what is asked of it.

use std::collections::{BTreeMap, BTreeSet};

use model::types::data_type::DataType;
use model::types::value::Value;

use super::path::ClauseKey;
use crate::catalog::info::{IndexInfo, TableInfo};
use crate::expr::bound::Expr;
use crate::plan::cardinality::pattern::{after_prefix, read};
use crate::plan::index_condition::{IndexCondition, KeyBound, KeyRange, KeyTest};
use crate::plan::rules::parts::is_volatile;
use crate::sql::algebra::{ColumnId, RelColumn};
use crate::sql::free::columns_of;

/// A condition on one column of a table.
#[derive(Clone, Debug)]
pub struct Term {
    /// The attribute number less one.
    pub attribute: usize,
    /// What is asked of it.
    pub test: Test,
    /// The condition that it comes from.
    pub clause: Expr,
    /// Whether it says all that the condition says; else the condition is asked again.
    pub exact: bool,
    /// The condition's number, where it comes from outside the table.
    pub key: Option<ClauseKey>,
    /// Columns from outside the table that its value needs.
    pub outer: BTreeSet<ColumnId>,
}

/// What is asked of a column. Values do not name the table's own columns.
#[derive(Clone, Debug)]
pub enum Test {
    /// Equals.
    Equal(Expr),
    /// Equals one of them.
    AnyOf(Vec<Expr>),
    /// Is NULL.
    Null,
    /// Is not NULL.
    NotNull,
    /// Is above.
    Lower(KeyBound),
    /// Is below.
    Upper(KeyBound),
}

/// A test of an attribute, and whether it says all that its condition says.
type Found = (usize, Test, bool);

/// The columns of one table in a query.
pub struct TableColumns<'a> {
    table: &'a TableInfo,
    attributes: BTreeMap<ColumnId, usize>,
}

impl<'a> TableColumns<'a> {
    /// The columns of a scan.
    pub fn new(table: &'a TableInfo, columns: &[(usize, RelColumn)]) -> TableColumns<'a> {
        let attributes = columns.iter().map(|(at, column)| (column.id, *at)).collect();
        TableColumns { table, attributes }
    }

    /// The attribute that a column of the query is.
    pub fn attribute(&self, id: ColumnId) -> Option<usize> {
        self.attributes.get(&id).copied()
    }

    /// What a condition says of single columns: nothing, one thing, or two ends of a range.
    pub fn terms(&self, clause: &Expr, key: Option<ClauseKey>) -> Vec<Term> {
        if is_volatile(clause) {
            return Vec::new();
        }
        let single = |arg: &Expr, test: Test| self.bare(arg).map(|at| (at, test, true));
        let found: Vec<Found> = match clause {
            Expr::Call { function, args, .. } => match args.as_slice() {
                [left, right] => self.compared(function.name, left, right),
                _ => Vec::new(),
            },
            Expr::InList { arg, list, .. } => self.in_list(arg, list),
            Expr::IsNull(arg) => single(arg, Test::Null).into_iter().collect(),
            Expr::Not(arg) => match &**arg {
                Expr::IsNull(arg) => single(arg, Test::NotNull).into_iter().collect(),
                arg => self.truth(arg, false),
            },
            arg => self.truth(arg, true),
        };
        let term = |(attribute, test, exact): Found| {
            let outer = self.outer_columns(&test)?;
            Some(Term { attribute, test, clause: clause.clone(), exact, key, outer })
        };
        found.into_iter().filter_map(term).collect()
    }

    /// The columns from outside in a test; `None` if it names the table's own.
    fn outer_columns(&self, test: &Test) -> Option<BTreeSet<ColumnId>> {
        let mut used = BTreeSet::new();
        test.values().into_iter().for_each(|value| columns_of(value, &mut used));
        (!used.iter().any(|id| self.attributes.contains_key(id))).then_some(used)
    }

    fn compared(&self, name: &str, left: &Expr, right: &Expr) -> Vec<Found> {
        let swapped = match name {
            "~~" => return self.like(left, right),
            "=" => "=",
            "<" => ">",
            "<=" => ">=",
            ">" => "<",
            ">=" => "<=",
            _ => return Vec::new(),
        };
        let found = match self.key_and_value(left, right) {
            Some((at, value)) => Some((at, value, name)),
            None => self.key_and_value(right, left).map(|(at, value)| (at, value, swapped)),
        };
        let Some((at, value, name)) = found else { return Vec::new() };
        let inclusive = name.ends_with('=');
        let test = match name {
            "=" => Test::Equal(value),
            "<" | "<=" => Test::Upper(KeyBound { value, inclusive }),
            _ => Test::Lower(KeyBound { value, inclusive }),
        };
        vec![(at, test, true)]
    }

    /// A column of the table and a value of its type to compare it with.
    fn key_and_value(&self, column: &Expr, value: &Expr) -> Option<(usize, Expr)> {
        match column {
            Expr::Column { place, data_type } => {
                let at = self.attribute(*place)?;
                let given = value.data_type();
                let same = data_type.unmodified() == given.unmodified();
                (same || is_binary(*data_type, given)).then(|| (at, value.clone()))
            }
            Expr::Cast { arg, to, .. } => {
                let Expr::Column { place, data_type } = &**arg else { return None };
                let at = self.attribute(*place)?;
                if is_binary(*data_type, *to) {
                    return Some((at, value.clone()));
                }
                // `integer column = bigint value`: looked up as an integer, if it is one.
                Some((at, narrowed(value, *data_type, *to)?))
            }
            _ => None,
        }
    }

    fn in_list(&self, arg: &Expr, list: &[Expr]) -> Vec<Found> {
        let pairs: Option<Vec<(usize, Expr)>> =
            list.iter().map(|item| self.key_and_value(arg, item)).collect();
        let Some(pairs) = pairs else { return Vec::new() };
        let Some((at, _)) = pairs.first() else { return Vec::new() };
        let at = *at;
        vec![(at, Test::AnyOf(pairs.into_iter().map(|(_, value)| value).collect()), true)]
    }

    /// `x LIKE 'abc%'`: x from `abc` on and before `abd`.
    fn like(&self, text: &Expr, pattern: &Expr) -> Vec<Found> {
        let Some(at) = self.bare(text) else { return Vec::new() };
        let is_text =
            matches!(self.table.columns[at].data_type, DataType::Text | DataType::Varchar(_));
        let Expr::Const { value: Value::Text(pattern), .. } = pattern else { return Vec::new() };
        let pattern = read(pattern);
        if pattern.prefix.is_empty() || !is_text {
            return Vec::new();
        }
        let data_type = DataType::Text;
        let constant = |text: String| Expr::Const { value: Value::Text(text), data_type };
        if pattern.is_exact {
            return vec![(at, Test::Equal(constant(pattern.prefix)), false)];
        }
        let end = after_prefix(&pattern.prefix);
        let lower = KeyBound { value: constant(pattern.prefix), inclusive: true };
        let upper = end.map(|end| KeyBound { value: constant(end), inclusive: false });
        let mut tests = vec![(at, Test::Lower(lower), false)];
        tests.extend(upper.map(|bound| (at, Test::Upper(bound), false)));
        tests
    }

    /// A boolean column by itself.
    fn truth(&self, arg: &Expr, value: bool) -> Vec<Found> {
        let Expr::Column { place, data_type: DataType::Bool } = arg else { return Vec::new() };
        let Some(at) = self.attribute(*place) else { return Vec::new() };
        let constant = Expr::Const { value: Value::Bool(value), data_type: DataType::Bool };
        vec![(at, Test::Equal(constant), true)]
    }

    /// A column of the table, casts that change nothing left aside.
    fn bare(&self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Column { place, .. } => self.attribute(*place),
            Expr::Cast { arg, to, .. } if is_binary(arg.data_type(), *to) => self.bare(arg),
            _ => None,
        }
    }
}

impl Test {
    fn values(&self) -> Vec<&Expr> {
        match self {
            Test::Equal(value) => vec![value],
            Test::AnyOf(values) => values.iter().collect(),
            Test::Lower(bound) | Test::Upper(bound) => vec![&bound.value],
            Test::Null | Test::NotNull => Vec::new(),
        }
    }
}

/// What an index can do with terms: what it is asked, and the places of the terms in that. Where
/// two terms say the same of a column, the first is taken.
pub fn matched(index: &IndexInfo, terms: &[Term]) -> (IndexCondition, Vec<usize>) {
    let mut condition = IndexCondition::default();
    let mut used = Vec::new();
    let mut has_list = false;
    for key in &index.keys {
        let of_key = || terms.iter().enumerate().filter(|(_, term)| term.attribute == key.column);
        let equal = of_key().find(|(_, term)| matches!(term.test, Test::Equal(_)));
        let list = of_key().find(|(_, term)| !has_list && matches!(term.test, Test::AnyOf(_)));
        let null = of_key().find(|(_, term)| matches!(term.test, Test::Null));
        let Some((at, term)) = equal.or(list).or(null) else {
            condition.range = range(of_key(), &mut used);
            break;
        };
        used.push(at);
        condition.prefix.push(match &term.test {
            Test::AnyOf(values) => {
                has_list = true;
                KeyTest::AnyOf(values.clone())
            }
            Test::Equal(value) => KeyTest::Equal(value.clone()),
            _ => KeyTest::Null,
        });
    }
    (condition, used)
}

fn range<'t>(
    terms: impl Iterator<Item = (usize, &'t Term)>,
    used: &mut Vec<usize>,
) -> Option<KeyRange> {
    let mut ends = KeyRange::default();
    let before = used.len();
    for (at, term) in terms {
        match &term.test {
            Test::Lower(bound) if ends.lower.is_none() => ends.lower = Some(bound.clone()),
            Test::Upper(bound) if ends.upper.is_none() => ends.upper = Some(bound.clone()),
            Test::NotNull => {}
            _ => continue,
        }
        used.push(at);
    }
    (used.len() > before).then_some(ends)
}

/// Types whose values are the same bytes in the same order.
fn is_binary(from: DataType, to: DataType) -> bool {
    matches!(
        (from.unmodified(), to.unmodified()),
        (DataType::Varchar(_), DataType::Text) | (DataType::Text, DataType::Varchar(_))
    )
}

/// A value of a wider type as one of the column's type, where that loses nothing.
fn narrowed(value: &Expr, column: DataType, wide: DataType) -> Option<Expr> {
    match value {
        Expr::Const { value, .. } => {
            let number = match (value, wide) {
                (Value::Int4(number), DataType::Int4) => i64::from(*number),
                (Value::Int8(number), DataType::Int8) => *number,
                _ => return None,
            };
            let value = match column {
                DataType::Int2 => Value::Int2(i16::try_from(number).ok()?),
                DataType::Int4 => Value::Int4(i32::try_from(number).ok()?),
                _ => return None,
            };
            Some(Expr::Const { value, data_type: column })
        }
        // Both sides were widened for the comparison alone.
        Expr::Cast { arg, .. } if arg.data_type().unmodified() == column.unmodified() => {
            Some((**arg).clone())
        }
        _ => None,
    }
}
