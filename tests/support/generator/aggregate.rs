//! Aggregates and grouping.

use super::feature::Feature;
use super::kind::Kind;
use super::pen::Pen;
use super::scope::{Column, Reach, Scope};

/// Aggregates by what they give: how they are written, and what they take. `string_agg` and the
/// like, whose answer depends on the order of rows, are given one.
const AGGREGATES: &[(Kind, &str, Kind)] = &[
    (Kind::Int8, "count(*)", Kind::Int4),
    (Kind::Int8, "count({})", Kind::Text),
    (Kind::Int8, "count(distinct {})", Kind::Int4),
    (Kind::Int8, "count(distinct {})", Kind::Date),
    (Kind::Int8, "sum({})", Kind::Int4),
    (Kind::Int8, "sum({})", Kind::Int2),
    (Kind::Int8, "max({})", Kind::Int8),
    (Kind::Int4, "min({})", Kind::Int4),
    (Kind::Int4, "max({})", Kind::Int4),
    (Kind::Int4, "bit_or({})", Kind::Int4),
    (Kind::Int2, "max({})", Kind::Int2),
    (Kind::Numeric, "sum({})", Kind::Int8),
    (Kind::Numeric, "sum({})", Kind::Numeric),
    (Kind::Numeric, "sum(distinct {})", Kind::Numeric),
    (Kind::Numeric, "avg({})", Kind::Int4),
    (Kind::Numeric, "avg({})", Kind::Numeric),
    (Kind::Numeric, "min({})", Kind::Numeric),
    (Kind::Numeric, "var_pop({})", Kind::Int4),
    (Kind::Numeric, "stddev({})", Kind::Int4),
    (Kind::Float8, "sum({})", Kind::Float8),
    (Kind::Float8, "avg({})", Kind::Float8),
    (Kind::Float8, "max({})", Kind::Float8),
    (Kind::Float4, "min({})", Kind::Float4),
    (Kind::Bool, "bool_and({})", Kind::Bool),
    (Kind::Bool, "bool_or({})", Kind::Bool),
    (Kind::Bool, "every({})", Kind::Bool),
    (Kind::Text, "min({})", Kind::Text),
    (Kind::Text, "max({})", Kind::Varchar),
    (Kind::Text, "string_agg({}, ',' order by {})", Kind::Text),
    (Kind::Text, "string_agg(distinct {}, '/' order by {})", Kind::Text),
    (Kind::Char, "max({})", Kind::Char),
    (Kind::Date, "min({})", Kind::Date),
    (Kind::Date, "max({})", Kind::Date),
    (Kind::Time, "min({})", Kind::Time),
    (Kind::Timestamp, "max({})", Kind::Timestamp),
    (Kind::TimestampTz, "min({})", Kind::TimestampTz),
    (Kind::Interval, "max({})", Kind::Interval),
    (Kind::Interval, "sum({})", Kind::Interval),
];

/// What a block groups by, and what it then can name.
pub struct Grouping {
    /// `GROUP BY ...`, or nothing where the whole is one group.
    pub clause: String,
    /// The columns that are the same all over a group.
    pub scope: Scope,
}

impl Pen<'_> {
    /// An aggregate that gives that kind; a column or a constant where there is none.
    pub fn aggregate(&mut self, kind: Kind) -> String {
        let fits: Vec<&(Kind, &str, Kind)> =
            AGGREGATES.iter().filter(|(gives, ..)| *gives == kind).collect();
        if fits.is_empty() {
            return self.column(kind).unwrap_or_else(|| super::literal::literal(self.draw, kind));
        }
        let ungrouped = self.ungrouped.take().expect("aggregates stand in grouped blocks");
        let (_, text, takes) = **self.draw.pick(&fits);
        self.note(Feature::Aggregate);
        self.note(takes.feature());
        // Only columns of the block itself: an aggregate over columns of a block around it alone
        // would belong to that block.
        let own = std::mem::replace(&mut self.scopes, vec![ungrouped]);
        let argument = self.expr_of_block(takes);
        let mut call = text.replace("{}", &argument);
        if text.contains("distinct") {
            self.note(Feature::AggregateDistinct);
        }
        if text.contains("order by") {
            self.note(Feature::AggregateOrder);
        }
        if self.draw.per_cent(15) {
            self.note(Feature::Filter);
            let kind = self.kind();
            let column = self.expr_of_block(kind);
            call += &format!(" filter (where {column} is not null)");
        }
        self.ungrouped = self.scopes.pop();
        self.scopes = own;
        call
    }

    /// An expression without subqueries, with a column in it where one fits.
    fn expr_of_block(&mut self, kind: Kind) -> String {
        match self.column(kind) {
            Some(column) => {
                self.note(kind.feature());
                column
            }
            None => self.leaf(kind),
        }
    }

    /// What the innermost block groups by. Its own columns go to where only aggregates find them.
    pub fn group(&mut self) -> Grouping {
        let scope = self.scopes.last().cloned().unwrap_or_default();
        let count = self.draw.weighted(&[(2, 0), (5, 1), (4, 2), (2, 3)]);
        let keys: Vec<Column> = (0..count).filter_map(|_| self.group_key(&scope)).collect();
        let mut texts: Vec<String> = keys.iter().map(|key| key.text.clone()).collect();
        texts.dedup();
        if texts.is_empty() {
            return Grouping { clause: String::new(), scope: Scope::default() };
        }
        self.note(Feature::GroupBy);
        let columns = keys;
        let mut tell_apart = texts.clone();
        let list = texts.join(", ");
        let clause = match self.draw.below(10) {
            0 => format!("rollup ({list})"),
            1 => format!("cube ({list})"),
            2 => {
                let sets: Vec<String> = texts.iter().map(|text| format!("({text})")).collect();
                format!("grouping sets ({}, ())", sets.join(", "))
            }
            _ => list,
        };
        if clause.contains('(')
            && ["rollup", "cube", "grouping"].iter().any(|w| clause.starts_with(w))
        {
            self.note(Feature::GroupingSets);
            tell_apart.clear();
        }
        let clause = format!(" group by {clause}");
        Grouping { clause, scope: Scope { columns, keys: tell_apart } }
    }

    fn group_key(&mut self, scope: &Scope) -> Option<Column> {
        if scope.columns.is_empty() {
            return None;
        }
        let column = self.draw.pick(&scope.columns).clone();
        if self.draw.per_cent(80) {
            return Some(column);
        }
        let kind = column.kind;
        let other = self.leaf(kind);
        let text = format!("coalesce({}, {other})", column.text);
        Some(Column { text, kind, reach: Reach::Block })
    }
}
