//! One case: a set-up of tables with rows, then statements, each written for what there is then.

use std::collections::VecDeque;

use super::control::outside;
use super::draw::Draw;
use super::feature::Feature;
use super::kind::Kind;
use super::pen::Pen;
use super::statement::{After, Statement};
use super::world::{Rule, Size, Table, World, ACTIONS};
use crate::rival::verdict::Order;

/// Names of tables.
const TABLES: &[&str] = &["ant", "bee", "cat", "dog"];
/// Rows of a small table at most, and of a large one.
const ROWS_SMALL: i64 = 14;
const ROWS_LARGE: i64 = 300;
/// Savepoints that nest at most.
const SAVEPOINTS_MAX: usize = 6;

/// What a statement is about.
#[derive(Clone, Copy)]
enum Topic {
    Query,
    Insert,
    Update,
    Delete,
    Truncate,
    Transaction,
    Prepared,
    Sequence,
    View,
    Alter,
    CreateTable,
    Temporary,
    Drop,
    Index,
    Analyze,
}

/// The mix: how often each topic comes, in a hundred.
const MIX: &[(u64, Topic)] = &[
    (540, Topic::Query),
    (130, Topic::Insert),
    (75, Topic::Update),
    (50, Topic::Delete),
    (22, Topic::Truncate),
    (50, Topic::Transaction),
    (45, Topic::Prepared),
    (20, Topic::Sequence),
    (20, Topic::View),
    (28, Topic::Alter),
    (17, Topic::CreateTable),
    (17, Topic::Temporary),
    (18, Topic::Drop),
    (34, Topic::Index),
    (14, Topic::Analyze),
];

/// One case.
pub struct Case {
    draw: Draw,
    world: World,
    /// What there was when the transaction began, and at its savepoints.
    before: Vec<World>,
    failed: bool,
    made: usize,
}

impl Case {
    /// The case of that seed, and the statements that set it up.
    pub fn new(seed: u64) -> (Case, Vec<Statement>) {
        let draw = Draw::new(seed, "differential");
        let world = World::default();
        let mut case = Case { draw, world, before: Vec::new(), failed: false, made: 0 };
        if case.draw.per_cent(20) {
            case.world.size = Size::Large;
        }
        let setup = case.setup();
        (case, setup.into())
    }

    fn setup(&mut self) -> VecDeque<Statement> {
        let mut setup = VecDeque::new();
        let count = self.draw.between(2, TABLES.len() as i64) as usize;
        for name in &TABLES[..count] {
            let mut pen = Pen::new(&mut self.draw, &self.world);
            let (text, table) = pen.create_table(name, "");
            setup.push_back(Statement::plain(text.clone(), pen.features));
            for text in self.rows(&table) {
                setup.push_back(Statement::plain(text, Default::default()));
            }
            self.refer(&text, table);
        }
        for at in 0..self.draw.below(3) {
            let mut pen = Pen::new(&mut self.draw, &self.world);
            let text = pen.create_index(&format!("first{at}"));
            setup.push_back(Statement::plain(text, pen.features));
        }
        if self.draw.per_cent(50) {
            setup.push_back(Statement::plain("analyze".to_string(), Default::default()));
        }
        setup
    }

    /// The statements that fill a table.
    fn rows(&mut self, table: &Table) -> Vec<String> {
        if self.world.size == Size::Small {
            let count = self.draw.between(0, ROWS_SMALL) as usize;
            let mut pen = Pen::new(&mut self.draw, &self.world);
            return (1..=count).map(|id| pen.insert_row(table, id)).collect();
        }
        let count = self.draw.between(50, ROWS_LARGE);
        let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        let mut values = vec!["g".to_string()];
        for column in &table.columns[1..] {
            let value = counted(column.kind, self.draw.between(3, 60));
            let is_key = column.rules.contains(&Rule::References);
            let value = if is_key { "g % 40 + 1".to_string() } else { value };
            values.push(match column.rules.contains(&Rule::NotNull) {
                true => value,
                false => format!("case when g % 11 = 3 then null else {value} end"),
            });
        }
        let (names, values) = (names.join(", "), values.join(", "));
        let into = format!("insert into {} ({names})", table.name);
        vec![format!("{into} select {values} from generate_series(1, {count}) as s(g)")]
    }

    /// Adds a table, and notes that another is referred to.
    fn refer(&mut self, text: &str, table: Table) {
        if let Some((_, rest)) = text.split_once(" references ") {
            let parent = rest.split(' ').next().unwrap_or_default().to_string();
            let parents = self.world.tables.iter_mut().filter(|table| table.name == parent);
            let said = |action: &&&str| rest.contains(&format!(" {action}"));
            let actions: Vec<&'static str> = ACTIONS.iter().filter(said).copied().collect();
            parents.for_each(|table| table.referred.extend(&actions));
        }
        self.world.tables.push(table);
    }

    /// The next statement.
    pub fn next_statement(&mut self) -> Statement {
        self.made += 1;
        let (number, in_transaction) = (self.made, self.world.savepoints.is_some());
        let mut topic = self.draw.weighted(MIX);
        if in_transaction && self.draw.per_cent(18) {
            topic = Topic::Transaction;
        }
        if self.world.tables.len() > TABLES.len() + 2 && matches!(topic, Topic::CreateTable) {
            topic = Topic::Drop;
        }
        let escapes = self.failed && self.draw.per_cent(85);
        let mut pen = Pen::new(&mut self.draw, &self.world);
        if in_transaction {
            pen.note(Feature::InTransaction);
        }
        let (text, order, after) = match escapes {
            true => {
                let (text, after) = pen.way_out();
                (text, Order::Any, after)
            }
            false => write(&mut pen, topic, number),
        };
        let text = pen.commented(text);
        Statement { text, order, features: pen.features, after }
    }

    /// Whether a transaction is open.
    pub fn is_in_transaction(&self) -> bool {
        self.world.savepoints.is_some()
    }

    /// Tells whether the statement succeeded.
    pub fn told(&mut self, statement: &Statement, succeeded: bool) {
        if !succeeded {
            self.failed = self.world.savepoints.is_some();
            return;
        }
        match &statement.after {
            After::Same => {}
            After::World(world) => self.world = (**world).clone(),
            After::Begin => {
                self.before = vec![self.world.clone()];
                self.world.savepoints = Some(Vec::new());
            }
            After::Commit => {
                self.world = outside(&self.world);
                self.failed = false;
            }
            After::Rollback => {
                if let Some(first) = self.before.first() {
                    self.world = outside(first);
                }
                self.failed = false;
            }
            After::Savepoint(name) => {
                self.before.push(self.world.clone());
                self.savepoints(|names| names.push(name.clone()));
            }
            After::Release(name) => {
                let depth = self.depth(name);
                self.before.truncate(depth + 1);
                self.savepoints(|names| names.truncate(depth));
            }
            After::RollbackTo(name) => {
                let depth = self.depth(name);
                self.before.truncate(depth + 2);
                let savepoints = self.world.savepoints.clone();
                self.world = self.before[depth + 1].clone();
                self.world.savepoints = savepoints;
                self.savepoints(|names| names.truncate(depth + 1));
                self.failed = false;
            }
        }
    }

    fn savepoints(&mut self, act: impl FnOnce(&mut Vec<String>)) {
        act(self.world.savepoints.as_mut().expect("a savepoint stands in a transaction"));
    }

    /// How many savepoints lie around the innermost one of that name.
    fn depth(&self, name: &str) -> usize {
        let names = self.world.savepoints.as_deref().unwrap_or_default();
        names.iter().rposition(|known| known == name).expect("only known savepoints are named")
    }
}

fn write(pen: &mut Pen<'_>, topic: Topic, number: usize) -> (String, Order, After) {
    let plain = |text: String| (text, Order::Any, After::Same);
    match topic {
        Topic::Query => {
            let query = pen.query();
            (query.text, query.order, After::Same)
        }
        Topic::Insert => plain(pen.insert()),
        Topic::Update => plain(pen.update()),
        Topic::Delete => plain(pen.delete()),
        Topic::Truncate => plain(pen.truncate()),
        Topic::Analyze => plain(pen.analyze()),
        Topic::Index => plain(pen.create_index(&format!("by{number}"))),
        Topic::Transaction => {
            let nested = pen.world.savepoints.as_ref().is_some_and(|n| n.len() > SAVEPOINTS_MAX);
            let (text, after) = if nested { pen.way_out() } else { pen.transaction() };
            let commits = text == "commit" && nested;
            (text, Order::Any, if commits { After::Commit } else { after })
        }
        Topic::Prepared => with(pen.prepared(number)),
        Topic::Sequence => with(pen.sequence(number)),
        Topic::Alter => {
            let (text, world) = pen.alter();
            (text, Order::Any, After::World(Box::new(world)))
        }
        Topic::View => {
            let mut world = pen.world.clone();
            if world.views.len() > 2 {
                let gone = world.views.remove(0).name;
                pen.note(Feature::View);
                return (format!("drop view {gone}"), Order::Any, After::World(Box::new(world)));
            }
            let (text, view) = pen.create_view(&format!("view{number}"));
            world.views.push(view);
            (text, Order::Any, After::World(Box::new(world)))
        }
        Topic::CreateTable => new_table(pen, &format!("new{number}"), ""),
        Topic::Temporary => {
            pen.note(Feature::Temporary);
            new_table(pen, &format!("temp{number}"), "temp ")
        }
        Topic::Drop => {
            pen.note(Feature::Drop);
            let mut world = pen.world.clone();
            let at = pen.draw.below(world.tables.len());
            let cascade = *pen.draw.pick(&["", "", " cascade"]);
            let text = format!("drop table {}{cascade}", world.tables[at].name);
            if world.tables.len() < 3 {
                return drop_other(pen);
            }
            world.tables.remove(at);
            (text, Order::Any, After::World(Box::new(world)))
        }
    }
}

/// Drops something else than one of few tables.
fn drop_other(pen: &mut Pen<'_>) -> (String, Order, After) {
    let mut world = pen.world.clone();
    let text = match (pen.draw.below(3), world.views.pop(), world.sequences.pop()) {
        (0, Some(view), sequence) => {
            world.sequences.extend(sequence);
            format!("drop view if exists {}", view.name)
        }
        (1, view, Some(sequence)) => {
            world.views.extend(view);
            format!("drop sequence {sequence}")
        }
        _ => return ("drop table if exists nothing".to_string(), Order::Any, After::Same),
    };
    (text, Order::Any, After::World(Box::new(world)))
}

fn with((text, after): (String, After)) -> (String, Order, After) {
    (text, Order::Any, after)
}

fn new_table(pen: &mut Pen<'_>, name: &str, word: &str) -> (String, Order, After) {
    let mut world = pen.world.clone();
    let (text, table) = pen.create_table(name, word);
    world.tables.push(table);
    (text, Order::Any, After::World(Box::new(world)))
}

/// A value that follows from the number `g`, one of so many.
fn counted(kind: Kind, many: i64) -> String {
    let n = format!("g % {many}");
    match kind {
        Kind::Bool => format!("{n} = 1"),
        Kind::Int2 | Kind::Int4 | Kind::Int8 => n,
        Kind::Numeric => format!("({n}) / 4.0"),
        Kind::Float4 | Kind::Float8 => format!("({n}) / 8.0::float8"),
        Kind::Text => format!("repeat(chr(97 + {n} % 5), 1 + g % 3)"),
        Kind::Varchar => format!("'c' || {n}"),
        Kind::Char => format!("chr(97 + {n} % 26)"),
        Kind::Date => format!("date '2021-01-28' + {n}"),
        Kind::Time => format!("time '08:00' + ({n}) * interval '10 minutes'"),
        Kind::Timestamp => format!("timestamp '2021-02-27 12:00' + ({n}) * interval '7 hours'"),
        Kind::TimestampTz => {
            format!("timestamptz '2021-02-27 12:00+00' + ({n}) * interval '1 day'")
        }
        Kind::Interval => format!("({n}) * interval '90 minutes'"),
        Kind::Uuid => format!("md5(({n})::text)::uuid"),
    }
}
