//! The pen that writes one statement: chance, what can be named, and what was exercised so far.

use std::collections::BTreeSet;

use super::draw::Draw;
use super::feature::Feature;
use super::forms::{Form, FAMILIES};
use super::kind::{Kind, KINDS};
use super::literal;
use super::scope::{Reach, Scope};
use super::world::World;

/// Subqueries in one statement at most, and how deep they nest.
const SUBQUERIES_MAX: u32 = 3;
const NESTING_MAX: usize = 3;

/// Writes one statement.
pub struct Pen<'a> {
    /// Its chance.
    pub draw: &'a mut Draw,
    /// What there is to ask.
    pub world: &'a World,
    /// What was exercised so far.
    pub features: BTreeSet<Feature>,
    /// What can be named, the innermost block last.
    pub scopes: Vec<Scope>,
    /// In a grouped block, what its aggregates can name.
    pub ungrouped: Option<Scope>,
    /// What stands after WINDOW in the block at hand; none where that cannot be written.
    pub windows: Option<Vec<String>>,
    /// Names of WITH and their columns that FROM may use.
    pub named: Vec<(String, Vec<(String, Kind)>)>,
    /// Parameters that may be named, with their types.
    pub params: Vec<Kind>,
    subqueries_left: u32,
    names: u32,
}

impl<'a> Pen<'a> {
    /// A pen for that world.
    pub fn new(draw: &'a mut Draw, world: &'a World) -> Pen<'a> {
        Pen {
            draw,
            world,
            features: BTreeSet::new(),
            scopes: Vec::new(),
            ungrouped: None,
            windows: None,
            named: Vec::new(),
            params: Vec::new(),
            subqueries_left: SUBQUERIES_MAX,
            names: 0,
        }
    }

    /// Notes what is exercised.
    pub fn note(&mut self, feature: Feature) {
        self.features.insert(feature);
    }

    /// A name that the statement does not have yet.
    pub fn name(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    /// A kind, as often as queries ask for it.
    pub fn kind(&mut self) -> Kind {
        self.draw.weighted(KINDS)
    }

    /// A few kinds.
    pub fn kinds(&mut self, most: i64) -> Vec<Kind> {
        (0..self.draw.between(1, most)).map(|_| self.kind()).collect()
    }

    /// Whether one more subquery may be written here; if so it is counted.
    pub fn may_nest(&mut self) -> bool {
        let may = self.subqueries_left > 0 && self.scopes.len() < NESTING_MAX;
        if may {
            self.subqueries_left -= 1;
        }
        may
    }

    /// An expression of that kind.
    pub fn expr(&mut self, kind: Kind, depth: u32) -> String {
        self.note(kind.feature());
        if depth == 0 {
            return self.leaf(kind);
        }
        match self.draw.below(100) {
            0..=29 => self.leaf(kind),
            30..=63 => self.form(kind, depth),
            64..=69 => self.conditional(kind, depth),
            70..=75 => self.case(kind, depth),
            76..=80 => self.cast(kind, depth),
            81..=84 => self.scalar_subquery(kind),
            85..=92 if kind == Kind::Bool => self.test(depth),
            _ if kind == Kind::Bool => self.comparison(depth),
            _ => self.form(kind, depth),
        }
    }

    /// A condition that keeps some rows: more tests and comparisons than `expr` makes.
    pub fn condition(&mut self, depth: u32) -> String {
        match self.draw.below(10) {
            0..=3 => self.comparison(depth),
            4..=6 => self.test(depth),
            7 => {
                self.note(Feature::Logic);
                let (left, right) = (self.condition(depth / 2), self.condition(depth / 2));
                let word = self.draw.pick(&["and", "or"]).to_string();
                format!("({left} {word} {right})")
            }
            _ => self.expr(Kind::Bool, depth),
        }
    }

    /// A column, an aggregate, a parameter or a constant.
    pub fn leaf(&mut self, kind: Kind) -> String {
        if self.ungrouped.is_some() && self.draw.per_cent(35) {
            return self.aggregate(kind);
        }
        if self.params.contains(&kind) && self.draw.per_cent(30) {
            let at = self.params.iter().position(|param| *param == kind).expect("it is there");
            return format!("${}", at + 1);
        }
        if self.draw.per_cent(80) {
            if let Some(column) = self.column(kind) {
                return column;
            }
        }
        if self.draw.per_cent(4) {
            return format!("null::{}", kind.name());
        }
        self.constant(kind)
    }

    /// A constant, now and then as people write them.
    pub fn constant(&mut self, kind: Kind) -> String {
        let odd = self.draw.per_cent(12).then(|| literal::odd(self.draw, kind)).flatten();
        if odd.is_some() {
            self.note(match kind {
                Kind::Text => Feature::Quoting,
                _ => Feature::LooseDate,
            });
        }
        odd.unwrap_or_else(|| literal::literal(self.draw, kind))
    }

    /// The text, now and then with a comment in it.
    pub fn commented(&mut self, text: String) -> String {
        if !self.draw.per_cent(3) {
            return text;
        }
        self.note(Feature::Comment);
        match self.draw.below(3) {
            0 => format!("{text} -- ;' the end"),
            1 => format!("{text} /* a /* nested */ ' one */"),
            _ => text.replacen(' ', " /* 'here' */ ", 1),
        }
    }

    /// A column of that kind: mostly of this block, sometimes of one around it.
    pub fn column(&mut self, kind: Kind) -> Option<String> {
        let (innermost, outer) = self.scopes.split_last()?;
        let own = innermost.column(self.draw, kind, Reach::Block);
        if own.is_some() && self.draw.per_cent(75) {
            return own;
        }
        for scope in outer.iter().rev() {
            if let Some(found) = scope.column(self.draw, kind, Reach::Anywhere) {
                self.features.insert(Feature::Correlated);
                return Some(found);
            }
        }
        own
    }

    /// An operator or a function that gives that kind.
    fn form(&mut self, kind: Kind, depth: u32) -> String {
        let fits = |(weight, forms): &(u64, &'static [Form])| {
            let fitting: Vec<&'static Form> = forms.iter().filter(|f| f.gives == kind).collect();
            (!fitting.is_empty()).then_some((*weight, fitting))
        };
        let families: Vec<(u64, Vec<&'static Form>)> = FAMILIES.iter().filter_map(fits).collect();
        if families.is_empty() {
            return self.leaf(kind);
        }
        let weights: Vec<(u64, usize)> =
            families.iter().enumerate().map(|(at, (weight, _))| (*weight, at)).collect();
        let family = self.draw.weighted(&weights);
        let form = *self.draw.pick(&families[family].1);
        self.note(form.feature);
        let mut args = form.takes.iter();
        let mut written = String::new();
        for (at, piece) in form.text.split("{}").enumerate() {
            if at > 0 {
                let taken = *args.next().expect("a form has as many places as arguments");
                written += &self.expr(taken, depth - 1);
            }
            written += piece;
        }
        written
    }

    fn conditional(&mut self, kind: Kind, depth: u32) -> String {
        self.note(Feature::Conditional);
        let (a, b) = (self.expr(kind, depth - 1), self.expr(kind, depth - 1));
        match self.draw.below(4) {
            0 => format!("nullif({a}, {b})"),
            1 => format!("greatest({a}, {b})"),
            2 => format!("least({a}, {b})"),
            _ => format!("coalesce({a}, {b})"),
        }
    }

    fn case(&mut self, kind: Kind, depth: u32) -> String {
        self.note(Feature::Case);
        let (a, b) = (self.expr(kind, depth - 1), self.expr(kind, depth - 1));
        if self.draw.per_cent(40) {
            let of = self.kind();
            let (subject, value) = (self.expr(of, depth - 1), self.expr(of, 0));
            return format!("case {subject} when {value} then {a} else {b} end");
        }
        let when = self.condition(depth - 1);
        match self.draw.below(3) {
            0 => format!("case when {when} then {a} end"),
            1 => {
                let (second, c) = (self.condition(depth - 1), self.expr(kind, depth - 1));
                format!("case when {when} then {a} when {second} then {b} else {c} end")
            }
            _ => format!("case when {when} then {a} else {b} end"),
        }
    }

    /// A cast from another kind that cannot fail with the values that occur.
    fn cast(&mut self, kind: Kind, depth: u32) -> String {
        self.note(Feature::Cast);
        let fits = |source: &&Kind| !matches!((kind, source), (Kind::Bool | Kind::Uuid, _));
        let sources: Vec<Kind> = kind.safe_sources().iter().filter(fits).copied().collect();
        if sources.is_empty() {
            let same = self.expr(kind, depth - 1);
            return format!("cast({same} as {})", kind.name());
        }
        let source = *self.draw.pick(&sources);
        if source == Kind::Bool && !matches!(kind, Kind::Int4 | Kind::Text) {
            let same = self.expr(kind, depth - 1);
            return format!("({same})::{}", kind.name());
        }
        let from = self.expr(source, depth - 1);
        format!("({from})::{}", kind.name())
    }
}
