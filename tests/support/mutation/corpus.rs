//! Statements to begin with: those of the golden scripts, and generated ones.

use std::fs;

use crate::corpus::scripts;
use crate::generator::case::Case;

/// Statements of golden scripts and of that many generated cases.
pub fn statements(cases: u64) -> Vec<String> {
    let mut found = Vec::new();
    for script in scripts() {
        let text = fs::read_to_string(script.path).expect("a script is text");
        // `> SELECT 1`, `t1:[plan]> SELECT 1`
        let commands = text.lines().filter(|line| !line.starts_with('#'));
        found.extend(
            commands.filter_map(|line| line.split_once("> ")).map(|(_, sql)| sql.to_string()),
        );
    }
    for seed in 0..cases {
        let (mut case, setup) = Case::new(seed);
        found.extend(setup.into_iter().map(|statement| statement.text));
        for _ in 0..40 {
            let statement = case.next_statement();
            case.told(&statement, true);
            found.push(statement.text);
        }
    }
    found
}
