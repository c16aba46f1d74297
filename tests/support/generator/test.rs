//! Conditions: comparisons of every kind, BETWEEN, IN, LIKE, EXISTS, ANY and ALL.

use super::feature::Feature;
use super::kind::Kind;
use super::literal;
use super::pen::Pen;

const SIGNS: &[&str] = &["=", "<>", "<", "<=", ">", ">="];

impl Pen<'_> {
    /// Two values of one kind, compared.
    pub fn comparison(&mut self, depth: u32) -> String {
        self.note(Feature::Comparison);
        let kind = self.kind();
        let left = self.expr(kind, depth.saturating_sub(1));
        let right = if self.draw.per_cent(20) && !matches!(kind, Kind::Bool) {
            literal::untyped(self.draw, kind)
        } else {
            self.expr(kind, depth.saturating_sub(1))
        };
        let signs: &[&str] = if self.draw.per_cent(40) { &["="] } else { SIGNS };
        let sign = *self.draw.pick(signs);
        format!("({left} {sign} {right})")
    }

    /// A test with a word of its own.
    pub fn test(&mut self, depth: u32) -> String {
        let depth = depth.saturating_sub(1);
        match self.draw.below(11) {
            0 | 1 => self.between(depth),
            2 | 3 => self.in_list(depth),
            4 | 5 => self.in_subquery(depth),
            6 | 7 => self.exists(),
            8 => self.any_or_all(depth),
            9 => self.row_in_subquery(depth),
            _ => {
                self.note(Feature::Logic);
                let kind = self.kind();
                let tested = self.expr(kind, depth);
                let word = *self.draw.pick(&["is null", "is not null"]);
                format!("({tested} {word})")
            }
        }
    }

    fn between(&mut self, depth: u32) -> String {
        self.note(Feature::Between);
        let kind = self.kind();
        let (value, low, high) = (self.expr(kind, depth), self.leaf(kind), self.leaf(kind));
        let word = *self.draw.pick(&["between", "between", "not between"]);
        format!("({value} {word} {low} and {high})")
    }

    fn in_list(&mut self, depth: u32) -> String {
        self.note(Feature::InList);
        let kind = self.kind();
        let value = self.expr(kind, depth);
        let count = self.draw.between(1, 5);
        let mut items: Vec<String> = (0..count).map(|_| self.leaf(kind)).collect();
        if self.draw.per_cent(8) {
            items.push("null".to_string());
        }
        let word = *self.draw.pick(&["in", "in", "not in"]);
        format!("({value} {word} ({}))", items.join(", "))
    }

    fn in_subquery(&mut self, depth: u32) -> String {
        let kind = self.kind();
        let value = self.expr(kind, depth);
        let Some(query) = self.subquery(&[kind]) else { return self.comparison(depth) };
        self.note(Feature::InSubquery);
        let word = *self.draw.pick(&["in", "in", "not in"]);
        format!("({value} {word} ({query}))")
    }

    fn row_in_subquery(&mut self, depth: u32) -> String {
        let (a, b) = (self.kind(), self.kind());
        let (left, right) = (self.expr(a, depth), self.expr(b, depth));
        let Some(query) = self.subquery(&[a, b]) else { return self.comparison(depth) };
        self.note(Feature::InSubquery);
        let word = *self.draw.pick(&["in", "not in"]);
        format!("(({left}, {right}) {word} ({query}))")
    }

    fn exists(&mut self) -> String {
        let kind = self.kind();
        let Some(query) = self.subquery(&[kind]) else { return self.comparison(1) };
        self.note(Feature::Exists);
        let word = *self.draw.pick(&["exists", "exists", "not exists"]);
        format!("({word} ({query}))")
    }

    fn any_or_all(&mut self, depth: u32) -> String {
        let kind = self.kind();
        let value = self.expr(kind, depth);
        let Some(query) = self.subquery(&[kind]) else { return self.comparison(depth) };
        self.note(Feature::AnyAll);
        let sign = *self.draw.pick(SIGNS);
        let word = *self.draw.pick(&["any", "all", "some"]);
        format!("({value} {sign} {word} ({query}))")
    }
}
