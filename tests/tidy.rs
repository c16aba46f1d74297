//! The house is tidy: layers, walls, lengths and wording. The rules are in `support/tidy`.
//!
//! Each rule is tested on itself: an offender is planted, and the rule names it.

use glassbox_tests::tidy::source::{all, Source};
use glassbox_tests::tidy::{lengths, offences};

#[test]
fn the_house_is_tidy() {
    let found: Vec<String> = offences(&all()).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{} offences:\n{}", found.len(), found.join("\n"));
}

/// Checks that a file with this text breaks exactly one rule, whose message holds these words.
#[track_caller]
fn caught(path: &str, text: &str, words: &str) {
    let found = offences(&[Source::new(path, text)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].message.contains(words), "{}", found[0]);
}

#[track_caller]
fn passes(path: &str, text: &str) {
    assert_eq!(offences(&[Source::new(path, text)]), []);
}

#[test]
fn an_import_from_above_is_caught() {
    let above = "`storage` imports `exec`, which lies above it";
    caught("engine/src/storage/heap.rs", "use crate::exec::context::Ctx;", above);
    caught("engine/src/storage/heap.rs", "use crate::{tracer::Host, exec::context};", above);
    caught("engine/src/storage/heap.rs", "fn f() { crate::exec::run() }", above);
    caught("engine/src/storage/heap.rs", "use super::super::exec::context;", above);
    caught("engine/src/storage/mod.rs", "use super::exec::context;", above);
    caught("engine/src/storage/mod.rs", "mod a { use super::super::exec::context; }", above);
    caught("web/scene/src/shape/rect.rs", "use crate::viz::heap;", "`shape` imports `viz`");
}

#[test]
fn an_import_of_a_neighbour_is_caught() {
    caught("engine/src/txn/locks.rs", "use crate::index::btree;", "its neighbour `index`");
}

#[test]
fn imports_from_below_and_from_home_pass() {
    passes("engine/src/exec/filter.rs", "use crate::{expr::bound, storage}; use super::operator;");
    passes("engine/src/exec/mod.rs", "pub mod filter; use self::filter::Filter;");
    passes("engine/src/exec/join/hash.rs", "use super::super::operator;");
    passes("engine/src/exec/sort.rs", "mod tests { use super::Sort; }");
}

#[test]
fn a_room_outside_the_plan_is_caught() {
    caught("engine/src/helpers/mod.rs", "", "`helpers` has no row in the plan");
    caught("engine/src/exec/sort.rs", "use crate::helpers::x;", "`helpers` is no room");
}

#[test]
fn names_behind_a_wall_are_caught() {
    caught("engine/src/plan/x.rs", "use sqlparser::ast::Expr;", "only `engine/src/sql`");
    caught("web/scene/src/viz/x.rs", "fn f(w: web_sys::Window) {}", "know the browser");
    caught("engine/src/db/x.rs", "use serde::Serialize;", "only `engine/model`");
    caught("cli/src/x.rs", "#[derive(Clone, Serialize)] struct S;", "derives serde");
    caught("web/worker/src/x.rs", "use engine::storage::disk;", "`engine::api` only");
    passes("engine/src/sql/bind.rs", "use sqlparser::ast::Expr;");
    passes("web/worker/src/x.rs", "use engine::api::lab::Lab; use wasm_bindgen::prelude::*;");
    passes("engine/src/plan/x.rs", "// sqlparser\nconst S: &str = \"sqlparser::ast\";");
}

#[test]
fn what_the_compiler_lets_pass_is_caught() {
    let unread = "`..` in a node of the parser";
    caught("engine/src/sql/x.rs", "fn f() { if let ast::Expr::Cast { expr, .. } = e {} }", unread);
    caught("engine/src/sql/x.rs", "fn f() { match e { ast::Query { body, .. } => {} } }", unread);
    passes("engine/src/sql/x.rs", "fn f() { match e { ast::Expr::Cast { .. } => g(e) } }");
    passes("engine/src/sql/x.rs", "fn f() { match e { Rel::Scan { table, .. } => {} } }");
    let event = "engine/model/src/trace/event/x.rs";
    caught(event, "pub enum E { Read { pages: Vec<usize> } }", "`usize` in what is recorded");
    caught("engine/model/src/still/x.rs", "pub struct S(usize);", "`usize` in what is recorded");
    passes(event, "pub struct S { a: u32 } fn f(at: usize) -> usize { at }");
    caught("engine/src/exec/x.rs", "fn f() { let now = std::time::Instant::now(); }", "a clock");
    caught("engine/src/exec/x.rs", "struct S { map: HashMap<u32, u32> }", "order is chance");
    passes("engine/src/exec/x.rs", "type M = HashMap<u8, u8, BuildHasherDefault<Fixed>>;");
    passes("tests/x.rs", "fn f() { let now = Instant::now(); }");
}

#[test]
fn a_forbidden_dependency_is_caught() {
    let manifest =
        |name| format!("[dependencies]\n{name}.workspace = true\n[lints]\nworkspace = true\n");
    caught("web/Cargo.toml", &manifest("engine"), "must not depend on `engine`");
    passes("web/Cargo.toml", &manifest("scene"));
    caught("web/Cargo.toml", "[dependencies]\n", "[lints]");
    caught("extra/Cargo.toml", &manifest("engine"), "without a place in the plan");
}

#[test]
fn a_second_home_and_a_silenced_warning_are_caught() {
    caught("engine/src/db/mod.rs", "pub use session::Session;", "re-exports");
    caught("engine/src/db/mod.rs", "pub(crate) use session::Session;", "re-exports");
    passes("engine/src/api/mod.rs", "pub use lab::Lab;");
    passes("engine/src/db/mod.rs", "macro_rules! m { () => {} } pub(crate) use m;");
    caught("cli/src/x.rs", "#[allow(dead_code)] fn f() {}", "a silenced warning");
    caught("engine/src/exec/x.rs", "fn f() { unsafe {} }", "only the allocator");
    passes("web/worker/src/blocks.rs", "fn f() { unsafe {} }");
    caught("engine/src/db/x.rs", "fn f() { g().unwrap() }", "`unwrap` in the engine");
}

#[test]
fn lengths_are_caught() {
    let long = |lines: usize| format!("fn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2));
    caught("cli/src/x.rs", &long(lengths::FUNCTION_LINES_MAX + 1), "`f` has 71 lines");
    passes("cli/src/x.rs", &long(lengths::FUNCTION_LINES_MAX));
    let method = format!("impl S {{ {} }}", long(lengths::FUNCTION_LINES_MAX + 1));
    caught("cli/src/x.rs", &method, "`f` has 71 lines");
    caught("web/editor/main.js", &"a();\n".repeat(lengths::FILE_LINES_MAX + 1), "one concept");
    caught("cli/src/x.rs", &format!("// {}", "x".repeat(98)), "101 characters");
}

#[test]
fn text_outside_the_catalogue_is_caught() {
    let page = |markup: &str| format!("fn v() -> Html {{ html! {{ {markup} }} }}");
    let text = "it belongs to static/text/en.json";
    for markup in [
        "<p>{ \"Run\" }</p>",
        "<p>\"Run\"</p>",
        "<p>{ format!(\"{n} rows\") }</p>",
        "<button aria-label=\"Run\" />",
        "<input placeholder={\"Search\"} />",
        "if open { <p>{ \"Open\" }</p> }",
        "<p>{ if ready { \"Ready\" } else { t.waiting } }</p>",
        "<ul>{ for rows.iter().map(|r| html! { <li>{ \"Row\" }</li> }) }</ul>",
    ] {
        caught("web/src/ui/x.rs", &page(markup), text);
    }
    caught("web/src/ui/x.rs", "fn f() -> String { s(\"Rows are here\") }", text);
    caught("web/src/ui/x.rs", "fn f() -> String { s(\"the file cannot be read\") }", text);
    caught("web/worker/js/x.js", "post({ problem: \"the file is open\" });", text);
    for markup in [
        "<p class=\"quiet\">{ t(\"run.label\") }</p>",
        "<p class={classes!(\"a\", \"b\")} aria-label={text.get(\"run\")}>{ \"·\" }</p>",
        "<p>{ match kind { \"a\" => one(), _ => two() } }</p>",
        "if a { <i style={format!(\"left: {x}\")} /> } else { <b>{ t.b }</b> }",
        "<p onclick={link.callback(|_| Msg::Open(\"schema\"))}>{ n }</p>",
    ] {
        passes("web/src/ui/x.rs", &page(markup));
    }
    for code in [
        "const S: &str = \"START TRANSACTION\";",
        "fn f(hint: &str) -> bool { hint.starts_with(\"Perhaps you meant\") }",
        "#[cfg(test)] mod tests { const S: &str = \"Rows are here\"; }",
    ] {
        passes("web/src/x.rs", code);
    }
    passes("web/src/ui/x.rs", "fn f() { g().expect(\"The list is never empty\") }");
    passes("web/src/ui/x.rs", "fn f() { s(\"btn icon small\"); t(\"SELECT a FROM t\") }");
    passes("web/editor/x.js", "// \"the file is open\"\nelement(\"div\", \"cm wrong line\");");
}

#[test]
fn a_picture_named_beside_the_table_is_caught() {
    caught("web/scene/src/viz/x.rs", "const NAME: &str = \"heap\";", "is a picture's name");
    passes("web/scene/src/viz/x.rs", "const CLASS: &str = \"heap-page\";");
}

#[test]
fn promises_and_machine_paths_are_caught() {
    caught("README.md", concat!("TO", "DO: write"), "do it");
    caught("tests/x.rs", concat!("const P: &str = \"/wo", "rk/x\";"), "a place of one machine");
}
