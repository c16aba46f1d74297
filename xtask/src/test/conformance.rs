//! Test files and data that nobody on the project wrote, where they are at hand.

use super::tally::Tally;
use crate::progress::{cargo, run, step};
use crate::workspace;

/// The variable that tells `tests/conformance.rs` where they lie.
const VARIABLE: &str = "GLASSBOX_CONFORMANCE";

/// The variable that tells `tests/dump.rs` and the browser tests where the data lies.
const DATA: &str = "GLASSBOX_DATA";

/// Optimised, but without the minutes that it takes to compile everything as one unit.
const UNLINKED: [&str; 4] =
    ["--config", "profile.release.lto=false", "--config", "profile.release.codegen-units=16"];

/// Finds them and builds the command line that they are run against.
pub fn prepare(tally: &mut Tally) {
    for (variable, folder) in [(VARIABLE, "conformance"), (DATA, "data")] {
        let beside = workspace::root().join("../shared").join(folder);
        if std::env::var_os(variable).is_none() && beside.is_dir() {
            std::env::set_var(variable, beside);
        }
    }
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    let mut build = cargo();
    build.args(["build", "--release", "--package", "glassbox"]);
    build.args(UNLINKED);
    tally.stage("command line", |_| step("build the command line", || run(&mut build)));
}
