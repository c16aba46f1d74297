//! INSERT, UPDATE, DELETE and TRUNCATE.

use super::feature::Feature;
use super::literal;
use super::pen::Pen;
use super::scope::{Column, Reach, Scope};
use super::world::{Rule, Table, TableColumn};

/// Ids given out by hand: few, so that they meet.
const ID_MAX: i64 = 24;
/// What is added to the ids of rows that are copied, so that most of them are new.
const COPY_STEP: i64 = 40;

impl Pen<'_> {
    /// An INSERT of any shape.
    pub fn insert(&mut self) -> String {
        let table = self.draw.pick(&self.world.tables).clone();
        self.note(Feature::Insert);
        self.note_rules(&table);
        let mut text = match self.draw.below(10) {
            0..=2 => self.insert_select(&table),
            3 => {
                self.note(Feature::DefaultValues);
                format!("insert into {} default values", table.name)
            }
            _ => self.insert_values(&table),
        };
        if self.draw.per_cent(40) {
            text += &self.on_conflict(&table);
        }
        text + &self.returning(&table, &table.name.clone())
    }

    /// One row of constants for a table, as set-ups need it.
    pub fn insert_row(&mut self, table: &Table, id: usize) -> String {
        let columns = self.stored_columns(table);
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let mut values: Vec<String> =
            columns.iter().map(|column| self.stored_value(column)).collect();
        if columns[0].name == "id" {
            values[0] = id.to_string();
        }
        let (names, values) = (names.join(", "), values.join(", "));
        format!("insert into {} ({names}) values ({values})", table.name)
    }

    fn insert_values(&mut self, table: &Table) -> String {
        let columns = self.stored_columns(table);
        let counted = columns.len() < table.columns.len();
        let count = if counted { 1 } else { self.draw.between(1, 3) };
        if count > 1 {
            self.note(Feature::ManyRows);
        }
        let mut rows = Vec::new();
        for _ in 0..count {
            let mut values = Vec::new();
            for column in &columns {
                values.push(match self.draw.below(20) {
                    0 => {
                        self.note(Feature::Default);
                        "default".to_string()
                    }
                    1 | 2 => self.expr(column.kind, 1),
                    _ => self.stored_value(column),
                });
            }
            rows.push(format!("({})", values.join(", ")));
        }
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let (names, rows) = (names.join(", "), rows.join(", "));
        format!("insert into {} ({names}) values {rows}", table.name)
    }

    fn insert_select(&mut self, table: &Table) -> String {
        self.note(Feature::InsertSelect);
        let source = self.draw.below(self.world.tables.len());
        let (name, alias) = self.table(source);
        let mut values = vec![format!("{alias}.id + {COPY_STEP}")];
        for column in &table.columns[1..] {
            values.push(self.expr(column.kind, 1));
        }
        let condition = self.condition(1);
        self.scopes.pop();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        format!(
            "insert into {} ({}) select {} from {name} as {alias} where {condition}",
            table.name,
            names.join(", "),
            values.join(", ")
        )
    }

    /// The columns that get values: all, or some where the others have a rule that fills them in.
    fn stored_columns(&mut self, table: &Table) -> Vec<TableColumn> {
        let counts = |column: &TableColumn| {
            column.rules.iter().any(|rule| matches!(rule, Rule::Serial | Rule::Identity))
        };
        let mut columns = Vec::new();
        for column in &table.columns {
            if counts(column) || (column.name != "id" && self.draw.per_cent(5)) {
                self.note(Feature::Default);
                continue;
            }
            columns.push(column.clone());
        }
        if columns.is_empty() {
            columns.push(table.columns[0].clone());
        }
        columns
    }

    fn stored_value(&mut self, column: &TableColumn) -> String {
        if column.name == "id" {
            return self.draw.between(1, ID_MAX).to_string();
        }
        let is_key = column.rules.contains(&Rule::References);
        if is_key && self.draw.per_cent(70) {
            return self.draw.between(1, 6).to_string();
        }
        let rare = column.rules.contains(&Rule::NotNull);
        if self.draw.per_cent(if rare { 2 } else { 15 }) {
            return "null".to_string();
        }
        literal::stored(self.draw, column.kind)
    }

    fn on_conflict(&mut self, table: &Table) -> String {
        self.note(Feature::Conflict);
        let target = match table.unique.is_empty() || self.draw.per_cent(70) {
            true => "id".to_string(),
            false => table.unique.join(", "),
        };
        match self.draw.below(10) {
            0 | 1 => return " on conflict do nothing".to_string(),
            2..=4 => return format!(" on conflict ({target}) do nothing"),
            _ => {}
        }
        let mut columns = table_scope(table, &table.name);
        columns.columns.extend(table_scope(table, "excluded").columns);
        self.scopes.push(columns);
        let mut sets = Vec::new();
        let count = 1 + self.draw.below(2);
        for column in self.draw.some(&table.columns[1..], count) {
            let value = match self.draw.per_cent(50) {
                true => format!("excluded.{}", column.name),
                false => self.expr(column.kind, 1),
            };
            sets.push(format!("{} = {value}", column.name));
        }
        let condition = match self.draw.per_cent(25) {
            true => format!(" where {}", self.condition(1)),
            false => String::new(),
        };
        self.scopes.pop();
        format!(" on conflict ({target}) do update set {}{condition}", sets.join(", "))
    }

    /// An UPDATE, with or without FROM.
    pub fn update(&mut self) -> String {
        let table = self.draw.pick(&self.world.tables).clone();
        self.note(Feature::Update);
        self.note_rules(&table);
        self.note_actions(&table);
        let alias = self.name("t");
        self.scopes.push(table_scope(&table, &alias));
        let (from, on) = match self.draw.per_cent(40) {
            true => {
                self.note(Feature::UpdateFrom);
                self.other(&alias)
            }
            false => (String::new(), String::new()),
        };
        let mut sets = Vec::new();
        let count = 1 + self.draw.below(2);
        for column in self.draw.some(&table.columns[1..], count) {
            let value = match self.draw.below(12) {
                0 => "default".to_string(),
                1 => "null".to_string(),
                _ => self.expr(column.kind, 2),
            };
            sets.push(format!("{} = {value}", column.name));
        }
        if self.draw.per_cent(18) {
            sets = vec![self.row_assigned(&table)];
        }
        if self.draw.per_cent(12) {
            sets.push(format!("id = {alias}.id + 1000"));
        }
        let condition = self.condition(2);
        let from = if from.is_empty() { from } else { format!(" from {from}") };
        let returning = self.returning_of_scope(&alias);
        self.scopes.pop();
        format!(
            "update {} as {alias} set {}{from} where {on}{condition}{returning}",
            table.name,
            sets.join(", ")
        )
    }

    /// `(a, b) = (1, 2)`
    fn row_assigned(&mut self, table: &Table) -> String {
        self.note(Feature::RowAssigned);
        let columns = self.draw.some(&table.columns[1..], 2);
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let values: Vec<String> = columns.iter().map(|column| self.expr(column.kind, 1)).collect();
        let word = *self.draw.pick(&["", "row "]);
        format!("({}) = {word}({})", names.join(", "), values.join(", "))
    }

    /// A DELETE, with or without USING.
    pub fn delete(&mut self) -> String {
        let table = self.draw.pick(&self.world.tables).clone();
        self.note(Feature::Delete);
        self.note_actions(&table);
        let alias = self.name("t");
        self.scopes.push(table_scope(&table, &alias));
        let (using, on) = match self.draw.per_cent(45) {
            true => {
                self.note(Feature::DeleteUsing);
                self.other(&alias)
            }
            false => (String::new(), String::new()),
        };
        let using = if using.is_empty() { using } else { format!(" using {using}") };
        let condition = self.condition(2);
        // Some rows stay, so that there is something to ask about.
        let most = self.draw.between(2, ID_MAX);
        let returning = self.returning_of_scope(&alias);
        self.scopes.pop();
        let name = &table.name;
        format!(
            "delete from {name} as {alias}{using} where {on}{alias}.id < {most} and \
             {condition}{returning}"
        )
    }

    /// Another table beside the changed one, at most one row of it for each changed row.
    fn other(&mut self, alias: &str) -> (String, String) {
        let at = self.draw.below(self.world.tables.len());
        let (name, other) = self.table(at);
        let seen = self.scopes.pop().expect("a table makes a block");
        let own = self.scopes.last_mut().expect("the changed table has a block");
        let by_key = own.columns.iter().find(|c| c.text.ends_with(".k")).map(|c| c.text.clone());
        own.columns.extend(seen.columns);
        let by = by_key.filter(|_| self.draw.per_cent(60)).unwrap_or(format!("{alias}.id"));
        (format!("{name} as {other}"), format!("{other}.id = {by} and "))
    }

    /// A TRUNCATE.
    pub fn truncate(&mut self) -> String {
        let table = self.draw.pick(&self.world.tables).clone();
        self.note(Feature::Truncate);
        let word = self.draw.weighted(&[(3, ""), (2, "table ")]);
        let identity =
            self.draw.weighted(&[(5, ""), (2, " restart identity"), (1, " continue identity")]);
        let cascade = self.draw.weighted(&[(6, ""), (2, " cascade")]);
        format!("truncate {word}{}{identity}{cascade}", table.name)
    }

    fn returning(&mut self, table: &Table, alias: &str) -> String {
        self.scopes.push(table_scope(table, alias));
        let returning = self.returning_of_scope(alias);
        self.scopes.pop();
        returning
    }

    fn returning_of_scope(&mut self, alias: &str) -> String {
        if self.draw.per_cent(55) {
            return String::new();
        }
        self.note(Feature::Returning);
        match self.draw.below(4) {
            0 => " returning *".to_string(),
            1 => format!(" returning {alias}.id"),
            _ => {
                let (a, b) = (self.kind(), self.kind());
                format!(" returning {alias}.id, {}, {} as x", self.expr(a, 1), self.expr(b, 1))
            }
        }
    }

    fn note_rules(&mut self, table: &Table) {
        for (rule, feature) in [
            (Rule::PrimaryKey, Feature::PrimaryKey),
            (Rule::NotNull, Feature::NotNull),
            (Rule::Unique, Feature::Unique),
            (Rule::Check, Feature::Check),
            (Rule::References, Feature::ForeignKey),
            (Rule::Serial, Feature::Serial),
            (Rule::Identity, Feature::Identity),
        ] {
            if !table.ruled(rule).is_empty() {
                self.note(feature);
            }
        }
        if !table.unique.is_empty() {
            self.note(Feature::Unique);
        }
    }

    fn note_actions(&mut self, table: &Table) {
        for action in &table.referred {
            self.note(Feature::ForeignAction);
            self.note(match *action {
                "cascade" => Feature::Cascade,
                "set null" => Feature::SetNull,
                "set default" => Feature::SetDefault,
                _ => Feature::Restrict,
            });
        }
    }
}

fn table_scope(table: &Table, alias: &str) -> Scope {
    let column = |column: &TableColumn| Column {
        text: format!("{alias}.{}", column.name),
        kind: column.kind,
        reach: Reach::Anywhere,
    };
    let columns = table.columns.iter().map(column).collect();
    Scope { columns, keys: vec![format!("{alias}.id")] }
}
