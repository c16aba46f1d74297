//! What things cost the planner, in PostgreSQL's unit: one sequential page read is 1.
//!
//! Source: PostgreSQL manual, "Planner Cost Constants"; the formulas are those that the comments of
//! `costsize.c` and `selfuncs.c` give.

use super::physical::PlanCost;
use super::settings::PlannerSettings;

/// Read the next page of a relation.
pub const SEQ_PAGE: f64 = 1.0;
/// Read some page of a relation.
pub const RANDOM_PAGE: f64 = 4.0;
/// Handle one tuple.
pub const CPU_TUPLE: f64 = 0.01;
/// Handle one entry of an index.
pub const CPU_INDEX_TUPLE: f64 = 0.005;
/// Evaluate one operator or function.
pub const CPU_OPERATOR: f64 = 0.0025;
/// Added to a path that a setting forbids, so that it is still there when nothing else is
/// (`disable_cost`).
pub const DISABLED: f64 = 1.0e10;
/// Operators that looking at a page of an index is worth (`DEFAULT_PAGE_CPU_MULTIPLIER`).
const OPERATORS_PER_INDEX_PAGE: f64 = 50.0;
/// Part of an index's correlation that is left with more than one key column (`btcostestimate`).
const CORRELATION_OF_SEVERAL_KEYS: f64 = 0.75;
/// Runs that a merge takes at once at least (`MINORDER`).
const MERGED_AT_ONCE: f64 = 6.0;
/// Bytes that a row in memory has besides its values (`relation_byte_size`).
const ROW_OVERHEAD_BYTES: f64 = 24.0;

/// The prices that hold for one statement.
#[derive(Clone, Copy, Debug)]
pub struct Costs<'a> {
    /// The session's settings.
    pub settings: &'a PlannerSettings,
    /// Bytes of a page.
    pub page_bytes: f64,
}

/// An index and what is asked of it, in numbers.
#[derive(Clone, Copy, Debug)]
pub struct IndexWork {
    /// Pages of the index.
    pub index_pages: f64,
    /// Its levels above the leaves.
    pub levels: f64,
    /// Its key columns.
    pub key_count: usize,
    /// How well the first key column follows the table's order; its sign follows the direction.
    pub correlation: f64,
    /// Pages of the table.
    pub table_pages: f64,
    /// Rows of the table.
    pub table_rows: f64,
    /// The fraction of entries that the condition reads.
    pub selectivity: f64,
    /// Operators of the condition.
    pub condition_operators: f64,
    /// Probes: values of an `= ANY`.
    pub probes: f64,
    /// How often the scan will be repeated by a nested loop.
    pub loops: f64,
    /// Whether at most one entry can be found.
    pub finds_one: bool,
}

impl Costs<'_> {
    /// That many operators for each of that many rows.
    pub fn operators(&self, count: f64, rows: f64) -> f64 {
        count * rows * self.settings.cpu_operator_cost
    }

    /// Handling that many rows.
    pub fn tuples(&self, rows: f64) -> f64 {
        rows * self.settings.cpu_tuple_cost
    }

    /// What a method costs for being forbidden.
    pub fn barred(&self, is_enabled: bool) -> f64 {
        if is_enabled {
            0.0
        } else {
            DISABLED
        }
    }

    /// Every page of a table (`cost_seqscan`).
    pub fn seq_scan(&self, pages: f64, rows: f64, operators: f64) -> PlanCost {
        let startup = self.barred(self.settings.enable_seqscan);
        let run = pages * self.settings.seq_page_cost
            + self.tuples(rows)
            + self.operators(operators, rows);
        PlanCost { startup, total: startup + run }
    }

    /// Reading entries alone, for one round of the loop (`btcostestimate`).
    pub fn index_entries(&self, work: &IndexWork) -> PlanCost {
        let entries = if work.finds_one {
            1.0
        } else {
            (work.selectivity * work.table_rows / work.probes).round().max(1.0)
        };
        let pages = (entries * work.index_pages / work.table_rows.max(1.0)).ceil().max(1.0);
        let (probes, loops) = (work.probes, work.loops.max(1.0));
        let page_cost = if probes * loops > 1.0 {
            let fetched = self.pages_fetched(pages * probes * loops, work.index_pages, 0.0);
            fetched * self.settings.random_page_cost / loops
        } else {
            pages * self.settings.random_page_cost
        };
        let operator = self.settings.cpu_operator_cost;
        let per_entry = self.settings.cpu_index_tuple_cost + operator * work.condition_operators;
        let compared = if work.table_rows > 1.0 {
            libm::ceil(libm::log2(work.table_rows)) * operator
        } else {
            0.0
        };
        let descended = (work.levels + 1.0) * OPERATORS_PER_INDEX_PAGE * operator;
        let startup = compared + descended;
        let total = page_cost + entries * probes * per_entry + probes * (compared + descended);
        PlanCost { startup, total }
    }

    /// Entries and the rows they name (`cost_index`). `looked_up`: the fraction of rows for which
    /// the table is read. `operators`: of the filter.
    pub fn index_scan(&self, work: &IndexWork, looked_up: f64, operators: f64) -> PlanCost {
        let entries = self.index_entries(work);
        let rows = (work.selectivity * work.table_rows).round().max(1.0);
        let pages = work.table_pages;
        let part = (work.selectivity * pages).ceil();
        let loops = work.loops.max(1.0);
        let random = self.settings.random_page_cost;
        let (dearest, cheapest) = if loops > 1.0 {
            let fetched = self.pages_fetched(rows * loops, pages, work.index_pages);
            let in_order = self.pages_fetched(part * loops, pages, work.index_pages);
            (fetched * looked_up * random / loops, in_order * looked_up * random / loops)
        } else {
            let fetched = self.pages_fetched(rows, pages, work.index_pages);
            let in_order = (part * looked_up).ceil();
            let in_order = if in_order > 0.0 {
                random + (in_order - 1.0) * self.settings.seq_page_cost
            } else {
                0.0
            };
            ((fetched * looked_up).ceil() * random, in_order)
        };
        let correlation = if work.key_count > 1 {
            work.correlation * CORRELATION_OF_SEVERAL_KEYS
        } else {
            work.correlation
        };
        let pages = dearest + correlation * correlation * (cheapest - dearest);
        let run = entries.total - entries.startup
            + pages
            + self.tuples(rows)
            + self.operators(operators, rows);
        PlanCost { startup: entries.startup, total: entries.startup + run }
    }

    /// The pages that a bitmap of that selectivity names (`cost_bitmap_heap_scan`).
    pub fn bitmap_heap(
        &self,
        bitmap: f64,
        work: (f64, f64, f64),
        loops: f64,
        operators: f64,
    ) -> PlanCost {
        let (pages, table_rows, selectivity) = work;
        let rows = (selectivity * table_rows).round().max(1.0);
        let whole = pages.max(1.0);
        let fetched = if loops > 1.0 {
            self.pages_fetched(rows * loops, pages, 0.0) / loops
        } else {
            2.0 * whole * rows / (2.0 * whole + rows)
        };
        let fetched = if fetched >= whole { whole } else { fetched.ceil() };
        let (random, sequential) = (self.settings.random_page_cost, self.settings.seq_page_cost);
        // The more of the table is read, the more of its pages are neighbours.
        let page = if fetched >= 2.0 {
            random - (random - sequential) * libm::sqrt(fetched / whole)
        } else {
            random
        };
        let startup = self.barred(self.settings.enable_bitmapscan) + bitmap;
        let run = fetched * page + self.tuples(rows) + self.operators(operators, rows);
        PlanCost { startup, total: startup + run }
    }

    /// Pages read for that many rows at random, the cache helping: Mackert and Lohman, "Index Scans
    /// Using a Finite LRU Buffer" (1989).
    pub fn pages_fetched(&self, rows: f64, pages: f64, index_pages: f64) -> f64 {
        let pages = pages.max(1.0);
        let all = pages + index_pages;
        let cached = (self.settings.effective_cache_bytes as f64 / self.page_bytes).max(1.0);
        let share = (cached * pages / all.max(1.0)).max(1.0).ceil();
        let fetched = 2.0 * pages * rows / (2.0 * pages + rows);
        if pages <= share {
            return if fetched >= pages { pages } else { fetched.ceil() };
        }
        let limit = 2.0 * pages * share / (2.0 * pages - share);
        if rows <= limit {
            fetched.ceil()
        } else {
            (share + (rows - limit) * (pages - share) / pages).ceil()
        }
    }

    /// Putting rows in order (`cost_sort`). `most`: how many are asked for.
    pub fn sort(&self, input: PlanCost, rows: f64, width: f64, most: Option<f64>) -> PlanCost {
        let operator = self.settings.cpu_operator_cost;
        let compared = 2.0 * operator;
        let sorted = rows.max(2.0);
        let bytes = byte_size(sorted, width);
        let kept = most.filter(|most| *most < sorted).unwrap_or(sorted);
        let work_mem = self.settings.work_mem_bytes as f64;
        let startup = if byte_size(kept, width) > work_mem {
            let pages = (bytes / self.page_bytes).ceil();
            let runs = bytes / work_mem;
            let passes = if runs > MERGED_AT_ONCE {
                libm::ceil(libm::log(runs) / libm::log(MERGED_AT_ONCE))
            } else {
                1.0
            };
            let page = 0.75 * self.settings.seq_page_cost + 0.25 * self.settings.random_page_cost;
            compared * sorted * libm::log2(sorted) + 2.0 * pages * passes * page
        } else if sorted > 2.0 * kept || bytes > work_mem {
            compared * sorted * libm::log2(2.0 * kept)
        } else {
            compared * sorted * libm::log2(sorted)
        };
        let startup = input.total + startup + self.barred(self.settings.enable_sort);
        PlanCost { startup, total: startup + operator * sorted }
    }

    /// Groups of rows under a number of keys, hashed (`cost_agg`).
    pub fn hashed_groups(
        &self,
        input: PlanCost,
        (rows, groups): (f64, f64),
        (keys, calls): (f64, f64),
    ) -> PlanCost {
        let startup = input.total
            + self.operators(keys + calls, rows)
            + self.barred(self.settings.enable_hashagg);
        PlanCost { startup, total: startup + self.tuples(groups) }
    }

    /// The same where rows come sorted by the keys.
    pub fn sorted_groups(
        &self,
        input: PlanCost,
        (rows, groups): (f64, f64),
        (keys, calls): (f64, f64),
    ) -> PlanCost {
        let total = input.total + self.operators(keys + calls, rows) + self.tuples(groups);
        PlanCost { startup: input.startup, total }
    }

    /// Keeping rows in memory, for being read again (`cost_material`).
    pub fn kept(&self, input: PlanCost, rows: f64) -> PlanCost {
        let total = input.total + 2.0 * self.settings.cpu_operator_cost * rows;
        PlanCost { startup: input.startup, total }
    }

    /// Reading kept rows once more.
    pub fn again(&self, rows: f64) -> f64 {
        self.settings.cpu_operator_cost * rows
    }

    /// How many parts rows are written in where a table of them has no room, and their pages.
    pub fn parts(&self, rows: f64, width: f64) -> (f64, f64) {
        let bytes = byte_size(rows, width);
        let parts = (bytes / self.settings.work_mem_bytes as f64).ceil().max(1.0);
        (parts, (bytes / self.page_bytes).ceil())
    }
}

fn byte_size(rows: f64, width: f64) -> f64 {
    let aligned = ((width / 8.0).ceil() * 8.0).max(8.0);
    rows * (aligned + ROW_OVERHEAD_BYTES)
}
