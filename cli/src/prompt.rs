//! A conversation at a terminal: statements are asked for, and run once they end with `;`.

use std::io::{self, BufRead, Write};

use engine::api::lab::Lab;

use crate::args::SqlRequest;
use crate::script;

const ASKS: &str = "glassbox=> ";
const ASKS_MORE: &str = "glassbox-> ";

/// Asks for statements until the input ends. A statement that fails ends nothing.
pub fn run(request: &SqlRequest) -> io::Result<bool> {
    let mut lab = Lab::new(request.setup.clone());
    let mut statement = String::new();
    loop {
        let prompt = if statement.trim().is_empty() { ASKS } else { ASKS_MORE };
        eprint!("{prompt}");
        io::stderr().flush()?;
        if io::stdin().lock().read_line(&mut statement)? == 0 {
            eprintln!();
            return Ok(true);
        }
        if statement.trim_end().ends_with(';') {
            script::run_in(&mut lab, "line", std::mem::take(&mut statement), request)?;
        }
    }
}
