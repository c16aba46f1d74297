//! The terminal face of Glassbox.
//!
//! ```text
//!   glassbox sql [FILE]        a script, results as aligned tables
//!   glassbox sql --csv [FILE]  results as comma-separated values
//!   glassbox sql --json        one statement at a time over a pipe, answers as JSON lines
//!   glassbox render FILE       pictures of what a script did, as SVG
//! ```
//!
//! - [`args`]: what the command line asks for
//! - [`script`]: a script, its results as they come, its progress
//! - [`render`]: a script, and the pictures of its recording
//! - [`pipe`]: chunks in, JSON lines out
//! - [`prompt`]: a conversation at a terminal
//! - [`print`]: tables, CSV, JSON
//! - [`report`]: errors with their place
//!
//! Results go to standard output, everything else to standard error. The exit code is 1 when a
//! script failed and 2 when the command line was not understood.

mod args;
mod pipe;
mod print;
mod prompt;
mod render;
mod report;
mod script;

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use args::{Format, Request, SqlRequest};

/// The stack of the engine's thread. What a browser's thread has is enough for optimised code;
/// without optimisation the deepest statements that are taken need many times that.
const STACK_BYTES: usize = 256 * 1024 * 1024;

fn main() -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        Err(error) => exit(Err(error)),
    }
}

fn run() -> ExitCode {
    match args::parse(std::env::args_os().skip(1)) {
        Ok(Request::Help) => show(args::HELP),
        Ok(Request::Version) => show(concat!("glassbox ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Request::Sql(request)) => exit(sql(&request)),
        Ok(Request::Render(request)) => exit(render::run(&request)),
        Err(problem) => {
            eprintln!("glassbox: {problem}\nTry `glassbox --help`.");
            ExitCode::from(2)
        }
    }
}

fn show(text: &str) -> ExitCode {
    print!("{text}");
    ExitCode::SUCCESS
}

fn sql(request: &SqlRequest) -> io::Result<bool> {
    match (&request.file, request.format) {
        (Some(file), _) => script::run_file(file, request),
        (None, Format::Json) => pipe::run(request, io::stdin().lock(), io::stdout().lock()),
        (None, _) if io::stdin().is_terminal() => prompt::run(request),
        (None, _) => script::run_stdin(request),
    }
}

/// The exit code for whether all of it succeeded.
fn exit(done: io::Result<bool>) -> ExitCode {
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of our output went away, as `head` does: nothing is left to be said.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("glassbox: {error}");
            ExitCode::FAILURE
        }
    }
}
