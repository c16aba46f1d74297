//! The landing's stills and figures: those of the engine's recording, and no others.
//!
//! `UPDATE_GOLDENFILES=1` writes `static/landing/` anew; the build puts it into the page.

use std::collections::BTreeSet;
use std::fmt::Write;

use glassbox_tests::golden::assert_golden;
use glassbox_tests::live::Live;
use model::base::ids::RelId;
use model::base::pictures::Picture;
use model::message::settings::Setup;
use model::trace::event::page::RelationKind;
use model::trace::event::Level;
use scene::shape::audit::faults;
use scene::story::chapter::{Chapter, Outcome, Story};
use scene::svg::write::svg_text;
use scene::viz::picture::scene;
use scene::viz::view::{Future, Options, View};
use scene::words::Words;

const SHOP: &str = include_str!("../static/samples/shop.sql");
const INDEX: &str = include_str!("../static/landing/index.sql");
const QUERY: &str = include_str!("../static/landing/query.sql");
/// Reads another table through a pool smaller than that, often enough that no page of orders or of
/// its index is left in memory, however often it was used.
const COLD: &str = "SELECT count(*) FROM users; SELECT count(*) FROM users; \
                    SELECT count(*) FROM users; SELECT count(*) FROM users; \
                    SELECT count(*) FROM users; SELECT count(*) FROM users;";
/// The page's own pool.
const POOL_FRAMES: u32 = 48;
/// Widths of a still on a wide screen, and on a phone.
const WIDTHS: [(&str, f64); 2] = [("", 540.0), ("-narrow", 324.0)];
/// Heights of the table's still at those widths.
const HEAP_HEIGHTS: [f64; 2] = [160.0, 250.0];
/// What the line of counts takes of it, which only a statement that reads has.
const COUNTS_HEIGHT: f64 = 22.0;
/// Heights of the tree's still; the style sheet has the same for the place where it will stand.
const TREE_HEIGHTS: [f64; 2] = [266.0, 266.0];

/// The recording, with the chapters of the scan and of the lookup.
struct Lookup {
    live: Live,
    story: Story,
    scan: usize,
    lookup: usize,
}

fn lookup() -> Lookup {
    let setup = Setup { pool_frames: POOL_FRAMES, ..Setup::at_level(Level::Pages) };
    let mut live = Live::new(setup);
    live.run(SHOP);
    live.run(COLD);
    live.run(QUERY);
    let scan = Story::of(&live.recording).chapters.len();
    live.run(INDEX);
    live.run(COLD);
    live.run(QUERY);
    let story = Story::of(&live.recording);
    let lookup = story.chapters.len();
    Lookup { live, story, scan: scan - 1, lookup: lookup - 1 }
}

/// Pages of the learner's tables, or of their indexes, that a statement read, each once.
fn pages(lookup: &Lookup, chapter: &Chapter, kind: RelationKind) -> usize {
    let is_of_kind = |rel: RelId| lookup.story.relation_kind(rel) == Some(kind);
    let touched = chapter.touches.iter().filter(|touch| is_of_kind(touch.page.rel));
    touched.map(|touch| touch.page).collect::<BTreeSet<_>>().len()
}

/// What a still shows, and when.
struct Still<'a> {
    name: &'a str,
    picture: Picture,
    heights: [f64; 2],
    chapter: &'a Chapter,
    seq: u64,
    future: Future,
}

fn draw(lookup: &Lookup, still: &Still) {
    let Still { name, picture, heights, chapter, seq, future } = *still;
    for ((suffix, width), height) in WIDTHS.into_iter().zip(heights) {
        let options = Options { future, ..Options::for_box(width, height) };
        let mut moment = lookup.live.recording.moment_at(seq);
        if picture == Picture::Heap {
            // The landing speaks of one table.
            moment.stills.heap.relations.retain(|_, relation| relation.name == "orders");
        }
        let words = Words::english();
        let scene = scene(
            picture,
            &View {
                moment: &moment,
                story: &lookup.story,
                chapter: Some(chapter),
                options: &options,
                words: &words,
            },
        );
        assert_eq!(faults(&scene, options.label_pixels()), Vec::<String>::new(), "{name}{suffix}");
        assert_golden(&format!("../static/landing/{name}{suffix}.svg"), &svg_text(&scene));
    }
}

#[test]
fn stills_and_figures_are_those_of_the_engine() {
    let lookup = lookup();
    let (scan, found) =
        (&lookup.story.chapters[lookup.scan], &lookup.story.chapters[lookup.lookup]);
    let heap_still = |name, chapter, seq, future| {
        let room = if future == Future::Hidden { COUNTS_HEIGHT } else { 0.0 };
        let (picture, heights) = (Picture::Heap, HEAP_HEIGHTS.map(|height| height - room));
        draw(&lookup, &Still { name, picture, heights, chapter, seq, future });
    };
    heap_still("scan", scan, scan.end, Future::Shown);
    heap_still("idle", found, found.start, Future::Hidden);
    heap_still("lookup", found, found.end, Future::Shown);
    let (picture, heights, seq) = (Picture::Btree, TREE_HEIGHTS, found.end);
    let (name, chapter, future) = ("tree", found, Future::Shown);
    draw(&lookup, &Still { name, picture, heights, chapter, seq, future });
    let heap = |chapter| pages(&lookup, chapter, RelationKind::Table);
    let tree = |chapter| pages(&lookup, chapter, RelationKind::Index);
    let (scan_read, lookup_read) = (heap(scan) + tree(scan), heap(found) + tree(found));
    let table = lookup.live.recording.moment_at(found.end).stills.heap;
    let orders = table.relations.values().find(|still| still.name == "orders");
    let page_count = orders.expect("the shop has orders").pages.len();
    let Outcome::Finished { rows } = found.outcome else { panic!("the lookup ends well") };
    assert_eq!(scan.outcome, Outcome::Finished { rows }, "the same rows either way");
    assert_eq!(heap(scan), page_count, "the scan reads every page");
    assert!(tree(found) >= 2, "the lookup goes down a tree");
    assert!(lookup_read < 20, "{lookup_read} pages");
    let figures = [
        ("scan-read", scan_read),
        ("lookup-read", lookup_read),
        ("lookup-tree", tree(found)),
        ("lookup-heap", heap(found)),
        ("pages", page_count),
        ("rows", rows as usize),
        ("spared", scan_read - lookup_read),
        ("times", (scan_read + lookup_read / 2) / lookup_read),
    ];
    let mut json = String::from("{\n");
    for (name, figure) in figures {
        writeln!(json, "  \"{name}\": {figure},").expect("a String takes all text");
    }
    let percent = 100.0 * lookup_read as f64 / scan_read as f64;
    writeln!(json, "  \"lookup-percent\": {percent:.2}\n}}").expect("a String takes all text");
    assert_golden("../static/landing/figures.json", &json);
}
