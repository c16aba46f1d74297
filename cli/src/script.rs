//! A script: its results printed as they come, its progress shown at a terminal.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::Path;

use engine::api::lab::{Lab, SLICE_UNITS};
use model::base::ids::SessionId;
use model::message::command::Command;
use model::message::reply::Reply;

use crate::args::{Format, SqlRequest, Talk};
use crate::print::result::StatementResult;
use crate::print::{csv, json, table};
use crate::{pipe, report};

/// The session of the command line.
const SESSION: SessionId = SessionId(0);

/// Runs the script in a file. Whether all of it succeeded.
pub fn run_file(path: &Path, request: &SqlRequest) -> io::Result<bool> {
    let bytes = fs::read(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    run(&path.display().to_string(), bytes, request)
}

/// Runs the script on standard input. Whether all of it succeeded.
pub fn run_stdin(request: &SqlRequest) -> io::Result<bool> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    run("stdin", bytes, request)
}

fn run(name: &str, bytes: Vec<u8>, request: &SqlRequest) -> io::Result<bool> {
    let sql = match String::from_utf8(bytes) {
        Ok(sql) => sql,
        Err(error) => {
            eprint!("{name}: {}", report::notice("ERROR", &pipe::not_utf8(error.as_bytes())));
            return Ok(false);
        }
    };
    let sql = match sql.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_string(),
        None => sql,
    };
    let mut lab = Lab::new(request.setup.clone());
    run_in(&mut lab, name, sql, request)
}

/// Runs a script of that name in a lab. Whether all of it succeeded.
pub fn run_in(lab: &mut Lab, name: &str, sql: String, request: &SqlRequest) -> io::Result<bool> {
    let mut output = BufWriter::new(io::stdout().lock());
    let mut progress = Progress::of_script(sql.len(), request.talk);
    let mut result = StatementResult::default();
    let mut printer = Printer { request, result_count: 0 };
    let mut is_fine = true;
    let script = sql.clone();
    feed(lab, sql, |reply| {
        match reply {
            Reply::StatementFailed { span, error, .. } => {
                is_fine = false;
                progress.hide();
                output.flush()?;
                if request.format == Format::Json {
                    output.write_all(json::line_of_error(&error).as_bytes())?;
                }
                eprint!("{}", report::error(name, &script, span.0 as usize, &error));
            }
            Reply::Notice { severity, error, .. } => {
                progress.hide();
                output.flush()?;
                eprint!("{}", report::notice(&severity, &error));
            }
            Reply::Progress { rows, script_bytes, .. } => progress.show(script_bytes, rows),
            Reply::StatementFinished { .. } => {
                result.take(reply);
                let text = printer.text_of(&result);
                if !text.is_empty() {
                    progress.hide();
                    output.write_all(text.as_bytes())?;
                    progress.make_way(&mut output)?;
                }
                result = StatementResult::default();
            }
            Reply::StatementStarted { span, .. } => {
                progress.show(span.0, 0);
                result.take(reply);
            }
            other => result.take(other),
        }
        Ok(())
    })?;
    progress.hide();
    output.flush()?;
    Ok(is_fine)
}

/// Runs a script to its end and hands over each reply.
pub fn feed(
    lab: &mut Lab,
    sql: String,
    mut take: impl FnMut(Reply) -> io::Result<()>,
) -> io::Result<()> {
    lab.submit(Command::Execute { session: SESSION, sql });
    while lab.is_busy() {
        lab.advance(SLICE_UNITS).into_iter().try_for_each(&mut take)?;
    }
    Ok(())
}

struct Printer<'a> {
    request: &'a SqlRequest,
    result_count: u32,
}

impl Printer<'_> {
    fn text_of(&mut self, result: &StatementResult) -> String {
        match self.request.format {
            Format::Table => table::text_of(result, self.request.talk),
            Format::Json => json::line_of_result(result),
            Format::Csv => {
                let text = csv::text_of(result);
                self.result_count += u32::from(!text.is_empty());
                let gap = !text.is_empty() && self.result_count > 1;
                if gap {
                    format!("\r\n{text}")
                } else {
                    text
                }
            }
        }
    }
}

/// One line at the terminal, drawn over itself, that says how far a script has come.
struct Progress {
    /// Bytes of the script; `None` where there is nobody to see it.
    total_bytes: Option<usize>,
    /// What is shown now.
    shown: String,
}

impl Progress {
    /// Shorter scripts are done before anybody could read it.
    const SCRIPT_BYTES_MIN: usize = 16 * 1024;
    /// A statement that has handled fewer rows is done before they could be read.
    const ROWS_MIN: u64 = 10_000;

    /// Command tags at the same terminal are progress enough.
    fn of_script(bytes: usize, talk: Talk) -> Progress {
        let is_seen = bytes >= Progress::SCRIPT_BYTES_MIN
            && io::stderr().is_terminal()
            && (talk == Talk::Quiet || !io::stdout().is_terminal());
        Progress { total_bytes: is_seen.then_some(bytes), shown: String::new() }
    }

    /// Lets output appear before the line is drawn again below it.
    fn make_way(&self, output: &mut impl Write) -> io::Result<()> {
        match self.total_bytes {
            Some(_) => output.flush(),
            None => Ok(()),
        }
    }

    fn show(&mut self, script_bytes: u32, rows: u64) {
        let Some(total) = self.total_bytes else {
            return;
        };
        let percent = script_bytes as usize * 100 / total;
        let is_long = rows >= Progress::ROWS_MIN;
        let rows = if is_long { format!(", {rows} rows") } else { String::new() };
        let line = format!("{percent} % of the script{rows}");
        if line != self.shown {
            eprint!("\r\x1b[K{line}");
            self.shown = line;
        }
    }

    fn hide(&mut self) {
        if !self.shown.is_empty() {
            eprint!("\r\x1b[K");
            self.shown.clear();
        }
    }
}
