//! Every golden script, held against itself: what must not change an answer does not.
//!
//! - rows are equal for batches of 1, 7 and 1,024
//! - counters are equal at every recording level
//! - the same seed and commands give the same bytes; they are left in `target/determinism` for
//!   `tests/wasm/determinism.test.js`, which holds the engine in WebAssembly against them; beside
//!   them stand the names of all scripts, so that it knows when some are missing

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use glassbox_tests::corpus::{scripts, ScriptFile};
use glassbox_tests::harness::{run, Test};
use glassbox_tests::recorder::Recorder;
use glassbox_tests::script::{Script, Shown};
use model::message::settings::Setup;
use model::trace::event::Level;

fn main() -> ExitCode {
    let kept = kept_folder();
    let _ = fs::remove_dir_all(&kept);
    fs::create_dir_all(&kept).expect("the folder for recordings can be made");
    let mut tests = Vec::new();
    let scripts = scripts();
    let names: Vec<&str> = scripts.iter().map(|script| script.name.as_str()).collect();
    fs::write(kept.join("corpus"), names.join("\n")).expect("the names can be written");
    for ScriptFile { name, path } in scripts {
        let input = fs::read_to_string(&path).expect("a script is text");
        let (rows, counters, bytes) = (input.clone(), input.clone(), input);
        tests.push(Test::new(format!("rows/{name}"), move || equal_rows(&rows)));
        tests.push(Test::new(format!("counters/{name}"), move || equal_counters(&counters)));
        tests.push(Test::new(format!("bytes/{name}"), move || equal_bytes(&bytes, &name)));
    }
    run(tests)
}

fn answers(input: &str, shown: Shown, adjust: fn(&mut Setup)) -> String {
    goldenscript::generate(&mut Script::new(shown, adjust), input).expect("the script can be run")
}

fn equal_rows(input: &str) {
    let usual = answers(input, Shown::Results, |setup| setup.batch_rows = 1024);
    let one = answers(input, Shown::Results, |setup| setup.batch_rows = 1);
    assert_eq!(usual, one, "batches of 1024 and of 1");
    let seven = answers(input, Shown::Results, |setup| setup.batch_rows = 7);
    assert_eq!(usual, seven, "batches of 1024 and of 7");
}

fn equal_counters(input: &str) {
    let pages = answers(input, Shown::Counted, |setup| setup.level = Level::Pages);
    let counts = answers(input, Shown::Counted, |setup| setup.level = Level::Counts);
    assert_eq!(pages, counts, "levels pages and counts");
    let rows = answers(input, Shown::Counted, |setup| setup.level = Level::Rows);
    assert_eq!(pages, rows, "levels pages and rows");
}

fn equal_bytes(input: &str, name: &str) {
    let (first, second) = (recorded(input), recorded(input));
    assert!(first.requests == second.requests, "the script asks for something else each time");
    assert!(first.messages == second.messages, "the same seed and commands gave other bytes");
    let file = kept_folder().join(name.replace('/', "__"));
    fs::write(file.with_extension("requests"), first.requests).expect("it can be written");
    fs::write(file.with_extension("messages"), first.messages).expect("it can be written");
}

fn recorded(input: &str) -> Recorder {
    let mut recorder = Recorder::default();
    goldenscript::generate(&mut recorder, input).expect("the script can be run");
    recorder
}

/// The folder in Cargo's folder of build products.
fn kept_folder() -> std::path::PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().expect("it lies in the folder of build products").join("determinism")
}
