//! How a plan came about, as lines below it: options of EXPLAIN that are Glassbox's own.
//!
//! ```text
//!   Paths of orders:
//!     Bitmap Heap Scan on orders  (cost=4.50..44.00 rows=11): chosen
//!     Seq Scan on orders  (cost=0.00..1986.00 rows=11): beaten by Bitmap Heap Scan on orders
//!     orders_day: nothing is asked of day
//!   Tree after "unnest subqueries":
//!     Semi Join (b.a = a.id)
//! ```

use model::trace::event::plan::{PlanEvent, RowsMade, Tree, Verdict, WeighedPath};

use crate::sql::statement::Explain;

/// A heading and the lines under it.
pub struct Section {
    /// What they are about.
    pub title: String,
    /// The lines.
    pub lines: Vec<String>,
}

/// What the options ask to see of a story.
pub fn sections(options: &Explain, story: &[PlanEvent]) -> Vec<Section> {
    story.iter().filter_map(|event| section(options, event)).collect()
}

fn section(options: &Explain, event: &PlanEvent) -> Option<Section> {
    match event {
        PlanEvent::TreeWritten { tree } if options.rewrites => {
            Some(Section { title: "Tree as written".to_string(), lines: tree_lines(tree) })
        }
        PlanEvent::TreeRewritten { pass, tree } if options.rewrites => {
            let title = format!("Tree after \"{pass}\"");
            let unchanged = || vec!["unchanged".to_string()];
            Some(Section { title, lines: tree.as_ref().map_or_else(unchanged, tree_lines) })
        }
        PlanEvent::PathsWeighed { op: _, relations, made, paths, left_out } if options.paths => {
            let made = match made {
                RowsMade::Joined => "",
                RowsMade::Grouped => ", grouped",
                RowsMade::Ordered => ", in order",
            };
            let title = format!("Paths of {}{made}", relations.join(", "));
            let mut lines: Vec<String> =
                paths.iter().map(|path| path_line(options, path, paths)).collect();
            lines.extend(more(*left_out));
            Some(Section { title, lines })
        }
        _ => None,
    }
}

fn tree_lines(tree: &Tree) -> Vec<String> {
    let line = |depth: u16, text: &str| format!("{}{text}", "  ".repeat(usize::from(depth)));
    let lines = tree.nodes.iter().map(|node| line(node.depth, &node.text));
    lines.chain(more(tree.left_out)).collect()
}

fn more(count: u32) -> Option<String> {
    (count > 0).then(|| format!("and {count} more"))
}

fn path_line(options: &Explain, path: &WeighedPath, all: &[WeighedPath]) -> String {
    let told = |path: &WeighedPath| match path.inputs.as_slice() {
        [] => path.name.clone(),
        inputs => format!("{} [{}]", path.name, inputs.join("; ")),
    };
    let hundredths = |count: u64| format!("{}.{:02}", count / 100, count % 100);
    let cost = match options.costs && !matches!(path.verdict, Verdict::NothingAsked { .. }) {
        false => String::new(),
        true => format!(
            "  (cost={}..{} rows={})",
            hundredths(path.startup_hundredths),
            hundredths(path.total_hundredths),
            path.rows
        ),
    };
    let verdict = match &path.verdict {
        Verdict::Chosen => "chosen".to_string(),
        Verdict::Beaten { by } => match by.and_then(|by| all.get(by as usize)) {
            Some(winner) => format!("beaten by {}", told(winner)),
            None => "beaten".to_string(),
        },
        Verdict::Forbidden => "forbidden by a setting".to_string(),
        Verdict::OrderOfNoUse => "its order does not pay".to_string(),
        Verdict::DearerForEachRow => "dearer, run for each row".to_string(),
        Verdict::DearerInTheWhole => "dearer to the last row".to_string(),
        Verdict::NothingAsked { column } => format!("nothing is asked of {column}"),
    };
    format!("{}{cost}: {verdict}", told(path))
}
