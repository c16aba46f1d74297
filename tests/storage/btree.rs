//! B+-trees against plain lists, and the shapes that textbooks show.

use engine::index::btree::check::check;
use engine::index::btree::scan::{Cursor, KeyRange, Way};
use engine::index::btree::tree::{entry_bytes_max, BTree, Names};
use engine::index::key::{after, push_tuple, KeyColumn, KeyShape};
use engine::inspect::stills;
use glassbox_tests::grove::{walk, Grove, Plan};
use glassbox_tests::soak::seeds;
use model::base::ids::{RelId, TupleId, TxnId};
use model::still::btree::TreeStill;
use model::trace::event::page::RelationKind;
use model::trace::event::Level;
use model::trace::text::line;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::value::Value;

use crate::world::World;

const INDEX: RelId = RelId(16_390);
const TXN: TxnId = TxnId(3);

const PLANS: [Plan; 4] = [
    Plan { page_bytes: 512, max_entries: 4, rising: false },
    Plan { page_bytes: 512, max_entries: u16::MAX, rising: false },
    Plan { page_bytes: 1_024, max_entries: 3, rising: true },
    Plan { page_bytes: 2_048, max_entries: u16::MAX, rising: true },
];

#[test]
fn a_tree_has_what_a_list_has_in_order_and_by_range() {
    for seed in seeds(6, 200) {
        PLANS.into_iter().for_each(|plan| walk(seed, plan, 300));
    }
}

#[test]
fn what_is_done_and_counted_does_not_depend_on_the_level() {
    for seed in seeds(2, 50) {
        for plan in PLANS {
            let [counts, pages, rows] = [Level::Counts, Level::Pages, Level::Rows].map(|level| {
                let mut grove = Grove::new(seed, plan, level);
                (0..300).for_each(|_| grove.act());
                let still = stills::capture(&grove.store);
                (grove.tracer.counters, grove.tracer.nanos(), grove.size(), still)
            });
            assert_eq!(counts, pages);
            assert_eq!(pages, rows);
        }
    }
}

/// A tree of whole numbers with at most four entries to a node.
fn textbook(max_entries: u16) -> (World, BTree) {
    let mut world = World::new(512, 64);
    world.store.create_relation(INDEX, "numbers", RelationKind::Index, &mut world.tracer);
    let shape = KeyShape::new(vec![KeyColumn::ascending(DataType::Int4)]);
    let tree = BTree::new(INDEX, shape, Names { index: "numbers".into(), table: "t".into() });
    let made = tree.create(&mut world.store, max_entries, TXN, &mut world.tracer);
    made.expect("the disk is sound");
    (world, tree)
}

fn entry(tree: &BTree, data_type: DataType, value: Value, slot_no: u16) -> Vec<u8> {
    let column = Column::from_values(data_type, &[value]);
    let mut entry = Vec::new();
    tree.shape().write(|_| &column, 0, &mut entry);
    push_tuple(TupleId { page_no: 0, slot_no }, &mut entry);
    entry
}

fn insert(world: &mut World, tree: &BTree, number: i32) {
    let entry = entry(tree, DataType::Int4, Value::Int4(number), number as u16);
    let done = tree.insert(&mut world.store, &entry, TXN, &mut world.tracer);
    done.expect("the disk is sound");
}

/// A tree as a textbook writes it: one line for each level.
fn drawn(still: &TreeStill) -> String {
    let mut lines = vec![Vec::new(); usize::from(still.height())];
    draw(still, still.root, &mut lines);
    lines.iter().map(|nodes| nodes.join("  ") + "\n").collect()
}

fn draw(still: &TreeStill, no: u32, lines: &mut [Vec<String>]) {
    let node = &still.nodes[&no];
    let separators = node.children.iter().skip(1).map(|child| child.separator.to_string());
    let keys: Vec<String> = separators.chain(node.keys.iter().map(ToString::to_string)).collect();
    let depth = usize::from(still.height() - 1 - node.level);
    lines[depth].push(format!("[{}]", keys.join(" ")));
    node.children.iter().for_each(|child| draw(still, child.page_no, lines));
}

fn picture(world: &World) -> String {
    drawn(&stills::capture(&world.store).btree.trees[&INDEX])
}

#[test]
fn keys_in_the_middle_split_nodes_in_half() {
    let (mut world, tree) = textbook(4);
    [40, 10, 30, 20].into_iter().for_each(|number| insert(&mut world, &tree, number));
    assert_eq!(picture(&world), "[10 20 30 40]\n");
    insert(&mut world, &tree, 25);
    assert_eq!(picture(&world), "[25]\n[10 20]  [25 30 40]\n");
    [26, 27].into_iter().for_each(|number| insert(&mut world, &tree, number));
    assert_eq!(picture(&world), "[25 27]\n[10 20]  [25 26]  [27 30 40]\n");
    [28, 29, 11, 12, 13].into_iter().for_each(|number| insert(&mut world, &tree, number));
    assert_eq!(
        picture(&world),
        "[25]\n[12]  [27 29]\n[10 11]  [12 13 20]  [25 26]  [27 28]  [29 30 40]\n"
    );
    assert_eq!(check(&world.store, INDEX), Ok(12));
}

#[test]
fn rising_keys_leave_nodes_nearly_full() {
    let (mut world, tree) = textbook(4);
    (1..=12).for_each(|number| insert(&mut world, &tree, number));
    assert_eq!(picture(&world), "[4 7 10]\n[1 2 3]  [4 5 6]  [7 8 9]  [10 11 12]\n");
    insert(&mut world, &tree, 13);
    insert(&mut world, &tree, 14);
    assert_eq!(
        picture(&world),
        "[7]\n[4]  [10 13]\n[1 2 3]  [4 5 6]  [7 8 9]  [10 11 12]  [13 14]\n"
    );
}

#[test]
fn a_search_and_a_split_are_told_step_by_step() {
    let (mut world, tree) = textbook(4);
    (1..=4).for_each(|number| insert(&mut world, &tree, 10 * number));
    world.tracer.flush();
    world.tracer.drain();
    insert(&mut world, &tree, 25);
    world.tracer.flush();
    let lines: Vec<String> = world.tracer.drain().iter().map(line).collect();
    let told: Vec<&str> =
        lines.iter().map(String::as_str).filter(|line| line.starts_with("index.")).collect();
    assert_eq!(
        told,
        [
            "index.descent_began root=16390/1 aim=at_or_after:\"25\"",
            "index.node_visited page=16390/1 depth=0 place=2",
            "index.root_raised root=16390/1 child=16390/2 height=2",
            "index.leaf_split left=16390/2 right=16390/3 separator=\"25\" moved=3",
            "index.separator_inserted page=16390/1 place=1 separator=\"25\" child=3",
            "index.leaf_changed page=16390/2 entry_count=2 keys=[\"10\", \"20\"]",
            "index.leaf_changed page=16390/3 entry_count=3 keys=[\"25\", \"30\", \"40\"]",
        ]
    );
}

#[test]
fn a_look_up_reads_one_page_for_each_level_and_none_beside() {
    let (mut world, tree) = textbook(u16::MAX);
    (1..=2_000).for_each(|number| insert(&mut world, &tree, number));
    let height = stills::capture(&world.store).btree.trees[&INDEX].height();
    assert_eq!(height, 3);
    for number in [1, 17, 1_000, 1_999] {
        let key = entry(&tree, DataType::Int4, Value::Int4(number), 0);
        let start = key[..key.len() - 6].to_vec();
        let range = KeyRange { end: after(&start), start };
        let mut cursor = Cursor::new(range, Way::Forward);
        let before = world.tracer.counters.pages_read();
        let mut found = 0;
        while !cursor.is_done() {
            let mut take = |_: &[u8]| found += 1;
            let read = tree.scan_leaf(&mut world.store, &mut cursor, &mut take, &mut world.tracer);
            read.expect("the disk is sound");
        }
        assert_eq!((found, world.tracer.counters.pages_read() - before), (1, 3), "{number}");
    }
}

#[test]
fn keys_too_long_for_a_third_of_a_page_are_refused_as_postgresql_does() {
    assert_eq!(entry_bytes_max(8_192), 2_704);
    let mut world = World::new(8_192, 64);
    world.store.create_relation(INDEX, "texts", RelationKind::Index, &mut world.tracer);
    let shape = KeyShape::new(vec![KeyColumn::ascending(DataType::Text)]);
    let tree = BTree::new(INDEX, shape, Names { index: "texts".into(), table: "t".into() });
    let made = tree.create(&mut world.store, u16::MAX, TXN, &mut world.tracer);
    made.expect("the disk is sound");
    for length in (2_600..2_800).step_by(7) {
        let text = Value::Text("x".repeat(length));
        let entry = entry(&tree, DataType::Text, text, length as u16);
        let done = tree.insert(&mut world.store, &entry, TXN, &mut world.tracer);
        assert_eq!(done.is_ok(), entry.len() <= 2_704, "{length}");
        if let Err(error) = done {
            let error = error.to_sql();
            assert_eq!(error.sqlstate.as_str(), "54000");
            assert!(error
                .message
                .ends_with("exceeds btree version 4 maximum 2704 for index \"texts\""));
        }
    }
    check(&world.store, INDEX).expect("the tree is sound");
    assert!(world.store.page_count(INDEX) > 4);
}
