//! A PostgreSQL server of our own, made for one test run and thrown away with it.
//!
//! `GLASSBOX_POSTGRES` names the folder of its programs; `cargo xtask soak` sets it. The server
//! listens on a socket in its own folder, so that it meets no other server and no network.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

impl Server {
    /// Starts a server; none if `GLASSBOX_POSTGRES` is not set.
    pub fn start() -> Option<Server> {
        let programs = PathBuf::from(std::env::var_os("GLASSBOX_POSTGRES")?);
        let made = run(as_postgres("mktemp").arg("--directory"), "");
        let folder = PathBuf::from(made.0.trim());
        let server = Server { programs, folder };
        let data = server.folder.join("data");
        let mut init = server.program("initdb");
        init.args(["--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        run(init.arg("--pgdata").arg(&data), "");
        let socket = format!("-k {} -h '' -F", server.folder.display());
        let mut start = server.program("pg_ctl");
        start.arg("--pgdata").arg(&data).arg("--log").arg(server.folder.join("log"));
        run(start.args(["--wait", "--options", &socket, "start"]), "");
        Some(server)
    }

    /// The answers to statements, one after another in a new database.
    pub fn answers(&self, database: &str, statements: &[String]) -> Vec<Answer> {
        let connect = ["--host", &self.folder.display().to_string(), "--username=postgres"];
        let mut create = self.program("createdb");
        run(create.args(connect).arg(database), "");
        let mut psql = self.program("psql");
        psql.args(connect).arg(format!("--dbname={database}"));
        psql.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--field-separator=|"]);
        psql.args(["--pset=null=NULL", "--variable=VERBOSITY=sqlstate"]);
        // A mark before each statement, on both streams, tells what belongs to which.
        let mut script = "SET timezone = 'UTC'; SET client_min_messages = error;\n".to_string();
        for statement in statements {
            script += &format!("\\echo {MARK}\n\\warn {MARK}\n{statement}\n;\n");
        }
        let (rows, errors) = run(&mut psql, &script);
        let pairs = parts(&rows).into_iter().zip(parts(&errors));
        pairs.map(|(rows, errors)| answer(&rows, &errors)).collect()
    }

    /// A connection to a new database.
    pub fn open(&self, database: &str) -> Wire {
        let connect = ["--host", &self.folder.display().to_string(), "--username=postgres"];
        let mut create = self.program("createdb");
        run(create.args(connect).arg(database), "");
        Wire::open(&self.folder, database).expect("the server that we started answers")
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
        run(stop.args(["--wait", "--mode=immediate", "stop"]), "");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const MARK: &str = "@@ statement @@";

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

/// Runs a command on that input and returns what it wrote to its two streams.
fn run(command: &mut Command, input: &str) -> (String, String) {
    // A server that stays must not keep the streams of the program that started it.
    let stays = command.get_args().any(|arg| arg == "start");
    let stream = || if stays { Stdio::null() } else { Stdio::piped() };
    command.stdin(Stdio::piped()).stdout(stream()).stderr(stream());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.to_string();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("a child ends");
    let _ = writer.join();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{command:?}: {err}");
    (out, err)
}

/// What stands after each mark.
fn parts(stream: &str) -> Vec<String> {
    stream.split(&format!("{MARK}\n")).skip(1).map(str::to_string).collect()
}

fn answer(rows: &str, errors: &str) -> Answer {
    let state = |line: &str| line.split_once("ERROR:  ").map(|(_, state)| state.trim().to_string());
    Answer {
        rows: rows.lines().map(str::to_string).collect(),
        sqlstate: errors.lines().find_map(state),
    }
}
