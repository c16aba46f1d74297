//! Says what is being done and how long it has taken, so that no step looks hung.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{channel, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};

use crate::workspace;

/// How often a long step says that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Does one named step; reports its beginning, its heartbeat and its end.
pub fn step<T>(what: &str, act: impl FnOnce() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    say(&format!("==> {what}"));
    let (done, waits) = channel::<()>();
    let name = what.to_string();
    let heart = thread::spawn(move || {
        while let Err(RecvTimeoutError::Timeout) = waits.recv_timeout(HEARTBEAT) {
            say(&format!("    {name}: {} s so far", begun.elapsed().as_secs()));
        }
    });
    let outcome = act().with_context(|| what.to_string());
    drop(done);
    heart.join().expect("the heartbeat only prints");
    let verdict = if outcome.is_ok() { "done" } else { "failed" };
    say(&format!("    {what}: {verdict} in {:.1} s", begun.elapsed().as_secs_f64()));
    outcome
}

/// Prints a line at once, even into a pipe.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe must not end a build.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A command in the workspace's root.
pub fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(workspace::root());
    command
}

/// The Cargo that runs this program.
pub fn cargo() -> Command {
    command(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_string()))
}

/// Runs a command to its end with its output shown.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", named(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", named(command));
    }
    Ok(())
}

/// Runs a command to its end, shows its output and hands over each line of it.
pub fn run_reading(command: &mut Command, mut read: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", named(command)))?;
    let output = child.stdout.take().expect("it was asked for");
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        say(&line);
        read(&line);
    }
    Ok(child.wait()?)
}

/// Runs a command to its end and returns what it wrote to standard output.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", named(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", named(command), output.status);
    }
    String::from_utf8(output.stdout).context("its output is not UTF-8")
}

fn named(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
