//! A PostgreSQL server of our own, made for one test run and thrown away with it.
//!
//! `GLASSBOX_POSTGRES` names the folder of its programs; `cargo xtask soak` sets it. The server
//! listens on a socket in its own folder, so that it meets no other server and no network.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::rival::said::Said;
use crate::rival::wire::Wire;

/// A running server.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
}

/// What one statement gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its rows, values with `|` between.
    pub rows: Vec<String>,
    /// The SQLSTATE of its first error.
    pub sqlstate: Option<String>,
}

impl From<Said> for Answer {
    fn from(said: Said) -> Answer {
        let text = |value: Option<String>| value.unwrap_or("NULL".to_string());
        let row = |row: Vec<_>| row.into_iter().map(text).collect::<Vec<_>>().join("|");
        let sqlstate = said.sqlstate().map(str::to_string);
        Answer { rows: said.rows.into_iter().map(row).collect(), sqlstate }
    }
}

impl Server {
    /// Starts a server; none if `GLASSBOX_POSTGRES` is not set.
    pub fn start() -> Option<Server> {
        let programs = PathBuf::from(std::env::var_os("GLASSBOX_POSTGRES")?);
        let made = run(as_postgres("mktemp").arg("--directory"));
        let folder = PathBuf::from(made.trim());
        let server = Server { programs, folder };
        let data = server.folder.join("data");
        let mut init = server.program("initdb");
        // Strings are in the order of their bytes, and letters beyond ASCII have capitals too.
        init.args(["--username=postgres", "--encoding=UTF8", "--no-sync"]);
        init.args(["--locale=C", "--lc-ctype=C.UTF-8"]);
        run(init.arg("--pgdata").arg(&data));
        let socket = format!("-k {} -h '' -F", server.folder.display());
        let mut start = server.program("pg_ctl");
        start.arg("--pgdata").arg(&data).arg("--log").arg(server.folder.join("log"));
        run(start.args(["--wait", "--options", &socket, "start"]));
        Some(server)
    }

    /// The answers to statements, one after another in a new database.
    pub fn answers(&self, database: &str, statements: &[String]) -> Vec<Answer> {
        let mut wire = self.open(database);
        let mut ask = |sql: &str| wire.ask(sql).expect("the server that we started stays");
        ask("SET timezone = 'UTC'; SET client_min_messages = error");
        statements.iter().map(|sql| Answer::from(ask(sql))).collect()
    }

    /// A connection to a new database.
    pub fn open(&self, database: &str) -> Wire {
        let connect = ["--host", &self.folder.display().to_string(), "--username=postgres"];
        let mut create = self.program("createdb");
        run(create.args(connect).arg(database));
        Wire::open(&self.folder, database).expect("the server that we started answers")
    }

    /// Runs a script in a new database, which no error may end.
    pub fn load(&self, database: &str, script: &Path) {
        let at = ["--host", &self.folder.display().to_string(), "--username=postgres"];
        run(self.program("createdb").args(at).arg(database));
        let mut psql = self.program("psql");
        psql.args(at).args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]);
        run(psql.args(["--dbname", database, "--file"]).arg(script));
    }

    /// What pg_dump writes of a database.
    pub fn dump(&self, database: &str, options: &[&str]) -> String {
        let at = ["--host", &self.folder.display().to_string(), "--username=postgres"];
        run(self.program("pg_dump").args(at).args(options).arg(database))
    }

    fn program(&self, name: &str) -> Command {
        let mut command = as_postgres(self.programs.join(name));
        command.current_dir(if self.folder.is_dir() { &self.folder } else { Path::new("/") });
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.arg("--pgdata").arg(self.folder.join("data"));
        run(stop.args(["--wait", "--mode=immediate", "stop"]));
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A command as the user that owns the server: PostgreSQL refuses to run as root.
fn as_postgres(program: impl AsRef<Path>) -> Command {
    let user = Command::new("id").arg("-u").output().expect("the system tells the user");
    if user.stdout.trim_ascii() != b"0" {
        return Command::new(program.as_ref());
    }
    let mut command = Command::new("runuser");
    command.args(["--user", "postgres", "--"]).arg(program.as_ref()).current_dir("/");
    command
}

/// Runs a command and returns what it wrote.
fn run(command: &mut Command) -> String {
    // A server that stays must not keep the streams of the program that started it.
    let stays = command.get_args().any(|arg| arg == "start");
    let stream = || if stays { Stdio::null() } else { Stdio::piped() };
    command.stdin(Stdio::null()).stdout(stream()).stderr(stream());
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    assert!(output.status.success(), "{command:?}: {}", text(output.stderr));
    text(output.stdout)
}
