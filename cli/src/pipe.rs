//! Chunks of SQL in, one line of JSON out for each: what another program drives the engine with.
//!
//! ```text
//!   CREATE TABLE t (a int);
//!   ;;                            -> {"ok":true,...,"command":"CREATE TABLE"}
//!   SELECT * FROM u
//!   ;;                            -> {"ok":false,"sqlstate":"42P01",...}
//! ```
//!
//! A chunk is closed by a line of `;;` alone. Its answer is that of its last statement, or of the
//! first that fails. An error does not end the process; the end of input does. What follows the
//! last `;;` is no chunk.

use std::io::{self, BufRead, Write};

use engine::api::lab::Lab;
use model::base::error::{sqlstate, SqlError};
use model::message::reply::Reply;

use crate::args::SqlRequest;
use crate::print::json;
use crate::print::result::StatementResult;
use crate::script;

/// Answers chunks until the input ends.
pub fn run(
    request: &SqlRequest,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<bool> {
    let mut lab = Lab::new(request.setup.clone());
    let mut chunk = Vec::new();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if line.trim_ascii_end() == b";;" {
            let answer = match String::from_utf8(std::mem::take(&mut chunk)) {
                Ok(sql) => answer_to(&mut lab, sql),
                Err(error) => json::line_of_error(&not_utf8(error.as_bytes())),
            };
            output.write_all(answer.as_bytes())?;
            output.flush()?;
        } else {
            chunk.extend_from_slice(&line);
        }
        line.clear();
    }
    Ok(true)
}

fn answer_to(lab: &mut Lab, sql: String) -> String {
    let mut result = StatementResult::default();
    let mut failure = None;
    script::feed(lab, sql, |reply| {
        match reply {
            Reply::StatementFailed { error, .. } => failure = Some(error),
            other => result.take(other),
        }
        Ok(())
    })
    .expect("a closure that never fails");
    match failure {
        Some(error) => json::line_of_error(&error),
        None => json::line_of_result(&result),
    }
}

/// The error of input that is no UTF-8, in PostgreSQL's words.
pub fn not_utf8(bytes: &[u8]) -> SqlError {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let byte = bytes.get(valid).copied().unwrap_or_default();
    SqlError::new(
        sqlstate::CHARACTER_NOT_IN_REPERTOIRE,
        format!("invalid byte sequence for encoding \"UTF8\": 0x{byte:02x}"),
    )
}
