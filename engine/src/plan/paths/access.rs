//! Ways to read one table: every page, an index, index entries alone, bitmaps. Each for the
//! conditions of the query alone, and for each outer row of a nested loop.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::classes::Class;
use super::cluster::{bit, Cluster, RelSet};
use super::path::{Bitmap, ClauseKey, Path, PathKind, Probe};
use super::set::PathSet;
use super::terms::{matched, TableColumns, Term, Test};
use crate::catalog::info::{IndexInfo, TableInfo};
use crate::expr::bound::Expr;
use crate::plan::cardinality::restrict::all;
use crate::plan::cardinality::{clamp, table_size, IndexSize};
use crate::plan::choose::Planner;
use crate::plan::cost::IndexWork;
use crate::plan::index_condition::{IndexCondition, KeyTest, ScanDirection};
use crate::plan::rules::parts::operator_count;
use crate::sql::algebra::{ColumnId, JoinKind, Rel, RelColumn, SortKey};

/// A scan whose paths are looked for.
struct Access<'a, 'r> {
    scan: &'r Rel,
    table: &'r Arc<TableInfo>,
    columns: &'r [(usize, RelColumn)],
    has_row_id: bool,
    named: &'a TableColumns<'r>,
    /// What rows must fulfil.
    filter: &'a [Expr],
    /// The same as an index may understand it.
    terms: &'a [Term],
    pages: f64,
    table_rows: f64,
    width: f64,
    /// Columns in whose order rows are of use.
    useful: &'a BTreeSet<ColumnId>,
}

/// Conditions from outside a table that an index may use, and how many outer rows there are.
pub struct Outside {
    /// The terms.
    pub terms: Vec<Term>,
    /// The leaves that they come from.
    pub leaves: RelSet,
    /// Rounds of the nested loop.
    pub loops: f64,
}

impl Planner<'_> {
    /// The paths of a scan under conditions of its own, and under those from `outside`.
    pub fn scan_paths<'r>(
        &mut self,
        scan: &'r Rel,
        filter: &[Expr],
        outside: &[Outside],
        useful: &BTreeSet<ColumnId>,
    ) -> PathSet<'r> {
        let Rel::Scan { table, columns, row_id, .. } = scan else { return PathSet::default() };
        let (pages, table_rows) = table_size(table, self.inputs.sizes);
        let named = TableColumns::new(table, columns);
        let terms: Vec<Term> = filter.iter().flat_map(|clause| named.terms(clause, None)).collect();
        let access = Access {
            scan,
            table,
            columns,
            has_row_id: row_id.is_some(),
            named: &named,
            filter,
            terms: &terms,
            pages,
            table_rows,
            width: self.scan_width(scan),
            useful,
        };
        let mut set = PathSet::default();
        set.add(self.seq_path(&access));
        let mut bitmaps = Vec::new();
        for (index, size) in self.indexes(table) {
            let before = set.weighed_count();
            self.index_paths(&access, (&index, size), None, (&mut set, &mut bitmaps));
            for outside in outside {
                let mut for_each = Vec::new();
                self.index_paths(&access, (&index, size), Some(outside), (&mut set, &mut for_each));
                for (bitmap, outer, enforced) in for_each {
                    let path = self.bitmap_path(&access, bitmap, outside.loops);
                    set.add(Path { outer, enforced, ..path });
                }
            }
            if set.weighed_count() == before {
                let first = index.keys.first().map_or("", |key| &table.columns[key.column].name);
                set.note_unasked(&index.name, first);
            }
        }
        let bitmaps: Vec<Bitmap> = bitmaps.into_iter().map(|(bitmap, ..)| bitmap).collect();
        self.bitmap_paths(&access, bitmaps, &mut set);
        set
    }

    /// The indexes of a table that have pages to read.
    fn indexes(&self, table: &TableInfo) -> Vec<(Arc<IndexInfo>, IndexSize)> {
        let sized = table
            .indexes
            .iter()
            .filter_map(|index| Some((index.clone(), self.inputs.sizes.index_size(index)?)));
        sized.collect()
    }

    fn scan_width(&self, scan: &Rel) -> f64 {
        let Rel::Scan { columns, .. } = scan else { return 0.0 };
        let used = columns.iter().filter(|(_, column)| self.is_used(column.id));
        used.map(|(_, column)| f64::from(self.columns.width(column.id, column.data_type))).sum()
    }

    fn seq_path<'r>(&self, access: &Access<'_, 'r>) -> Path<'r> {
        let operators: f64 = access.filter.iter().map(operator_count).sum();
        let share = all(access.filter, &self.columns);
        Path {
            kind: PathKind::SeqScan { scan: access.scan, filter: access.filter.to_vec() },
            rows: clamp(access.table_rows * share),
            width: access.width,
            cost: self.costs().seq_scan(access.pages, access.table_rows, operators),
            order: Vec::new(),
            outer: BTreeSet::new(),
            enforced: BTreeSet::new(),
        }
    }

    /// Paths through one index: forward, backward, and as a bitmap.
    fn index_paths<'r>(
        &self,
        access: &Access<'_, 'r>,
        index: (&Arc<IndexInfo>, IndexSize),
        outside: Option<&Outside>,
        (set, bitmaps): (&mut PathSet<'r>, &mut Vec<Parametrised>),
    ) {
        let Some(asked) = self.asked(access, index.0, outside) else { return };
        let loops = outside.map_or(1.0, |outside| outside.loops);
        let (info, size) = index;
        let work = self.index_work(access, (info, size), (&asked.condition, &asked.means), loops);
        let has_condition = !asked.means.is_empty();
        let order = self.index_order(access, index.0, &asked.condition);
        let is_ordered = order.first().is_some_and(|key| access.useful.contains(&key.column));
        let only = self.is_covered(access, index.0);
        for direction in [ScanDirection::Forward, ScanDirection::Backward] {
            let (is_useful, order) = match direction {
                ScanDirection::Forward => (has_condition || is_ordered || only, order.clone()),
                ScanDirection::Backward => (is_ordered, order.iter().map(reversed).collect()),
            };
            if is_useful {
                let path = self.index_path(access, (index.0, &asked), &work, (direction, only));
                set.add(Path { order: if is_ordered { order } else { Vec::new() }, ..path });
            }
        }
        if has_condition {
            let entries = self.costs().index_entries(&work);
            let rows = clamp(work.selectivity * access.table_rows);
            // Putting a place into a bitmap costs a tenth of an operator (`cost_bitmap_tree_node`).
            let cost = entries.total + self.costs().operators(0.1, rows);
            let Asked { condition, means, outer, enforced, .. } = asked;
            let (index, direction) = (index.0.clone(), ScanDirection::Forward);
            let probe = Box::new(Probe { index, condition, direction });
            bitmaps.push((Bitmap::Index { probe, means, rows, cost }, outer, enforced));
        }
    }

    /// What an index can be asked; nothing if conditions from outside do not reach into it.
    fn asked(
        &self,
        access: &Access<'_, '_>,
        index: &IndexInfo,
        outside: Option<&Outside>,
    ) -> Option<Asked> {
        let mut terms = access.terms.to_vec();
        terms.splice(0..0, outside.iter().flat_map(|outside| outside.terms.iter().cloned()));
        let (mut condition, used) = matched(index, &terms);
        let used: Vec<&Term> = used.iter().map(|at| &terms[*at]).collect();
        let exact = || used.iter().filter(|term| term.exact);
        let enforced: BTreeSet<ClauseKey> = exact().filter_map(|term| term.key).collect();
        if outside.is_some() && enforced.is_empty() {
            return None;
        }
        let means = distinct_clauses(&used);
        condition.clauses = means.iter().map(|clause| self.index_clause(clause, access)).collect();
        let is_settled = |clause: &&Expr| exact().any(|term| term.clause == **clause);
        let filter = access.filter.iter().filter(|clause| !is_settled(clause)).cloned().collect();
        let from_outside = used.iter().filter(|term| term.key.is_some());
        let outer = from_outside.flat_map(|term| term.outer.iter().copied()).collect();
        Some(Asked { condition, means, filter, outer, enforced })
    }

    fn index_path<'r>(
        &self,
        access: &Access<'_, 'r>,
        (index, asked): (&Arc<IndexInfo>, &Asked),
        work: &IndexWork,
        (direction, only): (ScanDirection, bool),
    ) -> Path<'r> {
        let settings = self.inputs.settings;
        let is_enabled = settings.enable_indexscan && (settings.enable_indexonlyscan || !only);
        let operators: f64 = asked.filter.iter().map(operator_count).sum();
        // No page is known to be seen by all: every row is looked up.
        let mut cost = self.costs().index_scan(work, 1.0, operators);
        let barred = self.costs().barred(is_enabled);
        cost.startup += barred;
        cost.total += barred;
        let (index, condition) = (index.clone(), asked.condition.clone());
        let probe = Probe { index, condition, direction };
        let (scan, filter) = (access.scan, asked.filter.clone());
        Path {
            kind: PathKind::Index { scan, probe, only, filter },
            rows: self.rows_under(access, &asked.means),
            width: access.width,
            cost,
            order: Vec::new(),
            outer: asked.outer.clone(),
            enforced: asked.enforced.clone(),
        }
    }

    /// A condition over the attributes of the table; columns from outside stay as they are.
    fn index_clause(&self, clause: &Expr, access: &Access<'_, '_>) -> Expr {
        let mut clause = clause.clone();
        number_attributes(&mut clause, access.named);
        clause
    }

    fn rows_under(&self, access: &Access<'_, '_>, means: &[Expr]) -> f64 {
        let mut conditions = access.filter.to_vec();
        conditions.extend(means.iter().filter(|it| !access.filter.contains(it)).cloned());
        clamp(access.table_rows * all(&conditions, &self.columns))
    }

    fn index_work(
        &self,
        access: &Access<'_, '_>,
        (index, size): (&IndexInfo, IndexSize),
        (condition, means): (&IndexCondition, &[Expr]),
        loops: f64,
    ) -> IndexWork {
        let first = index.keys.first();
        let stats = access.table.stats.as_ref();
        let correlation =
            first.and_then(|key| stats?.columns.get(&key.column)?.correlation).map_or(
                0.0,
                |found| if first.is_some_and(|key| key.descending) { -found } else { found },
            );
        let probes = condition.prefix.iter().find_map(|test| match test {
            KeyTest::AnyOf(values) => Some(values.len() as f64),
            _ => None,
        });
        let is_whole = condition.prefix.len() == index.keys.len()
            && condition.prefix.iter().all(|test| matches!(test, KeyTest::Equal(_)));
        let selectivity = all(means, &self.columns);
        let finds_one = index.unique && is_whole;
        IndexWork {
            index_pages: f64::from(size.pages),
            levels: f64::from(size.levels),
            key_count: index.keys.len(),
            correlation,
            table_pages: access.pages,
            table_rows: access.table_rows,
            selectivity: match finds_one {
                true => selectivity.min(1.0 / access.table_rows.max(1.0)),
                false => selectivity,
            },
            condition_operators: means.len() as f64,
            probes: probes.unwrap_or(1.0),
            loops,
            finds_one,
        }
    }

    /// The order in which an index hands rows on; columns that equal one value do not count.
    fn index_order(
        &self,
        access: &Access<'_, '_>,
        index: &IndexInfo,
        condition: &IndexCondition,
    ) -> Vec<SortKey> {
        let mut order = Vec::new();
        for (at, key) in index.keys.iter().enumerate() {
            match condition.prefix.get(at) {
                Some(KeyTest::Equal(_) | KeyTest::Null) => continue,
                // Several probes come one after another.
                Some(KeyTest::AnyOf(_)) if at > 0 => break,
                _ => {}
            }
            let column = access.columns.iter().find(|(number, _)| *number == key.column);
            let Some((_, column)) = column else { break };
            order.push(SortKey {
                column: column.id,
                data_type: column.data_type,
                descending: key.descending,
                nulls_first: key.nulls_first,
            });
        }
        order
    }

    /// Whether the key has every column that is needed.
    fn is_covered(&self, access: &Access<'_, '_>, index: &IndexInfo) -> bool {
        let mut used = access.columns.iter().filter(|(_, column)| self.is_used(column.id));
        !access.has_row_id && used.all(|(at, _)| index.keys.iter().any(|key| key.column == *at))
    }

    fn bitmap_path<'r>(&self, access: &Access<'_, 'r>, bitmap: Bitmap, loops: f64) -> Path<'r> {
        let (named, cost) = bitmap.rows_and_cost();
        let means = bitmap.means();
        let asked: Vec<Expr> = crate::plan::rules::parts::conjuncts(means);
        let inexact = |clause: &&Expr| !says_all(access.named, clause);
        let filter: Vec<Expr> = access
            .filter
            .iter()
            .filter(|clause| !asked.contains(clause) || inexact(clause))
            .cloned()
            .collect();
        let operators: f64 = filter.iter().chain(&asked).map(operator_count).sum();
        let selectivity = named / access.table_rows.max(1.0);
        let work = (access.pages, access.table_rows, selectivity);
        Path {
            kind: PathKind::Bitmap { scan: access.scan, bitmap, filter },
            rows: self.rows_under(access, &asked),
            width: access.width,
            cost: self.costs().bitmap_heap(cost, work, loops, operators),
            order: Vec::new(),
            outer: BTreeSet::new(),
            enforced: BTreeSet::new(),
        }
    }

    /// The best of single bitmaps, of two that both must name a row, and of an OR.
    fn bitmap_paths<'r>(
        &self,
        access: &Access<'_, 'r>,
        mut bitmaps: Vec<Bitmap>,
        set: &mut PathSet<'r>,
    ) {
        for clause in access.filter {
            bitmaps.extend(self.or_bitmap(access, clause));
        }
        let mut candidates = bitmaps.clone();
        for (at, one) in bitmaps.iter().enumerate() {
            for other in &bitmaps[at + 1..] {
                candidates.extend(self.and_bitmap(access, one, other));
            }
        }
        for bitmap in candidates {
            set.add(self.bitmap_path(access, bitmap, 1.0));
        }
    }

    fn and_bitmap(&self, access: &Access<'_, '_>, one: &Bitmap, other: &Bitmap) -> Option<Bitmap> {
        let (a, b) = (one.means(), other.means());
        let shares = |left: &Expr, right: &Expr| {
            let left = crate::plan::rules::parts::conjuncts(left.clone());
            crate::plan::rules::parts::conjuncts(right.clone()).iter().any(|it| left.contains(it))
        };
        if shares(&a, &b) {
            return None;
        }
        let share = all(&[a, b], &self.columns);
        let (one_cost, other_cost) = (one.rows_and_cost().1, other.rows_and_cost().1);
        // `cost_bitmap_and_node`: a hundred operators for bringing two together.
        let cost = one_cost + other_cost + self.costs().operators(100.0, 1.0);
        let rows = clamp(share * access.table_rows);
        Some(Bitmap::And(vec![one.clone(), other.clone()], rows, cost))
    }

    /// A bitmap for `a = 1 OR b = 2`, if some index knows each arm.
    fn or_bitmap(&self, access: &Access<'_, '_>, clause: &Expr) -> Option<Bitmap> {
        let Expr::Or(arms) = clause else { return None };
        let mut parts = Vec::new();
        let mut cost = 0.0;
        for arm in arms {
            let conditions = crate::plan::rules::parts::conjuncts(arm.clone());
            let terms: Vec<Term> =
                conditions.iter().flat_map(|it| access.named.terms(it, None)).collect();
            let best = self
                .indexes(access.table)
                .iter()
                .filter_map(|index| self.arm_bitmap(access, (&index.0, index.1), &terms))
                .min_by(|a, b| a.rows_and_cost().1.total_cmp(&b.rows_and_cost().1))?;
            cost += best.rows_and_cost().1 + self.costs().operators(100.0, 1.0);
            parts.push(best);
        }
        let means: Vec<Expr> = parts.iter().map(Bitmap::means).collect();
        let share = all(&[Expr::Or(means)], &self.columns);
        Some(Bitmap::Or(parts, clamp(share * access.table_rows), cost))
    }

    fn arm_bitmap(
        &self,
        access: &Access<'_, '_>,
        (index, size): (&Arc<IndexInfo>, IndexSize),
        terms: &[Term],
    ) -> Option<Bitmap> {
        let (mut condition, used) = matched(index, terms);
        if used.is_empty() {
            return None;
        }
        let used: Vec<&Term> = used.iter().map(|at| &terms[*at]).collect();
        let means = distinct_clauses(&used);
        condition.clauses = means.iter().map(|clause| self.index_clause(clause, access)).collect();
        let work = self.index_work(access, (index, size), (&condition, &means), 1.0);
        let rows = clamp(work.selectivity * access.table_rows);
        let cost = self.costs().index_entries(&work).total + self.costs().operators(0.1, rows);
        let direction = ScanDirection::Forward;
        let probe = Box::new(Probe { index: index.clone(), condition, direction });
        Some(Bitmap::Index { probe, means, rows, cost })
    }
}

/// Whether terms say all that a condition says.
fn says_all(named: &TableColumns<'_>, clause: &Expr) -> bool {
    match clause {
        Expr::Or(parts) | Expr::And(parts) => parts.iter().all(|part| says_all(named, part)),
        clause => {
            let terms = named.terms(clause, None);
            !terms.is_empty() && terms.iter().all(|term| term.exact)
        }
    }
}

/// What an index is asked, and what is left to ask of its rows.
struct Asked {
    condition: IndexCondition,
    /// The conditions that this stands for.
    means: Vec<Expr>,
    filter: Vec<Expr>,
    outer: BTreeSet<ColumnId>,
    enforced: BTreeSet<ClauseKey>,
}

fn distinct_clauses(terms: &[&Term]) -> Vec<Expr> {
    let mut clauses: Vec<Expr> = Vec::new();
    for term in terms {
        if !clauses.contains(&term.clause) {
            clauses.push(term.clause.clone());
        }
    }
    clauses
}

/// A bitmap, the columns it needs from outside, and the conditions that it sees to.
type Parametrised = (Bitmap, BTreeSet<ColumnId>, BTreeSet<ClauseKey>);

/// The conditions from outside that may reach into a leaf, by the leaves they come from.
pub fn outside(
    cluster: &Cluster<'_>,
    classes: &[Class],
    leaf: usize,
    rows: &[f64],
) -> Vec<Outside> {
    let Rel::Scan { table, columns, .. } = cluster.leaves[leaf] else { return Vec::new() };
    let named = TableColumns::new(table, columns);
    let mut terms: Vec<Term> = Vec::new();
    for (number, clause) in cluster.clauses.iter().enumerate() {
        let reaches = clause.needs & bit(leaf) != 0 && clause.needs != bit(leaf);
        if reaches && !clause.delayed {
            terms.extend(named.terms(&clause.expr, Some(ClauseKey::Clause(number))));
        }
    }
    for (number, class) in classes.iter().enumerate() {
        if class.constant.is_some() {
            continue;
        }
        let own = class.members.iter().filter(|(member, _)| *member == leaf);
        for (_, id) in own.take(1) {
            for (_, other) in class.members.iter().filter(|(member, _)| *member != leaf) {
                let clause = class.equality(*id, *other);
                terms.extend(named.terms(&clause, Some(ClauseKey::Class(number))));
            }
        }
    }
    for (number, special) in cluster.specials.iter().enumerate() {
        if special.right == bit(leaf) && special.kind != JoinKind::Full {
            for (part, clause) in special.on.iter().enumerate() {
                terms.extend(named.terms(clause, Some(ClauseKey::Special(number, part))));
            }
        }
    }
    terms.retain(|term| !term.outer.is_empty() && !matches!(term.test, Test::AnyOf(_)));
    by_source(cluster, terms, rows)
}

/// Terms by the leaf they come from, and all of them together.
fn by_source(cluster: &Cluster<'_>, terms: Vec<Term>, rows: &[f64]) -> Vec<Outside> {
    let source = |term: &Term| {
        term.outer.iter().filter_map(|id| cluster.owner.get(id)).fold(0, |set, it| set | bit(*it))
    };
    let mut sources: BTreeSet<RelSet> = terms.iter().map(source).filter(|set| *set != 0).collect();
    let all = sources.iter().fold(0, |all, set| all | set);
    if all != 0 {
        sources.insert(all);
    }
    let made = |set: RelSet| {
        let within: Vec<Term> =
            terms.iter().filter(|term| source(term) & !set == 0).cloned().collect();
        let loops = super::cluster::members(set).map(|leaf| rows[leaf]).fold(f64::MAX, f64::min);
        Outside { terms: within, leaves: set, loops: loops.max(1.0) }
    };
    sources.into_iter().map(made).collect()
}

fn number_attributes(expr: &mut Expr, named: &TableColumns<'_>) {
    if let Expr::Column { place, data_type } = expr {
        match named.attribute(*place) {
            Some(attribute) => *place = attribute,
            // Told from attributes until it becomes a parameter.
            None => {
                *expr = Expr::Column { place: *place + OUTSIDE, data_type: *data_type };
            }
        }
        return;
    }
    expr.children_mut().into_iter().for_each(|child| number_attributes(child, named));
}

/// Added to the numbers of columns from outside in a condition over attributes.
pub const OUTSIDE: usize = 1 << 30;

fn reversed(key: &SortKey) -> SortKey {
    SortKey { descending: !key.descending, nulls_first: !key.nulls_first, ..key.clone() }
}
