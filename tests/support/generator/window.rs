//! Window functions, with orders that leave no choice where their answer depends on it.

use super::feature::Feature;
use super::kind::Kind;
use super::pen::Pen;

/// What the answer of a window function depends on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// The place of each row: the order must tell all rows apart.
    Place,
    /// The frame, as a bag of rows.
    Frame,
    /// Peers alone.
    Peers,
}

/// By what they give (none: what they take): how they are written, what they take, what they need.
const CALLS: &[(Option<Kind>, &str, Option<Kind>, Needs)] = &[
    (Some(Kind::Int8), "row_number()", None, Needs::Place),
    (Some(Kind::Int8), "rank()", None, Needs::Peers),
    (Some(Kind::Int8), "dense_rank()", None, Needs::Peers),
    (Some(Kind::Int8), "count(*)", None, Needs::Frame),
    (Some(Kind::Int8), "count({})", Some(Kind::Text), Needs::Frame),
    (Some(Kind::Int8), "sum({})", Some(Kind::Int4), Needs::Frame),
    (Some(Kind::Numeric), "sum({})", Some(Kind::Numeric), Needs::Frame),
    (Some(Kind::Numeric), "avg({})", Some(Kind::Int4), Needs::Frame),
    (Some(Kind::Float8), "percent_rank()", None, Needs::Peers),
    (Some(Kind::Float8), "cume_dist()", None, Needs::Peers),
    (Some(Kind::Int4), "ntile(3)", None, Needs::Place),
    (Some(Kind::Int4), "max({})", Some(Kind::Int4), Needs::Frame),
    (Some(Kind::Text), "min({})", Some(Kind::Text), Needs::Frame),
    (Some(Kind::Date), "max({})", Some(Kind::Date), Needs::Frame),
    (Some(Kind::Bool), "bool_or({})", Some(Kind::Bool), Needs::Frame),
    (None, "lag({})", None, Needs::Place),
    (None, "lead({}, 2)", None, Needs::Place),
    (None, "first_value({})", None, Needs::Place),
    (None, "last_value({})", None, Needs::Place),
    (None, "nth_value({}, 2)", None, Needs::Place),
];

const STARTS: &[&str] = &["unbounded preceding", "1 preceding", "2 preceding", "current row"];
const ENDS: &[&str] = &["current row", "1 following", "unbounded following", "2 following"];

impl Pen<'_> {
    /// A window function that gives that kind.
    pub fn window(&mut self, kind: Kind) -> String {
        let scope = self.scopes.last();
        // Rows of grouping sets have nothing that tells them apart.
        let alike = scope.is_some_and(|scope| scope.keys.is_empty() && !scope.columns.is_empty());
        let fits: Vec<_> = CALLS
            .iter()
            .filter(|(gives, .., needs)| {
                gives.is_none_or(|gives| gives == kind) && !(alike && *needs == Needs::Place)
            })
            .copied()
            .collect();
        if fits.is_empty() {
            return self.expr(kind, 1);
        }
        let (gives, text, takes, needs) = *self.draw.pick(&fits);
        self.note(Feature::Window);
        let takes = takes.or(if gives.is_none() { Some(kind) } else { None });
        let call = match takes {
            Some(takes) => text.replace("{}", &self.expr(takes, 1)),
            None => text.to_string(),
        };
        let specification = self.specification(needs, alike);
        if self.windows.is_some() && self.draw.per_cent(30) {
            self.note(Feature::NamedWindow);
            let name = self.name("w");
            let written = format!("{name} as ({specification})");
            self.windows.get_or_insert_default().push(written);
            return match specification.contains(" between ") || self.draw.per_cent(60) {
                true => format!("{call} over {name}"),
                false => format!("{call} over ({name})"),
            };
        }
        format!("{call} over ({specification})")
    }

    fn specification(&mut self, needs: Needs, alike: bool) -> String {
        let mut parts = Vec::new();
        if self.draw.per_cent(50) {
            let by = self.key();
            parts.push(format!("partition by {by}"));
        }
        let keys = self.scopes.last().map(|scope| scope.keys.join(", ")).unwrap_or_default();
        let by_place = needs == Needs::Place || (!alike && self.draw.per_cent(30));
        let (mut frame, mut order) = (String::new(), Vec::new());
        if by_place {
            if self.draw.per_cent(50) {
                order.push(format!("{}{}", self.key(), self.direction()));
            }
            if !keys.is_empty() {
                order.push(keys);
            }
            if !order.is_empty() && self.draw.per_cent(40) {
                frame = self.frame("rows");
            }
        } else if self.draw.per_cent(75) {
            order.push(format!("{}{}", self.key(), self.direction()));
            if self.draw.per_cent(40) {
                frame = self.frame("groups");
            }
        }
        if needs == Needs::Frame && self.draw.per_cent(15) {
            (order, frame) = self.distance();
        }
        if !order.is_empty() {
            parts.push(format!("order by {}", order.join(", ")));
        }
        if !frame.is_empty() {
            self.note(Feature::Frame);
            parts.push(frame);
        }
        parts.join(" ")
    }

    /// What to order or divide by: an expression that no number is read as a place in a list.
    fn key(&mut self) -> String {
        let kind = self.kind();
        self.column(kind).unwrap_or_else(|| self.expr(kind, 1))
    }

    /// The direction of an order, and where NULLs go.
    pub fn direction(&mut self) -> String {
        let direction = self.draw.weighted(&[(5, ""), (2, " asc"), (4, " desc")]);
        let nulls = self.draw.weighted(&[(6, ""), (2, " nulls first"), (2, " nulls last")]);
        match nulls {
            " nulls first" => self.note(Feature::NullsFirst),
            " nulls last" => self.note(Feature::NullsLast),
            _ => {}
        }
        format!("{direction}{nulls}")
    }

    fn frame(&mut self, unit: &str) -> String {
        let start = *self.draw.pick(STARTS);
        let end = *self.draw.pick(ENDS);
        format!("{unit} between {start} and {end}")
    }

    /// A frame by distance: one key of a type that has distances.
    fn distance(&mut self) -> (Vec<String>, String) {
        let choices = [(Kind::Int4, "2"), (Kind::Numeric, "1.5"), (Kind::Date, "'1 month'")];
        let (kind, offset) = *self.draw.pick(&choices);
        let key = self.column(kind).unwrap_or_else(|| self.expr(kind, 1));
        let direction = *self.draw.pick(&["", " desc", " nulls first"]);
        let end = *self.draw.pick(&["current row", "unbounded following"]);
        let end = if self.draw.per_cent(50) { format!("{offset} following") } else { end.into() };
        let frame = format!("range between {offset} preceding and {end}");
        (vec![format!("{key}{direction}")], frame)
    }
}
