//! A connection to a PostgreSQL server, as far as simple queries need one.
//!
//! ```text
//!   we send     startup    length i32, protocol 3.0, name and value pairs, 0
//!               query      'Q', length i32, text, 0
//!   it answers  'T' heads of columns   'D' a row       'C' command tag
//!               'E' error              'Z' ready       others are passed over
//! ```
//!
//! Source: PostgreSQL manual, "Frontend/Backend Protocol", "Message Formats". The tests need names
//! and types of columns beside the rows, which `psql` does not give, and thousands of answers a
//! second; a client library would bring a hundred times as much code.

use std::io::{BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use super::said::{Row, Said};

const PROTOCOL: i32 = 0x0003_0000;

/// Short names of types by their object identifiers (`pg_type.oid`).
const TYPES: &[(i32, &str)] = &[
    (16, "bool"),
    (19, "name"),
    (20, "int8"),
    (21, "int2"),
    (23, "int4"),
    (25, "text"),
    (26, "oid"),
    (700, "float4"),
    (701, "float8"),
    (705, "unknown"),
    (1042, "bpchar"),
    (1043, "varchar"),
    (1082, "date"),
    (1083, "time"),
    (1114, "timestamp"),
    (1184, "timestamptz"),
    (1186, "interval"),
    (1700, "numeric"),
    (2278, "void"),
    (2950, "uuid"),
];

/// An open connection.
pub struct Wire {
    stream: BufReader<UnixStream>,
}

impl Wire {
    /// Connects as `postgres` to that database, through the socket in that folder.
    pub fn open(folder: &Path, database: &str) -> std::io::Result<Wire> {
        let stream = BufReader::new(UnixStream::connect(folder.join(".s.PGSQL.5432"))?);
        let mut wire = Wire { stream };
        let mut body = PROTOCOL.to_be_bytes().to_vec();
        for word in ["user", "postgres", "database", database, ""] {
            body.extend(word.as_bytes());
            body.push(0);
        }
        wire.send(&[], &body)?;
        wire.answer()?;
        Ok(wire)
    }

    /// Runs one statement.
    pub fn ask(&mut self, sql: &str) -> std::io::Result<Said> {
        let mut body = sql.as_bytes().to_vec();
        body.push(0);
        self.send(b"Q", &body)?;
        self.answer()
    }

    fn send(&mut self, kind: &[u8], body: &[u8]) -> std::io::Result<()> {
        let length = i32::try_from(body.len() + 4).expect("a statement is shorter than 2 GB");
        let message = [kind, &length.to_be_bytes(), body].concat();
        self.stream.get_mut().write_all(&message)
    }

    fn answer(&mut self) -> std::io::Result<Said> {
        let mut said = Said::default();
        loop {
            let mut head = [0; 5];
            self.stream.read_exact(&mut head)?;
            let [kind, length @ ..] = head;
            let mut bytes = vec![0; i32::from_be_bytes(length) as usize - 4];
            self.stream.read_exact(&mut bytes)?;
            let mut body = Body { rest: &bytes };
            match kind {
                b'T' => said.columns = body.heads(),
                b'D' => said.rows.push(body.row()),
                b'C' => said.tag = body.text(),
                b'E' => said.error = Some(body.error()),
                b'Z' => break,
                _ => {}
            }
        }
        match said.error.take() {
            Some(error) => Ok(Said { error: Some(error), ..Said::default() }),
            None => Ok(said),
        }
    }
}

/// What is left of a message.
struct Body<'a> {
    rest: &'a [u8],
}

impl Body<'_> {
    fn take(&mut self, count: usize) -> &[u8] {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        taken
    }

    fn int16(&mut self) -> i16 {
        i16::from_be_bytes(self.take(2).try_into().expect("two bytes"))
    }

    fn int32(&mut self) -> i32 {
        i32::from_be_bytes(self.take(4).try_into().expect("four bytes"))
    }

    fn text(&mut self) -> String {
        let end = self.rest.iter().position(|byte| *byte == 0).expect("a string has an end");
        let text = String::from_utf8_lossy(self.take(end)).into_owned();
        self.take(1);
        text
    }

    fn heads(&mut self) -> Vec<(String, String)> {
        let count = self.int16();
        (0..count).map(|_| self.head()).collect()
    }

    /// A column: name, table (4 bytes), number (2), type (4), size (2), modifier (4), form (2).
    fn head(&mut self) -> (String, String) {
        let name = self.text();
        self.take(6);
        let oid = self.int32();
        self.take(8);
        let known = TYPES.iter().find(|(number, _)| *number == oid);
        (name, known.map_or_else(|| oid.to_string(), |(_, short)| short.to_string()))
    }

    fn row(&mut self) -> Row {
        let count = self.int16();
        (0..count).map(|_| self.value()).collect()
    }

    fn value(&mut self) -> Option<String> {
        let length = usize::try_from(self.int32()).ok()?;
        Some(String::from_utf8_lossy(self.take(length)).into_owned())
    }

    /// The code and the message among the fields of an error.
    fn error(&mut self) -> (String, String) {
        let mut found = (String::new(), String::new());
        loop {
            match self.take(1)[0] {
                0 => return found,
                b'C' => found.0 = self.text(),
                b'M' => found.1 = self.text(),
                _ => {
                    self.text();
                }
            }
        }
    }
}
