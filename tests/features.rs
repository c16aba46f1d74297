//! FEATURES.md is what the engine's own tables say.

use std::collections::BTreeMap;
use std::fmt::Write;

use engine::catalog::system::TYPES;
use engine::db::settings::table::SETTINGS;
use engine::expr::function::{Function, Rest, ANY};
use engine::expr::{aggregates, functions};
use engine::sql::theory::THEORY_FUNCTIONS;
use engine::sql::unsupported::REFUSED;
use glassbox_tests::golden::assert_golden;
use model::types::data_type::DataType;

#[test]
fn the_list_of_features_is_what_the_tables_say() {
    assert_golden("../FEATURES.md", &page());
}

fn page() -> String {
    let mut page = String::from(
        "# Features\n\nWritten by `UPDATE_GOLDENFILES=1 cargo test --test features` from the \
         engine's own tables; PostgreSQL 15 is the reference for all of it.\n",
    );
    types(&mut page);
    let all = || functions::FAMILIES.iter().flat_map(|family| family.iter());
    let (operators, functions): (Vec<&Function>, Vec<&Function>) =
        all().partition(|function| !function.name.starts_with(char::is_alphabetic));
    calls(&mut page, "Operators", "Operator", operators.into_iter().map(operator));
    calls(&mut page, "Functions", "Function", functions.into_iter().map(function));
    let aggregates = aggregates::FAMILIES.iter().flat_map(|family| family.iter());
    calls(
        &mut page,
        "Aggregates",
        "Aggregate",
        aggregates.map(|aggregate| {
            let args = match aggregate.args {
                [] => "*".to_string(),
                args => list(args),
            };
            let form = format!("{}({args})", aggregate.name);
            (aggregate.name, form, aggregate.returns)
        }),
    );
    theory(&mut page);
    settings(&mut page);
    refused(&mut page);
    page
}

/// What schema `glassbox` has: questions about a table's dependencies.
fn theory(page: &mut String) {
    let _ = writeln!(
        page,
        "\n## Dependencies\n\nIn FROM, each with the table's name as its first argument; all \
         arguments are text.\nWhat columns decide is said by `CALL glassbox.declare(table, \
         dependencies)` and taken back\nby `CALL glassbox.forget(table [, dependencies])`.\n\n\
         | Function | Columns |\n|---|---|"
    );
    for function in THEORY_FUNCTIONS {
        let columns: Vec<&str> = function.columns.iter().map(|(name, _)| *name).collect();
        let args = ["table"].iter().chain(function.args).copied().collect::<Vec<_>>();
        let _ = writeln!(
            page,
            "| `glassbox.{}({})` | {} |",
            function.name,
            args.join(", "),
            columns.join(", ")
        );
    }
}

fn types(page: &mut String) {
    let names: Vec<String> = TYPES
        .iter()
        .filter(|data_type| !matches!(data_type, DataType::Unknown | DataType::Void))
        .map(|data_type| format!("`{}`", data_type.name()))
        .collect();
    let _ = writeln!(page, "\n## Types\n\n{}", names.join(", "));
}

/// A table with one line for each name: its forms and what they return.
fn calls<'a>(
    page: &mut String,
    title: &str,
    column: &str,
    rows: impl Iterator<Item = (&'a str, String, DataType)>,
) {
    let mut by_name: BTreeMap<&str, Vec<(String, DataType)>> = BTreeMap::new();
    for (name, form, returns) in rows {
        by_name.entry(name).or_default().push((form, returns));
    }
    let _ = writeln!(page, "\n## {title}\n\n| {column} | Returns |\n|---|---|");
    for forms in by_name.values() {
        for (form, returns) in forms {
            let returns = if *returns == ANY { "any type" } else { returns.name() };
            let _ = writeln!(page, "| `{}` | {returns} |", form.replace('|', "\\|"));
        }
    }
}

fn operator(function: &Function) -> (&str, String, DataType) {
    let name = function.name;
    let form = match function.args {
        [only] => format!("{name} {}", word(*only)),
        [left, right] => format!("{} {name} {}", word(*left), word(*right)),
        args => format!("{name}({})", list(args)),
    };
    (name, form, function.returns)
}

fn function(function: &Function) -> (&str, String, DataType) {
    let mut args = list(function.args);
    if let Rest::Any { .. } = function.rest {
        args = if args.is_empty() { "...".to_string() } else { format!("{args}, ...") };
    }
    (function.name, format!("{}({args})", function.name), function.returns)
}

fn list(args: &[DataType]) -> String {
    args.iter().map(|arg| word(*arg)).collect::<Vec<&str>>().join(", ")
}

fn word(data_type: DataType) -> &'static str {
    match data_type {
        ANY => "any",
        other => other.name(),
    }
}

fn settings(page: &mut String) {
    let _ = writeln!(page, "\n## Settings\n\n| Setting | Default | What for |\n|---|---|---|");
    for setting in SETTINGS {
        let _ =
            writeln!(page, "| `{}` | `{}` | {} |", setting.name, setting.default, setting.about);
    }
}

fn refused(page: &mut String) {
    let _ = writeln!(
        page,
        "\n## Refused\n\nWith SQLSTATE 0A000 and the hint.\n\n| What | Hint |\n|---|---|"
    );
    for (what, hint) in REFUSED {
        let _ = writeln!(page, "| {} | {hint} |", what.replace('|', "\\|"));
    }
}
