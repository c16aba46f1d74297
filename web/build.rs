//! Turns the text catalogue into Rust: one function per text, one argument per placeholder.
//!
//! ```text
//!   "sql.run-all": "Run all"                     fn sql_run_all() -> &'static str
//!   "result.rows": "{rows} {rows:row|rows}"      fn result_rows(rows: impl Into<Arg>) -> String
//! ```
//!
//! So a text that is missing, or a value that it needs, does not compile; and a text that nothing
//! uses is dead code, which the compiler names.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const CATALOGUE: &str = "../static/text/en.json";

fn main() {
    println!("cargo:rerun-if-changed={CATALOGUE}");
    println!("cargo:rerun-if-changed=build.rs");
    let json = fs::read_to_string(CATALOGUE).expect("static/text/en.json is there");
    let texts: BTreeMap<String, String> =
        serde_json::from_str(&json).expect("the catalogue is one object of strings");
    let mut code = String::new();
    // Words of the landing are put into its page by the site's build.
    for (key, text) in texts.iter().filter(|(key, _)| !key.starts_with("landing.")) {
        write_function(&mut code, key, text);
    }
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&folder).join("text.rs"), code).expect("cargo's own folder is writable");
}

fn write_function(code: &mut String, key: &str, text: &str) {
    let name = key.replace(['.', '-'], "_");
    let arguments = placeholders(text);
    let doc = format!("/// {text:?}");
    let written = if arguments.is_empty() {
        writeln!(code, "{doc}\npub fn {name}() -> &'static str {{\n    {text:?}\n}}\n")
    } else {
        let parameters: Vec<String> =
            arguments.iter().map(|name| format!("{name}: impl Into<Arg<'a>>")).collect();
        let values: Vec<String> =
            arguments.iter().map(|name| format!("({name:?}, {name}.into())")).collect();
        writeln!(
            code,
            "{doc}\npub fn {name}<'a>({}) -> String {{\n    fill({text:?}, &[{}])\n}}\n",
            parameters.join(", "),
            values.join(", ")
        )
    };
    written.expect("a String takes all text");
}

/// The names in braces, each once, in order of appearance.
fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in text.split('{').skip(1) {
        let inside = part.split('}').next().expect("split gives at least one part");
        let name = inside.split(':').next().expect("split gives at least one part");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
