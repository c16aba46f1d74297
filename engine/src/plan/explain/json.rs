//! EXPLAIN as JSON, under PostgreSQL's names. Times are simulated.

use super::shown::{millis, Child, Detail, Shown, Totals};
use super::story::Section;

/// The document. How the plan came about stands under the titles that text gives it.
pub fn document(shown: &Shown, totals: Totals, sections: &[Section]) -> String {
    let mut writer = Writer { text: "[\n  {\n".to_string() };
    writer.key(2, "Plan");
    writer.node(shown, 2, None);
    if let Some(nanos) = totals.planning_nanos {
        writer.text.push_str(",\n");
        writer.key(2, "Planning Time");
        writer.text.push_str(&millis(nanos));
    }
    if let Some(nanos) = totals.execution_nanos {
        writer.text.push_str(",\n");
        writer.key(2, "Triggers");
        writer.text.push_str("[\n    ],\n");
        writer.key(2, "Execution Time");
        writer.text.push_str(&millis(nanos));
    }
    for Section { title, lines } in sections {
        writer.text.push_str(",\n");
        writer.key(2, title);
        let lines: Vec<String> = lines.iter().map(|line| quoted(line)).collect();
        writer.text.push_str(&format!("[{}]", lines.join(", ")));
    }
    writer.text.push_str("\n  }\n]");
    writer.text
}

struct Writer {
    text: String,
}

impl Writer {
    fn margin(&mut self, depth: usize) {
        self.text.extend(std::iter::repeat_n("  ", depth));
    }

    fn key(&mut self, depth: usize, key: &str) {
        self.margin(depth);
        self.text.push_str(&format!("{}: ", quoted(key)));
    }

    fn node(&mut self, shown: &Shown, depth: usize, below: Option<&Child>) {
        self.text.push_str("{\n");
        let mut values: Vec<(String, String)> = Vec::new();
        for (at, (key, value)) in shown.parts.iter().enumerate() {
            values.push(((*key).to_string(), quoted(value)));
            let is_last_of_type = shown.parts.get(at + 1).is_none_or(|(next, _)| !is_type(next));
            if is_type(key) && is_last_of_type {
                values.extend(relation_to_parent(below));
                let none = ["Parallel Aware", "Async Capable"];
                values.extend(none.map(|key| (key.to_string(), "false".to_string())));
            }
        }
        values.extend(figures(shown));
        for (label, detail) in &shown.details {
            values.extend(detail_values(label, detail));
        }
        for (at, (key, value)) in values.iter().enumerate() {
            if at > 0 {
                self.text.push_str(",\n");
            }
            self.key(depth + 1, key);
            self.text.push_str(value);
        }
        if !shown.children.is_empty() {
            self.text.push_str(",\n");
            self.key(depth + 1, "Plans");
            self.text.push_str("[\n");
            for (at, child) in shown.children.iter().enumerate() {
                if at > 0 {
                    self.text.push_str(",\n");
                }
                self.margin(depth + 2);
                self.node(&child.node, depth + 2, Some(child));
            }
            self.text.push('\n');
            self.margin(depth + 1);
            self.text.push(']');
        }
        self.text.push('\n');
        self.margin(depth);
        self.text.push('}');
    }
}

/// Whether a part says what kind of node it is: those come first.
fn is_type(key: &str) -> bool {
    matches!(key, "Node Type" | "Strategy" | "Partial Mode" | "Operation" | "Command")
}

fn relation_to_parent(below: Option<&Child>) -> Vec<(String, String)> {
    let Some(child) = below else { return Vec::new() };
    let mut values = vec![("Parent Relationship".to_string(), quoted(child.relationship))];
    values.extend(child.name.iter().map(|name| ("Subplan Name".to_string(), quoted(name))));
    values
}

/// Costs and what really happened.
fn figures(shown: &Shown) -> Vec<(String, String)> {
    let mut values: Vec<(&str, String)> = Vec::new();
    if let Some(cost) = shown.cost {
        values.extend([
            ("Startup Cost", format!("{:.2}", cost.startup)),
            ("Total Cost", format!("{:.2}", cost.total)),
            ("Plan Rows", format!("{:.0}", cost.rows)),
            ("Plan Width", cost.width.to_string()),
        ]);
    }
    if let Some(ran) = shown.ran {
        if let Some((first, total)) = ran.nanos {
            values.push(("Actual Startup Time", millis(first)));
            values.push(("Actual Total Time", millis(total)));
        }
        values.push(("Actual Rows", format!("{:.0}", ran.rows)));
        values.push(("Actual Loops", ran.loops.to_string()));
    }
    values.into_iter().map(|(key, value)| (key.to_string(), value)).collect()
}

fn detail_values(label: &str, detail: &Detail) -> Vec<(String, String)> {
    let one = |value: String| vec![(label.to_string(), value)];
    match detail {
        Detail::Text(text) => one(quoted(text)),
        Detail::Number(number) => one(number.to_string()),
        Detail::List(items) => {
            let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
            one(format!("[{}]", items.join(", ")))
        }
        Detail::Pages { hit, missed } => vec![
            ("Shared Hit Blocks".to_string(), hit.to_string()),
            ("Shared Read Blocks".to_string(), missed.to_string()),
        ],
    }
}

fn quoted(text: &str) -> String {
    let mut made = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => made.push_str("\\\""),
            '\\' => made.push_str("\\\\"),
            '\n' => made.push_str("\\n"),
            '\r' => made.push_str("\\r"),
            '\t' => made.push_str("\\t"),
            control if control < ' ' => made.push_str(&format!("\\u{:04x}", control as u32)),
            letter => made.push(letter),
        }
    }
    made.push('"');
    made
}
