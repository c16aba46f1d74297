//! EXPLAIN as text: one line for each node, and lines of details below it.

use super::shown::{millis, Child, Detail, Shown, Totals};
use super::story::Section;

/// The lines of a tree, and of how it came about.
pub fn lines(shown: &Shown, totals: Totals, sections: &[Section]) -> Vec<String> {
    let mut lines = Vec::new();
    write_node(shown, None, &mut lines);
    let mut total = |what: &str, nanos: Option<u64>| {
        let line = nanos.map(|nanos| format!("{what} Time: {} ms (simulated)", millis(nanos)));
        lines.extend(line);
    };
    total("Planning", totals.planning_nanos);
    total("Execution", totals.execution_nanos);
    for Section { title, lines: below } in sections {
        lines.push(format!("{title}:"));
        lines.extend(below.iter().map(|line| format!("  {line}")));
    }
    lines
}

/// Writes a node whose arrow stands in that column; the topmost has none.
fn write_node(shown: &Shown, arrow: Option<usize>, lines: &mut Vec<String>) {
    let before = arrow.map_or(String::new(), |column| format!("{}->  ", " ".repeat(column)));
    lines.push(format!("{before}{}", head(shown)));
    let margin = arrow.map_or(2, |column| column + 6);
    let spaces = " ".repeat(margin);
    for (label, detail) in &shown.details {
        if let Some(text) = detail_text(detail) {
            lines.push(format!("{spaces}{label}: {text}"));
        }
    }
    for Child { name, node, relationship: _ } in &shown.children {
        match name {
            None => write_node(node, Some(margin), lines),
            Some(name) => {
                lines.push(format!("{spaces}{name}"));
                write_node(node, Some(margin + 2), lines);
            }
        }
    }
}

fn head(shown: &Shown) -> String {
    let mut line = shown.heading.clone();
    if let Some(cost) = shown.cost {
        line.push_str(&format!(
            "  (cost={:.2}..{:.2} rows={:.0} width={})",
            cost.startup, cost.total, cost.rows, cost.width
        ));
    }
    match shown.ran {
        None => {}
        Some(ran) if ran.loops == 0 => line.push_str(" (never executed)"),
        Some(ran) => {
            line.push_str(" (actual ");
            if let Some((first, total)) = ran.nanos {
                line.push_str(&format!("time={}..{} ", millis(first), millis(total)));
            }
            line.push_str(&format!("rows={:.0} loops={})", ran.rows, ran.loops));
        }
    }
    line
}

fn detail_text(detail: &Detail) -> Option<String> {
    match detail {
        Detail::Text(text) => Some(text.clone()),
        Detail::List(items) => Some(items.join(", ")),
        Detail::Number(number) => Some(number.to_string()),
        Detail::Pages { hit: 0, missed: 0 } => None,
        Detail::Pages { hit, missed } => {
            let counts = [("hit", hit), ("read", missed)];
            let said = counts.iter().filter(|(_, count)| **count > 0);
            let said: Vec<String> = said.map(|(word, count)| format!("{word}={count}")).collect();
            Some(format!("shared {}", said.join(" ")))
        }
    }
}
