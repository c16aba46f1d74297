//! FROM: tables, views, subqueries, series and lists of values, joined in every way.

use super::feature::Feature;
use super::kind::Kind;
use super::literal;
use super::pen::Pen;
use super::scope::{Column, Reach, Scope};
use super::world::Size;

/// What FROM names once.
struct Source {
    /// How it is written, with its alias.
    text: String,
    alias: String,
    columns: Vec<(String, Kind)>,
    /// The columns that tell its rows apart.
    keys: Vec<String>,
}

/// A kind of join and how it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    Cross,
    Inner,
    Left,
    Right,
    Full,
}

impl Join {
    fn words(self) -> &'static str {
        match self {
            Join::Cross => "cross join",
            Join::Inner => "join",
            Join::Left => "left join",
            Join::Right => "right join",
            Join::Full => "full join",
        }
    }

    fn feature(self) -> Feature {
        match self {
            Join::Cross => Feature::CrossJoin,
            Join::Inner => Feature::InnerJoin,
            Join::Left => Feature::LeftJoin,
            Join::Right => Feature::RightJoin,
            Join::Full => Feature::FullJoin,
        }
    }
}

/// Where a join stands in its chain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chain {
    /// It is the only one.
    Only,
    /// Others follow.
    Goes,
    /// It is the last of several.
    Ends,
}

fn at_end(at: usize, count: usize) -> Chain {
    if at + 1 == count {
        Chain::Ends
    } else {
        Chain::Goes
    }
}

/// Joins, as often as they are asked for.
const JOINS: &[(u64, Join)] =
    &[(2, Join::Cross), (6, Join::Inner), (5, Join::Left), (3, Join::Right), (3, Join::Full)];
/// How many joins a block has.
const JOIN_COUNTS: &[(u64, usize)] = &[(10, 0), (8, 1), (3, 2), (1, 3)];

impl Pen<'_> {
    /// What stands after FROM. The columns become those of a new innermost block.
    pub fn from(&mut self) -> String {
        self.scopes.push(Scope::default());
        let first = self.source();
        let mut text = first.text.clone();
        self.see(&first);
        let deep = self.scopes.len() > 1;
        let count = if deep { self.draw.below(2) } else { self.draw.weighted(JOIN_COUNTS) };
        for at in 0..count {
            text =
                self.join(text, &first, if count == 1 { Chain::Only } else { at_end(at, count) });
        }
        text
    }

    /// A base table of the world under a new alias.
    pub fn table(&mut self, at: usize) -> (String, String) {
        let table = &self.world.tables[at];
        let alias = self.name("t");
        let scope = Scope {
            columns: (table.columns.iter())
                .map(|column| Column {
                    text: format!("{alias}.{}", column.name),
                    kind: column.kind,
                    reach: Reach::Anywhere,
                })
                .collect(),
            keys: vec![format!("{alias}.id")],
        };
        self.scopes.push(scope);
        (self.world.tables[at].name.clone(), alias)
    }

    fn see(&mut self, source: &Source) {
        let scope = self.scopes.last_mut().expect("FROM began a block");
        for (name, kind) in &source.columns {
            let text = format!("{}.{name}", source.alias);
            scope.columns.push(Column { text, kind: *kind, reach: Reach::Anywhere });
        }
        scope.keys.extend(source.keys.iter().map(|key| format!("{}.{key}", source.alias)));
    }

    fn join(&mut self, left: String, first: &Source, chain: Chain) -> String {
        let large = self.world.size == Size::Large;
        if !large && self.draw.per_cent(6) {
            return self.lateral(&left);
        }
        let join = self.draw.weighted(JOINS);
        let join = if large && join == Join::Cross { Join::Inner } else { join };
        let right = if large { self.base_table() } else { self.source() };
        self.note(join.feature());
        let words = join.words();
        if join == Join::Cross {
            self.see(&right);
            // What stands before a comma cannot be named in a join after it.
            let comma = chain != Chain::Goes && self.draw.per_cent(50);
            let sign = if comma { ", " } else { " cross join " };
            return format!("{left}{sign}{}", right.text);
        }
        let shared: Vec<(String, Kind)> =
            first.columns.iter().filter(|column| right.columns.contains(column)).cloned().collect();
        if chain == Chain::Only && !shared.is_empty() && self.draw.per_cent(30) {
            return self.shared_join(left, words, &right, shared);
        }
        let before = self.scopes.last().cloned().unwrap_or_default();
        self.see(&right);
        let on = self.on(&before, &right, join);
        format!("{left} {words} {} on {on}", right.text)
    }

    /// USING and NATURAL: columns of one name become one.
    fn shared_join(
        &mut self,
        left: String,
        words: &str,
        right: &Source,
        shared: Vec<(String, Kind)>,
    ) -> String {
        let natural = self.draw.per_cent(35);
        let merged = if natural {
            shared
        } else {
            let count = 1 + self.draw.below(2);
            self.draw.some(&shared, count)
        };
        self.see(right);
        let scope = self.scopes.last_mut().expect("FROM began a block");
        for (name, kind) in &merged {
            let column = Column { text: name.clone(), kind: *kind, reach: Reach::Block };
            scope.columns.extend([column.clone(), column]);
        }
        if natural {
            self.note(Feature::NaturalJoin);
            return format!("{left} natural {words} {}", right.text);
        }
        self.note(Feature::Using);
        let names: Vec<&str> = merged.iter().map(|(name, _)| name.as_str()).collect();
        format!("{left} {words} {} using ({})", right.text, names.join(", "))
    }

    /// The condition of a join: mostly that columns of one type are equal. FULL takes nothing else.
    fn on(&mut self, left: &Scope, right: &Source, join: Join) -> String {
        let mut pairs = Vec::new();
        for (name, kind) in &right.columns {
            for column in left.columns.iter().filter(|column| column.kind == *kind) {
                pairs.push(format!("{} = {}.{name}", column.text, right.alias));
            }
        }
        if self.world.size == Size::Large {
            pairs.retain(|pair| pair.contains(".id"));
        }
        if pairs.is_empty() {
            return if join == Join::Full { "true".to_string() } else { self.condition(1) };
        }
        let mut on = self.draw.pick(&pairs).clone();
        if join == Join::Full || self.world.size == Size::Large {
            return on;
        }
        if self.draw.per_cent(25) {
            on = format!("{on} and {}", self.condition(1));
        } else if self.draw.per_cent(15) {
            on = self.condition(1);
        }
        on
    }

    fn lateral(&mut self, left: &str) -> String {
        if !self.may_nest() {
            let right = self.source();
            self.see(&right);
            self.note(Feature::CrossJoin);
            return format!("{left} cross join {}", right.text);
        }
        self.note(Feature::Lateral);
        self.note(Feature::Derived);
        let kinds = self.kinds(2);
        let query = self.nested(&kinds);
        let right = self.derived(&query, &kinds, "lateral ");
        self.see(&right);
        if self.draw.per_cent(50) {
            self.note(Feature::LeftJoin);
            return format!("{left} left join {} on true", right.text);
        }
        self.note(Feature::CrossJoin);
        format!("{left} cross join {}", right.text)
    }

    fn source(&mut self) -> Source {
        match self.draw.below(100) {
            0..=9 if !self.named.is_empty() => self.common_table(),
            0..=5 => self.series(),
            6..=9 => self.values(),
            10..=19 if self.may_nest() => {
                self.note(Feature::Derived);
                let kinds = self.kinds(3);
                // A subquery in FROM sees nothing of its own block.
                let own = self.scopes.pop();
                let outer = std::mem::take(&mut self.scopes);
                let query = self.nested(&kinds);
                self.scopes = outer;
                self.scopes.extend(own);
                self.derived(&query, &kinds, "")
            }
            20..=27 if !self.world.views.is_empty() => self.view(),
            _ => self.base_table(),
        }
    }

    fn base_table(&mut self) -> Source {
        let table = self.draw.pick(&self.world.tables).clone();
        let alias = self.name("t");
        let word = *self.draw.pick(&["", "as "]);
        Source {
            text: format!("{} {word}{alias}", table.name),
            columns: table.columns.iter().map(|c| (c.name.clone(), c.kind)).collect(),
            keys: vec!["id".to_string()],
            alias,
        }
    }

    fn view(&mut self) -> Source {
        self.note(Feature::View);
        let view = self.draw.pick(&self.world.views).clone();
        let columns: Vec<_> = view.columns.iter().map(|c| (c.name.clone(), c.kind)).collect();
        self.whole(view.name.clone(), columns)
    }

    fn common_table(&mut self) -> Source {
        let (name, columns) = self.draw.pick(&self.named).clone();
        self.whole(name, columns)
    }

    /// Something whose rows only all columns together tell apart.
    fn whole(&mut self, name: String, columns: Vec<(String, Kind)>) -> Source {
        let alias = self.name("t");
        let keys = columns.iter().map(|(name, _)| name.clone()).collect();
        Source { text: format!("{name} as {alias}"), alias, columns, keys }
    }

    fn derived(&mut self, query: &str, kinds: &[Kind], word: &str) -> Source {
        let alias = self.name("d");
        let columns: Vec<(String, Kind)> =
            kinds.iter().enumerate().map(|(at, kind)| (format!("c{}", at + 1), *kind)).collect();
        let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
        let text = format!("{word}({query}) as {alias}({})", names.join(", "));
        Source { text, alias, columns, keys: names }
    }

    fn series(&mut self) -> Source {
        self.note(Feature::Series);
        let alias = self.name("g");
        let low = self.draw.between(-2, 4);
        let high = low + self.draw.between(-1, 7);
        let (call, kind) = match self.draw.below(4) {
            0 => (format!("generate_series({low}, {high}, 2)"), Kind::Int4),
            1 => (format!("generate_series({high}, {low}, -1)"), Kind::Int4),
            2 => {
                let days = self.draw.between(1, 5);
                let text = format!(
                    "generate_series(timestamp '2021-01-30', timestamp '2021-02-0{days}', '1 day')"
                );
                (text, Kind::Timestamp)
            }
            _ => (format!("generate_series({low}, {high})"), Kind::Int4),
        };
        let text = format!("{call} as {alias}(n)");
        let columns = vec![("n".to_string(), kind)];
        Source { text, alias, columns, keys: vec!["n".to_string()] }
    }

    fn values(&mut self) -> Source {
        self.note(Feature::Values);
        let kinds = self.kinds(2);
        let text = self.value_list(&kinds, 3);
        self.derived(&text, &kinds, "")
    }

    /// `VALUES` with some rows of constants.
    pub fn value_list(&mut self, kinds: &[Kind], most: i64) -> String {
        let count = self.draw.between(1, most);
        let mut rows = Vec::new();
        for _ in 0..count {
            let values: Vec<String> =
                kinds.iter().map(|kind| literal::literal(self.draw, *kind)).collect();
            rows.push(format!("({})", values.join(", ")));
        }
        format!("values {}", rows.join(", "))
    }
}
