//! What the command line asks for.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;
use model::base::pictures::{Picture, PICTURES};
use model::base::replacement::Replacement;
use model::message::settings::Setup;
use model::trace::event::Level;
use scene::render::At;
use scene::svg::style::Theme;
use scene::viz::view::{Options, ScaleOption, SystemTables};

/// What `--help` says.
pub const HELP: &str = "\
Glassbox: a database you can see through

Usage: glassbox sql [--json | --csv] [--quiet] [FILE]
       glassbox render [--picture NAMES] [--at MOMENT] [--output SVG] FILE

sql runs a script of SQL statements in an empty database: FILE, or standard input.
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
      --level LEVEL     how much is recorded: counts, pages or rows (counts; for
                        render pages)
      --page-bytes N    bytes of a page, a power of two (8192)
      --pool-frames N   pages that the buffer pool holds (16384)
      --replacement P   which page leaves the pool first: clock, lru or 2q (clock)
      --index-entries N most entries of an index's node (as many as fit)

render runs FILE and writes pictures of what the engine did, as SVG

      --picture NAMES   heap, btree, buffer, plan or wal; several, apart by commas,
                        stand beside each other (heap)
      --at MOMENT       start, end, event:N or statement:N (end)
      --size WxH        pixels of each picture (480x360)
      --theme THEME     system, light or dark (system)
      --projector       large text, for the back row
      --system-tables   draw system tables too
  -o, --output SVG      the file to write; standard output if none

  -h, --help     this text
  -V, --version  the version
";

/// What to do.
#[derive(Debug, PartialEq)]
pub enum Request {
    /// Show the help.
    Help,
    /// Show the version.
    Version,
    /// Run SQL.
    Sql(SqlRequest),
    /// Draw pictures.
    Render(RenderRequest),
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

/// What to draw.
#[derive(Debug, PartialEq)]
pub struct RenderRequest {
    /// The script.
    pub file: PathBuf,
    /// The pictures, from left to right.
    pub pictures: Vec<Picture>,
    /// The moment.
    pub at: At,
    /// How each is drawn.
    pub options: Options,
    /// The colours.
    pub theme: Theme,
    /// Where the SVG goes; standard output if none.
    pub output: Option<PathBuf>,
    /// The database.
    pub setup: Setup,
}

/// Reads the arguments after the program's name.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Request, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(args);
    match parser.next()? {
        Some(Value(command)) if command == "sql" => parse_sql(parser),
        Some(Value(command)) if command == "render" => parse_render(parser),
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
            Long(name) if is_of_setup(name) => {
                let name = name.to_string();
                set(&mut request.setup, &name, parser.value()?)?;
            }
            Value(path) if path == "-" => request.file = None,
            Value(path) if request.file.is_none() => request.file = Some(path.into()),
            other => return Err(other.unexpected()),
        }
    }
    request.setup.check()?;
    Ok(Request::Sql(request))
}

/// Whether an option is about the database.
fn is_of_setup(name: &str) -> bool {
    matches!(
        name,
        "seed" | "page-bytes" | "pool-frames" | "replacement" | "index-entries" | "level"
    )
}

fn set(setup: &mut Setup, name: &str, value: OsString) -> Result<(), lexopt::Error> {
    match name {
        "seed" => setup.seed = value.parse()?,
        "page-bytes" => setup.page_bytes = value.parse()?,
        "pool-frames" => setup.pool_frames = value.parse()?,
        "index-entries" => setup.index_entries = value.parse()?,
        "replacement" => {
            let name = value.string()?;
            setup.replacement = Replacement::from_name(&name)
                .ok_or_else(|| format!("no such policy: {name} (clock, lru or 2q)"))?;
        }
        _ => {
            let name = value.string()?;
            setup.level = Level::from_name(&name)
                .ok_or_else(|| format!("no such level: {name} (counts, pages or rows)"))?;
        }
    }
    Ok(())
}

fn parse_render(mut parser: lexopt::Parser) -> Result<Request, lexopt::Error> {
    let mut file = None;
    let mut request = RenderRequest {
        file: PathBuf::new(),
        pictures: vec![Picture::Heap],
        at: At::End,
        options: Options::for_box(480.0, 360.0),
        theme: Theme::System,
        output: None,
        setup: Setup::at_level(Level::Pages),
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Request::Help),
            Short('V') | Long("version") => return Ok(Request::Version),
            Long("picture") => request.pictures = pictures(&parser.value()?.string()?)?,
            Long("at") => {
                let name = parser.value()?.string()?;
                request.at = At::from_text(&name).ok_or_else(|| {
                    format!("no such moment: {name} (start, end, event:N or statement:N)")
                })?;
            }
            Long("size") => {
                let size = parser.value()?.string()?;
                let (width, height) = sizes(&size)
                    .ok_or_else(|| format!("no such size: {size} (from 80x80 to 4096x4096)"))?;
                (request.options.width, request.options.height) = (width, height);
            }
            Long("theme") => request.theme = theme(&parser.value()?.string()?)?,
            Long("projector") => request.options.scale = ScaleOption::Projector,
            Long("system-tables") => request.options.system_tables = SystemTables::Shown,
            Short('o') | Long("output") => request.output = Some(parser.value()?.into()),
            Long(name) if is_of_setup(name) => {
                let name = name.to_string();
                set(&mut request.setup, &name, parser.value()?)?;
            }
            Value(path) if file.is_none() => file = Some(path.into()),
            other => return Err(other.unexpected()),
        }
    }
    request.file = file.ok_or("render needs a FILE")?;
    request.setup.check()?;
    Ok(Request::Render(request))
}

fn pictures(names: &str) -> Result<Vec<Picture>, String> {
    let all = PICTURES.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ");
    let unknown = |name: &str| format!("no such picture: {name} (there are {all})");
    names.split(',').map(|name| Picture::from_name(name).ok_or_else(|| unknown(name))).collect()
}

fn sizes(size: &str) -> Option<(f64, f64)> {
    let (width, height) = size.split_once('x')?;
    let pixels = |text: &str| text.parse().ok().filter(|n| (80..=4_096).contains(n)).map(f64::from);
    Some((pixels(width)?, pixels(height)?))
}

fn theme(name: &str) -> Result<Theme, String> {
    match name {
        "system" => Ok(Theme::System),
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        _ => Err(format!("no such theme: {name} (system, light or dark)")),
    }
}
