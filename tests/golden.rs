//! Every golden script answers as it is written down. The form is told in `support/script.rs`.

use std::process::ExitCode;

use glassbox_tests::corpus::scripts;
use glassbox_tests::harness::{run, Test};
use glassbox_tests::script::{Script, Shown};

fn main() -> ExitCode {
    let tests = scripts().into_iter().map(|file| {
        Test::new(file.name, move || {
            let mut script = Script::new(Shown::Tagged, |_| {});
            goldenscript::run(&mut script, &file.path).expect("the script can be run");
        })
    });
    run(tests.collect())
}
