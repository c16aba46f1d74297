//! Every word of the interface, from `static/text/en.json`: one function per text.
//!
//! A template inserts a value at `{name}` and picks a form by a count at `{name:one|many}`, as the
//! words of the pictures do. Counts are written with a comma every three digits.

use scene::words::Arg;

include!(concat!(env!("OUT_DIR"), "/text.rs"));

/// A template with its values filled in.
fn fill(template: &str, values: &[(&str, Arg<'_>)]) -> String {
    scene::words::fill(template, values)
}
