//! What the command line asks for.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;
use model::message::settings::Setup;
use model::trace::event::Level;

/// What `--help` says.
pub const HELP: &str = "\
Glassbox: a database you can see through

Usage: glassbox sql [--json | --csv] [--quiet] [FILE]

Runs a script of SQL statements in an empty database: FILE, or standard input.
At a terminal without FILE it asks for statements. The script ends at the first
statement that fails; the exit code is then 1.

Output
  (default)      aligned tables; NULL is shown as [null]
      --csv      comma-separated values with a line of names; NULL is empty, an
                 empty text is \"\"; an empty line between two results
      --json     one line for each statement. Without FILE, standard input holds
                 chunks, each closed by a line of ;; alone, and each is answered
                 by one line: that of its last statement, or of its first error
  -q, --quiet    rows only, without command tags and counts

Database
      --seed N          the seed of all chance (42)
      --level LEVEL     how much is recorded: counts, pages or rows (counts)
      --page-bytes N    bytes of a page, a power of two (8192)
      --pool-frames N   pages that the buffer pool holds (16384)

  -h, --help     this text
  -V, --version  the version
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Show the help.
    Help,
    /// Show the version.
    Version,
    /// Run SQL.
    Sql(SqlRequest),
}

/// How to run SQL.
#[derive(Debug, PartialEq, Eq)]
pub struct SqlRequest {
    /// How results are printed.
    pub format: Format,
    /// What is printed besides rows.
    pub talk: Talk,
    /// The script; standard input if none.
    pub file: Option<PathBuf>,
    /// The database.
    pub setup: Setup,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns.
    Table,
    /// Comma-separated values.
    Csv,
    /// A JSON object for each statement.
    Json,
}

/// What is printed besides rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Talk {
    /// Command tags and row counts.
    Tags,
    /// Nothing.
    Quiet,
}

/// Reads the arguments after the program's name.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Request, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(args);
    match parser.next()? {
        Some(Value(command)) if command == "sql" => parse_sql(parser),
        Some(Value(command)) => Err(format!("no such command: {}", command.display()).into()),
        Some(Short('h') | Long("help")) | None => Ok(Request::Help),
        Some(Short('V') | Long("version")) => Ok(Request::Version),
        Some(other) => Err(other.unexpected()),
    }
}

fn parse_sql(mut parser: lexopt::Parser) -> Result<Request, lexopt::Error> {
    let mut request = SqlRequest {
        format: Format::Table,
        talk: Talk::Tags,
        file: None,
        setup: Setup::at_level(Level::Counts),
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Request::Help),
            Short('V') | Long("version") => return Ok(Request::Version),
            Long("json") if request.format != Format::Csv => request.format = Format::Json,
            Long("csv") if request.format != Format::Json => request.format = Format::Csv,
            Long("json" | "csv") => return Err("--json and --csv exclude each other".into()),
            Short('q') | Long("quiet") => request.talk = Talk::Quiet,
            Long("seed") => request.setup.seed = parser.value()?.parse()?,
            Long("page-bytes") => request.setup.page_bytes = parser.value()?.parse()?,
            Long("pool-frames") => request.setup.pool_frames = parser.value()?.parse()?,
            Long("level") => {
                let name = parser.value()?.string()?;
                request.setup.level = Level::from_name(&name)
                    .ok_or_else(|| format!("no such level: {name} (counts, pages or rows)"))?;
            }
            Value(path) if path == "-" => request.file = None,
            Value(path) if request.file.is_none() => request.file = Some(path.into()),
            other => return Err(other.unexpected()),
        }
    }
    request.setup.check()?;
    Ok(Request::Sql(request))
}
