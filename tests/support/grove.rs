//! Random work on a B+-tree beside a plain list of the same rows, compared by values and never by
//! the bytes of keys: order, ranges both ways, keys that are there once, all invariants, and the
//! law of the recording.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use engine::index::btree::check::check;
use engine::index::btree::scan::{Cursor, KeyRange, Way};
use engine::index::btree::tree::{BTree, Names};
use engine::index::key::{after, push_tuple, tuple_of, KeyColumn, KeyShape};
use engine::index::method::{Holder, Holders, Insertion};
use engine::inspect::stills;
use engine::storage::memory_disk::MemoryDisk;
use engine::storage::store::{Store, StoreSetup};
use engine::tracer::host::Tracer;
use model::base::error::Result;
use model::base::ids::{HostId, RelId, TupleId, TxnId};
use model::base::replacement::Replacement;
use model::base::rng::Rng;
use model::still::Stills;
use model::trace::event::page::RelationKind;
use model::trace::event::Level;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::order::compare;
use model::types::order::key::{Direction, Nulls};
use model::types::value::Value;

const REL: RelId = RelId(16_400);
const TXN: TxnId = TxnId(3);

/// What kind of tree.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Bytes of a page.
    pub page_bytes: u32,
    /// Most entries of a node.
    pub max_entries: u16,
    /// Whether most keys come in rising order.
    pub rising: bool,
}

/// A tree and the rows that it should have.
pub struct Grove {
    /// Where the tree lies.
    pub store: Store,
    /// What is written down.
    pub tracer: Tracer,
    tree: BTree,
    rng: Rng,
    rows: BTreeMap<TupleId, Vec<Value>>,
    gone: Vec<TupleId>,
    next_tuple: u32,
    plan: Plan,
}

/// Tuples that do not count, and those about which nobody knows yet.
struct Answers<'a> {
    gone: &'a [TupleId],
    undecided: Option<TupleId>,
}

impl Holders for Answers<'_> {
    fn holder(&mut self, place: TupleId, _: &mut Store, _: &mut Tracer) -> Result<Holder> {
        Ok(match place {
            place if self.undecided == Some(place) => Holder::Undecided(TxnId(9)),
            place if self.gone.contains(&place) => Holder::Gone,
            _ => Holder::Stays,
        })
    }
}

impl Grove {
    /// An empty tree over random columns.
    pub fn new(seed: u64, plan: Plan, level: Level) -> Grove {
        let mut rng = Rng::stream(seed, "grove");
        let setup = StoreSetup {
            page_bytes: plan.page_bytes,
            pool_frames: 8 + rng.below(24) as u32,
            replacement: Replacement::ALL[rng.below(3) as usize],
            ..StoreSetup::default()
        };
        let mut store = Store::new(Box::new(MemoryDisk::new(plan.page_bytes)), &setup);
        let mut tracer = Tracer::new(HostId(0), level);
        store.create_relation(REL, "t_key", RelationKind::Index, &mut tracer);
        let types = [
            DataType::Int4,
            DataType::Text,
            DataType::Numeric(None),
            DataType::Float8,
            DataType::Bool,
        ];
        let columns = (0..1 + rng.below(3)).map(|at| KeyColumn {
            data_type: match (at, plan.rising) {
                (0, true) => DataType::Int4,
                _ => types[rng.below(types.len() as u64) as usize],
            },
            direction: match plan.rising || rng.below(2) == 0 {
                true => Direction::Ascending,
                false => Direction::Descending,
            },
            nulls: if rng.below(2) == 0 { Nulls::First } else { Nulls::Last },
        });
        let shape = KeyShape::new(columns.collect());
        let tree = BTree::new(REL, shape, Names { index: "t_key".into(), table: "t".into() });
        let made = tree.create(&mut store, plan.max_entries, TXN, &mut tracer);
        made.expect("the disk is sound");
        let (rows, gone) = (BTreeMap::new(), Vec::new());
        Grove { store, tracer, tree, rng, rows, gone, next_tuple: 1, plan }
    }

    fn value(&mut self, data_type: DataType, at: usize) -> Value {
        if self.rng.below(9) == 0 {
            return Value::Null;
        }
        let small = self.rng.below(40) as i64 - 20;
        match data_type {
            DataType::Int4 if at == 0 && self.plan.rising => {
                Value::Int4(self.next_tuple as i32 - self.rng.below(3) as i32)
            }
            DataType::Int4 => Value::Int4(small as i32 * 100),
            DataType::Text => {
                let length = self.rng.below(18) as usize;
                Value::Text("abcdefghij\0klmnopqr"[..length].repeat(1 + self.rng.below(2) as usize))
            }
            DataType::Numeric(_) => Value::Numeric(model::types::numeric::Numeric::from_parts(
                i128::from(small),
                self.rng.below(3) as u16,
            )),
            DataType::Float8 => Value::Float8(small as f64 / 4.0),
            DataType::Bool => Value::Bool(small > 0),
            other => panic!("{other:?} is not drawn"),
        }
    }

    fn row(&mut self) -> (TupleId, Vec<Value>) {
        let columns = self.tree.shape().columns().to_vec();
        let row = columns.iter().enumerate().map(|(at, column)| self.value(column.data_type, at));
        let row = row.collect();
        // Numbers that go up and down, so that equal keys come in any order.
        let number = self.next_tuple ^ 5;
        self.next_tuple += 1;
        (TupleId { page_no: number / 50, slot_no: (number % 50) as u16 + 1 }, row)
    }

    fn key(&self, row: &[Value]) -> (Vec<u8>, bool) {
        let columns: Vec<Column> = (self.tree.shape().columns().iter().zip(row))
            .map(|(column, value)| {
                Column::from_values(column.data_type, std::slice::from_ref(value))
            })
            .collect();
        let columns: Vec<&Column> = columns.iter().collect();
        let mut key = Vec::new();
        let has_null = self.tree.shape().write(|at| columns[at], 0, &mut key);
        (key, has_null)
    }

    fn entry(&self, place: TupleId, row: &[Value]) -> Vec<u8> {
        let mut entry = self.key(row).0;
        push_tuple(place, &mut entry);
        entry
    }

    /// One act, chosen by chance.
    pub fn act(&mut self) {
        match self.rng.below(100) {
            0..=49 => self.insert(),
            50..=64 => self.insert_unique(),
            65..=74 => self.remove(),
            75..=77 => self.sweep(),
            78 => self.store.flush_all(&mut self.tracer).expect("the disk is sound"),
            _ => self.scan_some(),
        }
    }

    fn insert(&mut self) {
        let (place, row) = self.row();
        let entry = self.entry(place, &row);
        let done = self.tree.insert(&mut self.store, &entry, TXN, &mut self.tracer);
        done.expect("the disk is sound");
        self.rows.insert(place, row);
    }

    fn insert_unique(&mut self) {
        let (place, row) = self.row();
        let entry = self.entry(place, &row);
        let mut same: Vec<TupleId> = (self.rows.iter())
            .filter(|(_, other)| self.order(other, &row, row.len()) == Ordering::Equal)
            .map(|(place, _)| *place)
            .collect();
        same.sort();
        let undecided = self.rows.keys().copied().nth(self.rng.below(40) as usize);
        let mut answers = Answers { gone: &self.gone, undecided };
        let first =
            same.iter().find(|place| !self.gone.contains(place) || undecided == Some(**place));
        let expected = match first {
            None => Insertion::Done,
            Some(place) if undecided == Some(*place) => Insertion::WaitFor(TxnId(9)),
            Some(place) => Insertion::Taken(*place),
        };
        let (store, tracer) = (&mut self.store, &mut self.tracer);
        let done = self.tree.insert_unique(store, &entry, &mut answers, TXN, tracer);
        assert_eq!(done, Ok(expected), "a key that is there once");
        if expected == Insertion::Done {
            self.rows.insert(place, row);
        }
    }

    fn some_row(&mut self) -> Option<(TupleId, Vec<Value>)> {
        let count = self.rows.len() as u64;
        let place = self.rows.keys().nth(self.rng.below(count.max(1)) as usize)?;
        Some((*place, self.rows[place].clone()))
    }

    fn remove(&mut self) {
        let Some((place, row)) = self.some_row() else { return };
        if self.rng.below(2) == 0 {
            self.gone.push(place);
            return;
        }
        let entry = self.entry(place, &row);
        for expected in [true, false] {
            let removed = self.tree.remove(&mut self.store, &entry, TXN, &mut self.tracer);
            assert_eq!(removed, Ok(expected), "an entry leaves once");
        }
        self.rows.remove(&place);
    }

    /// What a vacuum does: every leaf loses the entries of tuples that are gone.
    fn sweep(&mut self) {
        let leaf = self.tree.first_leaf(&mut self.store, &mut self.tracer);
        let mut next = Some(leaf.expect("the disk is sound"));
        while let Some(page_no) = next {
            let mut is_dead = |place| self.gone.contains(&place);
            let (store, tracer) = (&mut self.store, &mut self.tracer);
            let swept = self.tree.sweep_leaf(store, page_no, &mut is_dead, tracer);
            next = swept.expect("the disk is sound");
        }
        self.rows.retain(|place, _| !self.gone.contains(place));
        self.gone.clear();
    }

    /// The order of the first columns of two rows.
    fn order(&self, left: &[Value], right: &[Value], count: usize) -> Ordering {
        let columns = self.tree.shape().columns();
        (0..count).fold(Ordering::Equal, |order, at| {
            let KeyColumn { data_type, direction, nulls } = columns[at];
            order.then_with(|| match (&left[at], &right[at]) {
                (Value::Null, Value::Null) => Ordering::Equal,
                (Value::Null, _) if nulls == Nulls::First => Ordering::Less,
                (Value::Null, _) => Ordering::Greater,
                (_, Value::Null) if nulls == Nulls::First => Ordering::Greater,
                (_, Value::Null) => Ordering::Less,
                (left, right) if direction == Direction::Ascending => {
                    compare(left, right, data_type)
                }
                (left, right) => compare(right, left, data_type),
            })
        })
    }

    /// The places of all rows in the order of the index.
    fn in_order(&self) -> Vec<TupleId> {
        let mut places: Vec<TupleId> = self.rows.keys().copied().collect();
        places.sort_by(|left, right| {
            let (one, other) = (&self.rows[left], &self.rows[right]);
            self.order(one, other, one.len()).then(left.cmp(right))
        });
        places
    }

    fn scanned(&mut self, range: KeyRange, way: Way) -> Vec<TupleId> {
        let mut cursor = Cursor::new(range, way);
        let mut places = Vec::new();
        while !cursor.is_done() {
            let mut take = |entry: &[u8]| places.push(tuple_of(entry));
            let (store, tracer) = (&mut self.store, &mut self.tracer);
            let read = self.tree.scan_leaf(store, &mut cursor, &mut take, tracer);
            read.expect("the disk is sound");
        }
        places
    }

    /// Scans from one row's first columns up to another's, both ways.
    fn scan_some(&mut self) {
        let (Some((_, low)), Some((_, high))) = (self.some_row(), self.some_row()) else { return };
        let count = 1 + self.rng.below(low.len() as u64) as usize;
        let with_high = self.rng.below(2) == 0;
        let (low_key, high_key) = (self.key(&low).0, self.key(&high).0);
        let shape = self.tree.shape();
        let start = low_key[..shape.end_of(&low_key, count)].to_vec();
        let end = high_key[..shape.end_of(&high_key, count)].to_vec();
        let end = if with_high { after(&end) } else { Some(end) };
        let is_within = |row: &[Value]| {
            self.order(row, &low, count) != Ordering::Less
                && match self.order(row, &high, count) {
                    Ordering::Less => true,
                    Ordering::Equal => with_high,
                    Ordering::Greater => false,
                }
        };
        let expected: Vec<TupleId> =
            self.in_order().into_iter().filter(|place| is_within(&self.rows[place])).collect();
        let range = KeyRange { start, end };
        assert_eq!(self.scanned(range.clone(), Way::Forward), expected, "forward");
        let backward: Vec<TupleId> = expected.into_iter().rev().collect();
        assert_eq!(self.scanned(range, Way::Backward), backward, "backward");
    }

    /// Holds tree and list against one another as a whole.
    pub fn check(&mut self) {
        assert_eq!(check(&self.store, REL), Ok(self.rows.len() as u64));
        assert_eq!(self.store.check(), Ok(()));
        let mut expected = self.in_order();
        assert_eq!(self.scanned(KeyRange::default(), Way::Forward), expected);
        expected.reverse();
        assert_eq!(self.scanned(KeyRange::default(), Way::Backward), expected);
    }

    /// Fills a second tree with the same rows, sorted, and holds it against them.
    pub fn build_anew(&mut self) {
        let entries: Vec<Vec<u8>> =
            self.in_order().iter().map(|place| self.entry(*place, &self.rows[place])).collect();
        self.store.drop_relation(REL, &mut self.tracer).expect("the disk is sound");
        self.store.create_relation(REL, "t_key", RelationKind::Index, &mut self.tracer);
        let (store, tracer) = (&mut self.store, &mut self.tracer);
        let made = self.tree.create(store, self.plan.max_entries, TXN, tracer);
        made.expect("the disk is sound");
        let mut build = self.tree.build(store, TXN).expect("the tree is there");
        for entry in entries {
            build.add(store, &entry, tracer).expect("the disk is sound");
        }
        build.finish(store, tracer).expect("the disk is sound");
        self.check();
    }

    /// How many levels and pages the tree has.
    pub fn size(&self) -> (u8, u32) {
        let still = stills::capture(&self.store);
        (still.btree.trees[&REL].height(), self.store.page_count(REL))
    }
}

/// Random work of a seed, held against the list again and again, and built anew at its end.
pub fn walk(seed: u64, plan: Plan, acts: u64) {
    let level = if seed.is_multiple_of(2) { Level::Rows } else { Level::Pages };
    let mut grove = Grove::new(seed, plan, level);
    let mut still: Stills = stills::capture(&grove.store);
    grove.tracer.drain();
    for act in 0..acts {
        grove.act();
        if act % 50 == 49 {
            grove.check();
        }
        if act % 7 == 6 || act + 1 == acts {
            replay(&mut grove, &mut still);
        }
    }
    grove.check();
    grove.build_anew();
    replay(&mut grove, &mut still);
    (0..acts / 4).for_each(|_| grove.act());
    grove.check();
}

/// The law: the still, moved on by the events since, is the still of now.
fn replay(grove: &mut Grove, still: &mut Stills) {
    grove.tracer.flush();
    grove.tracer.drain().iter().for_each(|event| still.apply(event));
    let now = stills::capture(&grove.store);
    assert_eq!(still.btree, now.btree);
    assert_eq!(*still, now);
}
