//! Queries: blocks, set operations, WITH, and the order that they promise.

use super::super::rival::verdict::Order;
use super::feature::Feature;
use super::kind::Kind;
use super::pen::Pen;
use super::scope::Scope;
use super::world::Size;

/// A query, and what it promises about the order of its rows.
pub struct Query {
    /// Its text.
    pub text: String,
    /// The order of its rows.
    pub order: Order,
}

/// Whether the columns of a block are named by it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// Some of them.
    Loose,
    /// None: whoever reads them names them.
    Outside,
}

impl Pen<'_> {
    /// A whole query of any shape.
    pub fn query(&mut self) -> Query {
        let kinds = self.kinds(5);
        self.query_of(&kinds)
    }

    /// A whole query that gives those kinds.
    pub fn query_of(&mut self, kinds: &[Kind]) -> Query {
        let with = if self.draw.per_cent(12) { self.with() } else { String::new() };
        let small = self.world.size == Size::Small;
        match self.draw.below(100) {
            0..=3 if small => self.star(with),
            4..=9 => self.distinct_on(with, kinds),
            10..=24 => {
                let body = self.set_operation(kinds);
                self.ordered(with, body, kinds.len())
            }
            25..=27 => {
                self.note(Feature::Values);
                let body = self.value_list(kinds, 4);
                self.ordered(with, body, kinds.len())
            }
            _ => {
                let body = self.block(kinds, Naming::Loose);
                self.ordered(with, body, kinds.len())
            }
        }
    }

    /// A query inside another statement, that gives those kinds.
    pub fn nested(&mut self, kinds: &[Kind]) -> String {
        let body = match self.draw.per_cent(8) {
            true => self.set_operation(kinds),
            false => self.block(kinds, Naming::Outside),
        };
        match self.draw.per_cent(12) {
            true => self.ordered(String::new(), body, kinds.len()).text,
            false => body,
        }
    }

    /// A nested query if one more may be written here.
    pub fn subquery(&mut self, kinds: &[Kind]) -> Option<String> {
        if !self.may_nest() {
            return None;
        }
        let ungrouped = self.ungrouped.take();
        let query = self.nested(kinds);
        self.ungrouped = ungrouped;
        Some(query)
    }

    /// A subquery of at most one row, as a value; a column or a constant if none may be written.
    pub fn scalar_subquery(&mut self, kind: Kind) -> String {
        if !self.may_nest() {
            return self.leaf(kind);
        }
        self.note(Feature::ScalarSubquery);
        let ungrouped = self.ungrouped.take();
        let from = self.from();
        let condition = self.condition(1);
        let text = if self.draw.per_cent(50) {
            self.ungrouped = self.scopes.last().cloned();
            let value = self.aggregate(kind);
            self.ungrouped = None;
            // Without an aggregate in it there may be many rows.
            let limit = if value.contains('(') { "" } else { " order by 1 limit 1" };
            let limit = if is_aggregate(&value) { limit } else { " order by 1 limit 1" };
            format!("(select {value} from {from} where {condition}{limit})")
        } else {
            let value = self.expr(kind, 1);
            self.note(Feature::Limit);
            self.note(Feature::OrderBy);
            let direction = self.direction();
            format!("(select {value} from {from} where {condition} order by 1{direction} limit 1)")
        };
        self.scopes.pop();
        self.ungrouped = ungrouped;
        text
    }

    /// `SELECT` to `HAVING`.
    fn block(&mut self, kinds: &[Kind], naming: Naming) -> String {
        let ungrouped = self.ungrouped.take();
        let text = match self.draw.per_cent(4) {
            true => {
                self.scopes.push(Scope::default());
                let items = self.items(kinds, naming);
                format!("select {items}")
            }
            false => self.block_with_from(kinds, naming),
        };
        self.scopes.pop();
        self.ungrouped = ungrouped;
        text
    }

    fn block_with_from(&mut self, kinds: &[Kind], naming: Naming) -> String {
        let from = self.from();
        let mut tail = match self.draw.per_cent(55) {
            true => format!(" where {}", self.condition(2)),
            false => String::new(),
        };
        if self.draw.per_cent(25) {
            let grouping = self.group();
            let own = self.scopes.last_mut().expect("FROM began a block");
            self.ungrouped = Some(std::mem::replace(own, grouping.scope));
            tail += &grouping.clause;
            if self.draw.per_cent(30) {
                self.note(Feature::Having);
                tail += &format!(" having {}", self.condition(1));
            }
        }
        let distinct = match self.draw.per_cent(10) {
            true => {
                self.note(Feature::Distinct);
                "distinct "
            }
            false => "",
        };
        let around = self.windows.replace(Vec::new());
        let items = self.items(kinds, naming);
        let windows = std::mem::replace(&mut self.windows, around).unwrap_or_default();
        if !windows.is_empty() {
            tail += &format!(" window {}", windows.join(", "));
        }
        self.ungrouped = None;
        format!("select {distinct}{items} from {from}{tail}")
    }

    fn items(&mut self, kinds: &[Kind], naming: Naming) -> String {
        let grouped = self.ungrouped.is_some();
        let mut items = Vec::new();
        for (at, kind) in kinds.iter().enumerate() {
            self.note(kind.feature());
            let item = match self.draw.below(100) {
                0..=8 if !self.scopes.last().is_some_and(|scope| scope.columns.is_empty()) => {
                    self.window(*kind)
                }
                9..=60 if grouped => self.aggregate(*kind),
                _ => self.expr(*kind, 2),
            };
            let is_named = naming == Naming::Loose && self.draw.per_cent(40);
            items.push(if is_named { format!("{item} as c{}", at + 1) } else { item });
        }
        items.join(", ")
    }

    fn star(&mut self, with: String) -> Query {
        let from = self.from();
        let condition = self.condition(2);
        self.scopes.pop();
        Query { text: format!("{with}select * from {from} where {condition}"), order: Order::Any }
    }

    fn distinct_on(&mut self, with: String, kinds: &[Kind]) -> Query {
        self.note(Feature::DistinctOn);
        self.note(Feature::OrderBy);
        let from = self.from();
        let condition = self.condition(1);
        let kind = self.kind();
        let on = self.column(kind).unwrap_or_else(|| format!("({})", "'x'::text"));
        let items = self.items(kinds, Naming::Loose);
        self.scopes.pop();
        let direction = self.direction();
        let places: Vec<String> = (1..=kinds.len()).map(|place| place.to_string()).collect();
        let places = places.join(", ");
        let text = format!(
            "{with}select distinct on ({on}) {items} from {from} where {condition} \
             order by {on}{direction}, {places}"
        );
        Query { text, order: Order::Any }
    }

    fn set_operation(&mut self, kinds: &[Kind]) -> String {
        let word = self.draw.weighted(&[
            (4, "union"),
            (3, "union all"),
            (2, "intersect"),
            (1, "intersect all"),
            (2, "except"),
            (1, "except all"),
        ]);
        self.note(match word.split(' ').next() {
            Some("union") => Feature::Union,
            Some("intersect") => Feature::Intersect,
            _ => Feature::Except,
        });
        if word.ends_with("all") {
            self.note(Feature::SetAll);
        }
        let left = self.block(kinds, Naming::Loose);
        let right = match self.draw.per_cent(20) {
            true if self.may_nest() => format!("({})", self.set_operation(kinds)),
            _ => self.block(kinds, Naming::Outside),
        };
        format!("{left} {word} {right}")
    }

    /// A body with ORDER BY, LIMIT and OFFSET, or without. A limit needs an order that leaves no
    /// choice.
    fn ordered(&mut self, with: String, body: String, count: usize) -> Query {
        let text = format!("{with}{body}");
        if self.draw.per_cent(40) {
            return Query { text, order: Order::Any };
        }
        self.note(Feature::OrderBy);
        let mut left: Vec<usize> = (0..count).collect();
        let mut keys = Vec::new();
        while !left.is_empty() {
            keys.push(left.remove(self.draw.below(left.len())));
        }
        let limited = self.draw.per_cent(35);
        if !limited && self.draw.per_cent(50) {
            keys.truncate(1 + self.draw.below(count));
        }
        let mut written = Vec::new();
        for key in &keys {
            written.push(format!("{}{}", key + 1, self.direction()));
        }
        let mut text = format!("{text} order by {}", written.join(", "));
        if limited {
            text += &self.limit();
        }
        let order = if keys.len() == count { Order::Total } else { Order::By(keys) };
        Query { text, order }
    }

    fn limit(&mut self) -> String {
        let (count, skipped) = (self.draw.between(0, 8), self.draw.between(0, 4));
        let (has_limit, has_offset) =
            self.draw.weighted(&[(5, (true, false)), (4, (true, true)), (2, (false, true))]);
        let mut text = String::new();
        if has_limit {
            self.note(Feature::Limit);
            text += &match self.draw.below(6) {
                0 => format!(" fetch first {} rows only", count.max(1)),
                1 => " limit all".to_string(),
                _ => format!(" limit {count}"),
            };
        }
        if has_offset {
            self.note(Feature::Offset);
            // FETCH stands after OFFSET.
            text = format!(" offset {skipped}{text}");
        }
        text
    }

    /// `WITH ... `: one or two names, which FROM may use from then on.
    fn with(&mut self) -> String {
        self.note(Feature::With);
        if self.draw.per_cent(35) {
            return self.recursive();
        }
        let mut parts = Vec::new();
        for _ in 0..self.draw.between(1, 2) {
            let kinds = self.kinds(3);
            let query = self.nested(&kinds);
            let name = self.name("w");
            let columns: Vec<(String, Kind)> = (kinds.iter().enumerate())
                .map(|(at, kind)| (format!("c{}", at + 1), *kind))
                .collect();
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let how =
                self.draw.weighted(&[(8, ""), (1, "materialized "), (1, "not materialized ")]);
            parts.push(format!("{name}({}) as {how}({query})", names.join(", ")));
            self.named.push((name, columns));
        }
        format!("with {} ", parts.join(", "))
    }

    fn recursive(&mut self) -> String {
        self.note(Feature::Recursive);
        let name = self.name("r");
        let steps = self.draw.between(2, 7);
        let word = *self.draw.pick(&["union all", "union"]);
        let choices = [(Kind::Int4, 3), (Kind::Text, 2), (Kind::Numeric, 2), (Kind::Date, 2)];
        let (kind, _) = *self.draw.pick(&choices);
        self.note(kind.feature());
        let start = super::literal::literal(self.draw, kind);
        let step = match kind {
            Kind::Int4 => "(x * 2 + n) % 100",
            Kind::Text => "x || n",
            Kind::Numeric => "x + n * 0.5",
            _ => "x + n",
        };
        let columns = vec![("n".to_string(), Kind::Int4), ("x".to_string(), kind)];
        self.named.push((name.clone(), columns));
        let walk = !self.world.tables.is_empty() && self.draw.per_cent(30);
        if walk && kind == Kind::Int4 {
            let table = self.draw.pick(&self.world.tables).name.clone();
            return format!(
                "with recursive {name}(n, x) as (select 0, {start} {word} \
                 select n + 1, t.k from {name} join {table} t on t.id = {name}.x where n < 4) "
            );
        }
        format!(
            "with recursive {name}(n, x) as (select 1, {start} {word} \
             select n + 1, {step} from {name} where n < {steps}) "
        )
    }
}

/// Whether the expression is one aggregate's call.
fn is_aggregate(text: &str) -> bool {
    [
        "count(",
        "sum(",
        "min(",
        "max(",
        "avg(",
        "bool_",
        "every(",
        "bit_",
        "string_agg(",
        "var_",
        "std",
    ]
    .iter()
    .any(|start| text.starts_with(start))
}
