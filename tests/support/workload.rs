//! Random SQL that changes things: definitions, rows, transactions, sequences.
//!
//! Names come from a small set, so that statements often meet what others made, and often fail:
//! what a failed statement leaves is part of the test.

use model::base::rng::Rng;

/// A random workload in one session.
pub struct Workload {
    rng: Rng,
    in_block: bool,
}

/// Most statements are about the first two.
const TABLES: [&str; 8] = ["alpha", "beta", "gamma", "delta", "alpha", "beta", "alpha", "beta"];
const SAVEPOINTS: [&str; 2] = ["one", "two"];

impl Workload {
    /// The statements of a seed.
    pub fn new(seed: u64) -> Workload {
        Workload { rng: Rng::stream(seed, "workload"), in_block: false }
    }

    /// Whether the session is in a transaction block after the statements so far.
    pub fn is_in_block(&self) -> bool {
        self.in_block
    }

    /// What makes the first tables and fills them: so many rows that their indexes have to split.
    pub fn opening(&mut self) -> Vec<String> {
        let (most, some) = (40 + self.rng.below(60), 20 + self.rng.below(30));
        let key = self.key();
        let action = self.pick(&["CASCADE", "SET NULL", "NO ACTION"]);
        vec![
            "CREATE TABLE alpha (id serial PRIMARY KEY, a int, b text DEFAULT 'none')".to_string(),
            format!("CREATE INDEX alpha_key ON alpha ({key})"),
            format!(
                "INSERT INTO alpha (a, b) SELECT g * 7 % 53, repeat('m', g % 30) FROM \
                 generate_series(1, {most}) AS s (g)"
            ),
            format!(
                "CREATE TABLE beta (id serial PRIMARY KEY, a int REFERENCES alpha (id) ON DELETE \
                 {action} ON UPDATE {action}, b text)"
            ),
            format!(
                "INSERT INTO beta (a, b) SELECT g * 3 % 40 + 1, 'b' || g FROM \
                 generate_series(1, {some}) AS s (g)"
            ),
            "CREATE UNIQUE INDEX beta_key ON beta (b, a DESC)".to_string(),
        ]
    }

    /// The next statement.
    pub fn next_sql(&mut self) -> String {
        match self.rng.below(100) {
            0..=14 => self.control(),
            15..=37 => self.insert(),
            38..=57 => self.change(),
            58..=61 => self.create(),
            62..=68 => self.alter(),
            69..=74 => self.sequence(),
            75..=78 => self.temporary(),
            79..=82 => "CHECKPOINT".to_string(),
            83..=85 => self.truncate(),
            86..=87 => self.drop(),
            88..=93 => self.index(),
            94..=96 => self.view(),
            _ => format!("ANALYZE {}", self.table()),
        }
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.rng.below(of.len() as u64) as usize]
    }

    fn table(&mut self) -> &'static str {
        self.pick(&TABLES)
    }

    fn number(&mut self) -> u64 {
        self.rng.below(60)
    }

    /// A transaction block opens, ends, or moves on between savepoints.
    fn control(&mut self) -> String {
        if !self.in_block {
            self.in_block = true;
            return "BEGIN".to_string();
        }
        let savepoint = self.pick(&SAVEPOINTS);
        match self.rng.below(8) {
            0..=2 => {
                self.in_block = false;
                "COMMIT".to_string()
            }
            3 => {
                self.in_block = false;
                "ROLLBACK".to_string()
            }
            4 | 5 => format!("SAVEPOINT {savepoint}"),
            6 => format!("ROLLBACK TO SAVEPOINT {savepoint}"),
            _ => format!("RELEASE SAVEPOINT {savepoint}"),
        }
    }

    fn create(&mut self) -> String {
        let (table, other) = (self.table(), self.table());
        let action = self.pick(&["CASCADE", "SET NULL", "NO ACTION"]);
        match self.rng.below(4) {
            0 => format!(
                "CREATE TABLE {table} AS SELECT n AS a, 'made' AS b FROM \
                          generate_series(1, 9) AS g (n)"
            ),
            1 => format!(
                "CREATE TABLE {table} (id serial PRIMARY KEY, a int REFERENCES {other} \
                          (id) ON DELETE {action} ON UPDATE {action}, b text)"
            ),
            _ => format!(
                "CREATE TABLE IF NOT EXISTS {table} (id serial PRIMARY KEY, a int CHECK \
                          (a < 55), b text DEFAULT 'none')"
            ),
        }
    }

    fn insert(&mut self) -> String {
        let (table, number) = (self.table(), self.number());
        let text = "x".repeat(self.rng.below(120) as usize);
        match self.rng.below(6) {
            0 => format!(
                "INSERT INTO {table} (a, b) SELECT NULL, '{text}' FROM \
                          generate_series(1, 12)"
            ),
            4 => format!(
                "INSERT INTO {table} (a, b) SELECT g * {number} % 50, 'n' || g FROM \
                          generate_series(1, 25) AS s (g)"
            ),
            5 => format!(
                "INSERT INTO {table} (id, b) VALUES ({number}, 'new'), ({number} + 2, NULL) \
                          ON CONFLICT (id) DO UPDATE SET b = excluded.b || '{number}'"
            ),
            1 => format!("INSERT INTO {table} (a) VALUES (NULL), ({number})"),
            2 => format!("INSERT INTO {table} (id, a) VALUES ({number}, NULL)"),
            _ => format!("INSERT INTO {table} (a, b) VALUES ({number}, '{text}'), (NULL, NULL)"),
        }
    }

    fn change(&mut self) -> String {
        let (table, number) = (self.table(), self.number());
        let text = "y".repeat(self.rng.below(90) as usize);
        match self.rng.below(8) {
            5 => format!("UPDATE {table} SET a = (a + {number}) % 50 WHERE id % 5 = 1"),
            6 => format!("DELETE FROM {table} WHERE id > {number} AND id < {number} + 9"),
            7 => format!("UPDATE {table} SET a = NULL, b = b || 'z' WHERE a < {number} % 20"),
            0 => format!("DELETE FROM {table} WHERE id % 3 = {}", number % 3),
            1 => format!("DELETE FROM {table} WHERE a = {number}"),
            2 => format!("UPDATE {table} SET id = id + 1000 WHERE id = {number}"),
            _ => format!("UPDATE {table} SET b = '{text}' WHERE id % 4 = {}", number % 4),
        }
    }

    fn alter(&mut self) -> String {
        let (table, other, number) = (self.table(), self.table(), self.number());
        match self.rng.below(8) {
            0 => format!("ALTER TABLE {table} ADD COLUMN c int DEFAULT {number}"),
            1 => format!("ALTER TABLE {table} ADD COLUMN d text"),
            2 => format!("ALTER TABLE {table} DROP COLUMN c"),
            3 => format!("ALTER TABLE {table} RENAME TO {other}"),
            4 => format!("ALTER TABLE {table} ALTER COLUMN b SET DEFAULT 'other {number}'"),
            5 => format!("ALTER TABLE {table} ADD CONSTRAINT k CHECK (id > -{number})"),
            6 => format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS k"),
            _ => format!("ALTER TABLE {table} ALTER COLUMN a TYPE bigint"),
        }
    }

    fn sequence(&mut self) -> String {
        let name = self.pick(&["ticket", "coupon"]);
        match self.rng.below(9) {
            7 => format!("ALTER SEQUENCE {name} INCREMENT {}", 1 + self.number()),
            8 => format!("ALTER SEQUENCE IF EXISTS alpha_id_seq RESTART {}", 1000 + self.number()),
            0 | 1 => format!("CREATE SEQUENCE IF NOT EXISTS {name} INCREMENT 3"),
            2 => format!("SELECT setval('{name}', {})", 1 + self.number()),
            3 => format!("DROP SEQUENCE IF EXISTS {name}"),
            _ => format!("SELECT nextval('{name}')"),
        }
    }

    fn temporary(&mut self) -> String {
        match self.rng.below(3) {
            0 => "CREATE TEMPORARY TABLE IF NOT EXISTS passing (id serial, b text)".to_string(),
            1 => "DROP TABLE IF EXISTS passing".to_string(),
            _ => "INSERT INTO passing (b) VALUES ('p'), ('q')".to_string(),
        }
    }

    fn truncate(&mut self) -> String {
        let (table, how) = (
            self.table(),
            self.pick(&[" RESTART IDENTITY", " CASCADE", " RESTART IDENTITY CASCADE"]),
        );
        format!("TRUNCATE {table}{how}")
    }

    fn drop(&mut self) -> String {
        let (table, how) = (self.table(), self.pick(&["", " CASCADE"]));
        format!("DROP TABLE IF EXISTS {table}{how}")
    }

    fn index(&mut self) -> String {
        let (table, unique) = (self.table(), self.pick(&["", "UNIQUE "]));
        match self.rng.below(4) {
            0 => format!("DROP INDEX IF EXISTS {table}_key"),
            _ => {
                let key = self.key();
                format!("CREATE {unique}INDEX IF NOT EXISTS {table}_key ON {table} ({key})")
            }
        }
    }

    fn key(&mut self) -> &'static str {
        self.pick(&["a, id", "a", "b", "b DESC NULLS LAST, id", "a NULLS FIRST, b", "id DESC"])
    }

    fn view(&mut self) -> String {
        let table = self.table();
        match self.rng.below(3) {
            0 => "DROP VIEW IF EXISTS seen".to_string(),
            _ => format!("CREATE OR REPLACE VIEW seen AS SELECT id FROM {table}"),
        }
    }
}
