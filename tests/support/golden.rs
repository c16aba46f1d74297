//! Golden files: what a test saw when somebody last read it and found it right.

use std::fs;
use std::path::Path;

/// Holds `actual` against the file `tests/<name>`. With `UPDATE_GOLDENFILES=1` in the
/// environment the file is written instead; the difference is then for a human to read.
pub fn assert_golden(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    if std::env::var_os("UPDATE_GOLDENFILES").is_some() {
        fs::create_dir_all(path.parent().expect("a golden file lies in a folder"))
            .expect("the folder can be made");
        fs::write(&path, actual).expect("the golden file can be written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return;
    }
    let line = expected.lines().zip(actual.lines()).take_while(|(a, b)| a == b).count();
    panic!(
        "{name} differs from line {}\n  expected: {}\n  actual:   {}\n\
         Run with UPDATE_GOLDENFILES=1 to write it anew, and read the difference.",
        line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        actual.lines().nth(line).unwrap_or("(end)"),
    );
}
