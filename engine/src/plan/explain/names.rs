//! What EXPLAIN calls a column: the expression that makes it, down to the columns of tables.
//!
//! ```text
//!   Sort Key: ((o.total * '2'::numeric)) DESC     made below: in parentheses of its own
//!   Filter: (count(*) > 5)                        made by the node itself: as it stands
//!   Index Cond: (user_id = u.id)                  handed down by the nested loop above
//! ```
//!
//! Names carry their table where the plan reads more than one, but not in a scan's own conditions.
//! Source: PostgreSQL's `ruleutils.c`, `explain.c` (behaviour).

use std::collections::BTreeMap;

use crate::expr::aggregates::ordered::is_ordered_set;
use crate::expr::bound::Expr;
use crate::expr::print::{print, Names};
use crate::plan::physical::{Node, Plan, PlanAggregate, PlanAsk, PlanColumn, PlanSortKey};
use crate::sql::algebra::WindowFunction;

/// What holds for a whole plan.
pub struct Scope<'a> {
    /// Whether the plan reads more than one table.
    is_qualified: bool,
    /// The columns behind parameters that operators hand down.
    params: BTreeMap<u16, String>,
    /// The Apply nodes in the order in which their subplans are numbered.
    applies: Vec<&'a Plan>,
}

/// A column's text, and whether it is a plain name.
struct Text {
    text: String,
    is_name: bool,
}

impl Text {
    fn name(text: String) -> Text {
        Text { text, is_name: true }
    }

    fn made(text: String) -> Text {
        Text { text, is_name: false }
    }

    /// As the nodes above print it.
    fn seen_above(self) -> String {
        if self.is_name {
            self.text
        } else {
            format!("({})", self.text)
        }
    }
}

impl<'a> Scope<'a> {
    /// Looks through a plan.
    pub fn new(plan: &'a Plan) -> Scope<'a> {
        let mut scope = Scope { is_qualified: true, params: BTreeMap::new(), applies: Vec::new() };
        scope.note_params(plan);
        scope.is_qualified = relation_count(plan) > 1;
        scope
    }

    fn note_params(&mut self, plan: &'a Plan) {
        match &plan.node {
            // What stands within a subplan has its number before it, as PostgreSQL plans it first.
            Node::Apply { params, input, subplan, .. } => {
                self.note_params(input);
                self.note_handed_down(params, input);
                self.note_params(subplan);
                self.applies.push(plan);
            }
            node => {
                if let Node::NestedLoop { params, left, .. } = node {
                    self.note_handed_down(params, left);
                }
                plan.children().into_iter().for_each(|child| self.note_params(child));
            }
        }
    }

    fn note_handed_down(&mut self, params: &[(u16, usize)], input: &'a Plan) {
        for (number, place) in params {
            let text = self.made_by(input, *place).seen_above();
            self.params.insert(*number, text);
        }
    }

    /// The number of an Apply's subplan, from 1.
    fn subplan_number(&self, apply: &Plan) -> usize {
        1 + self.applies.iter().take_while(|other| !std::ptr::eq(**other, apply)).count()
    }

    /// What PostgreSQL calls an Apply's subplan: its relationship, and its name.
    pub fn subplan_name(&self, apply: &Plan) -> (&'static str, String) {
        let number = self.subplan_number(apply);
        match asked(apply) {
            Asked::Once => ("InitPlan", format!("InitPlan {number} (returns ${})", number - 1)),
            Asked::Hashed | Asked::Each => ("SubPlan", format!("SubPlan {number}")),
        }
    }

    /// What an Apply's answer is called.
    fn answer(&self, apply: &Plan) -> String {
        let number = self.subplan_number(apply);
        match asked(apply) {
            Asked::Once => format!("${}", number - 1),
            Asked::Hashed => format!("(hashed SubPlan {number})"),
            Asked::Each => format!("(SubPlan {number})"),
        }
    }

    /// An expression over the columns of `inputs`, side by side, as the node above them prints it.
    pub fn over(&self, expr: &Expr, inputs: &[&Plan]) -> String {
        print(expr, &Over { scope: self, inputs })
    }

    /// A condition on what a node itself makes.
    pub fn own(&self, expr: &Expr, plan: &Plan) -> String {
        print(expr, &Own { scope: self, plan })
    }

    /// The same on a scan and what is asked besides: without the table's name.
    pub fn own_of_scan(&self, expr: &Expr, plan: &Plan) -> String {
        let name = |place: usize| {
            let text = self.made_by(plan, place).text;
            if text.starts_with('(') {
                text
            } else {
                bare(&text)
            }
        };
        print(expr, &Scanned { scope: self, name: &name })
    }

    /// A condition of a scan, over its columns: without the table's name.
    pub fn of_scan(&self, expr: &Expr, columns: &[PlanColumn]) -> String {
        let name = |place: usize| columns.get(place).map_or(String::new(), |it| bare(&it.name));
        print(expr, &Scanned { scope: self, name: &name })
    }

    /// A condition of an index, over the attributes of its table.
    pub fn of_table(&self, expr: &Expr, attributes: &dyn Fn(usize) -> String) -> String {
        print(expr, &Scanned { scope: self, name: attributes })
    }

    /// A column of a plan as the node above it prints it.
    pub fn column(&self, plan: &Plan, place: usize) -> String {
        self.made_by(plan, place).seen_above()
    }

    /// An order of a plan's columns.
    pub fn order(&self, keys: &[PlanSortKey], plan: &Plan) -> String {
        let one = |key: &PlanSortKey| {
            let mut text = self.column(plan, key.place);
            if key.descending {
                text.push_str(" DESC");
            }
            match (key.descending, key.nulls_first) {
                (false, true) => text.push_str(" NULLS FIRST"),
                (true, false) => text.push_str(" NULLS LAST"),
                _ => {}
            }
            text
        };
        keys.iter().map(one).collect::<Vec<String>>().join(", ")
    }

    fn made_by(&self, plan: &Plan, place: usize) -> Text {
        match &plan.node {
            Node::Project { input, exprs } => match exprs.get(place) {
                Some(Expr::Column { place, .. }) => self.made_by(input, *place),
                Some(expr) => Text::made(self.over(expr, &[input])),
                None => Text::name(format!("${place}")),
            },
            Node::Filter { input, .. }
            | Node::Sort { input, .. }
            | Node::Limit { input, .. }
            | Node::Distinct { input, .. } => self.made_by(input, place),
            Node::NestedLoop { left, right, .. }
            | Node::HashJoin { left, right, .. }
            | Node::MergeJoin { left, right, .. } => match place.checked_sub(left.columns.len()) {
                None => self.made_by(left, place),
                Some(place) => self.made_by(right, place),
            },
            Node::Apply { input, .. } => match place < input.columns.len() {
                true => self.made_by(input, place),
                false => Text::name(self.answer(plan)),
            },
            Node::Aggregate { input, keys, calls, .. } => match place.checked_sub(keys.len()) {
                None => self.made_by(input, keys[place]),
                Some(call) => Text::made(self.aggregate(&calls[call], input)),
            },
            Node::Window { input, calls, .. } => match place.checked_sub(input.columns.len()) {
                None => self.made_by(input, place),
                Some(call) => {
                    let args = self.list(&calls[call].args, input);
                    let name = window_name(calls[call].function);
                    Text::made(format!("{name}({args}) OVER (?)"))
                }
            },
            Node::With { body, .. } => self.made_by(body, place),
            _ => Text::name(self.table_column(plan, place)),
        }
    }

    fn table_column(&self, plan: &Plan, place: usize) -> String {
        match plan.columns.get(place) {
            Some(column) if self.is_qualified => column.name.clone(),
            Some(column) => bare(&column.name),
            None => format!("${place}"),
        }
    }

    fn aggregate(&self, call: &PlanAggregate, input: &Plan) -> String {
        let filter = call.filter.as_ref();
        let filter = filter
            .map(|filter| format!(" FILTER (WHERE {})", self.over(filter, &[input])))
            .unwrap_or_default();
        let name = call.aggregate.name;
        if let (true, Some((_, direct))) = (is_ordered_set(name), call.args.split_last()) {
            let (direct, order) = (self.list(direct, input), self.order(&call.order, input));
            return format!("{name}({direct}) WITHIN GROUP (ORDER BY {order}){filter}");
        }
        let mut args = match call.args.as_slice() {
            [] => "*".to_string(),
            args => self.list(args, input),
        };
        if call.distinct {
            args.insert_str(0, "DISTINCT ");
        }
        if !call.order.is_empty() {
            args.push_str(&format!(" ORDER BY {}", self.order(&call.order, input)));
        }
        format!("{name}({args}){filter}")
    }

    fn list(&self, exprs: &[Expr], input: &Plan) -> String {
        let texts: Vec<String> = exprs.iter().map(|expr| self.over(expr, &[input])).collect();
        texts.join(", ")
    }

    fn param(&self, number: u16) -> String {
        self.params.get(&number).cloned().unwrap_or_else(|| format!("${number}"))
    }
}

/// Columns of inputs side by side.
struct Over<'a> {
    scope: &'a Scope<'a>,
    inputs: &'a [&'a Plan],
}

impl Names for Over<'_> {
    fn column(&self, place: usize) -> String {
        let mut rest = place;
        for input in self.inputs {
            match rest.checked_sub(input.columns.len()) {
                None => return self.scope.column(input, rest),
                Some(next) => rest = next,
            }
        }
        format!("${place}")
    }

    fn param(&self, number: u16) -> String {
        self.scope.param(number)
    }
}

/// Columns that a node makes.
struct Own<'a> {
    scope: &'a Scope<'a>,
    plan: &'a Plan,
}

impl Names for Own<'_> {
    fn column(&self, place: usize) -> String {
        self.scope.made_by(self.plan, place).text
    }

    fn param(&self, number: u16) -> String {
        self.scope.param(number)
    }
}

/// Columns of one table.
struct Scanned<'a> {
    scope: &'a Scope<'a>,
    name: &'a dyn Fn(usize) -> String,
}

impl Names for Scanned<'_> {
    fn column(&self, place: usize) -> String {
        (self.name)(place)
    }

    fn param(&self, number: u16) -> String {
        self.scope.param(number)
    }
}

/// How often the subplan of an Apply is asked.
enum Asked {
    /// Once, for one value.
    Once,
    /// Once, for a set of values.
    Hashed,
    /// For each row.
    Each,
}

fn asked(apply: &Plan) -> Asked {
    match &apply.node {
        Node::Apply { params, .. } if !params.is_empty() => Asked::Each,
        Node::Apply { ask: PlanAsk::Any(_) | PlanAsk::All(_), .. } => Asked::Hashed,
        _ => Asked::Once,
    }
}

/// How many tables and the like a plan reads.
fn relation_count(plan: &Plan) -> usize {
    let own = match &plan.node {
        Node::SeqScan { .. }
        | Node::IndexScan { .. }
        | Node::IndexOnlyScan { .. }
        | Node::BitmapHeapScan { .. }
        | Node::FunctionScan { .. }
        | Node::CteScan { .. } => 1,
        Node::Values { rows } => usize::from(rows.len() > 1),
        _ => 0,
    };
    own + plan.children().into_iter().map(relation_count).sum::<usize>()
}

/// A column without its table.
pub fn bare(name: &str) -> String {
    name.split_once('.').map_or(name, |(_, column)| column).to_string()
}

fn window_name(function: WindowFunction) -> &'static str {
    match function {
        WindowFunction::Aggregate(aggregate) => aggregate.name,
        WindowFunction::RowNumber => "row_number",
        WindowFunction::Rank => "rank",
        WindowFunction::DenseRank => "dense_rank",
        WindowFunction::PercentRank => "percent_rank",
        WindowFunction::CumeDist => "cume_dist",
        WindowFunction::Ntile => "ntile",
        WindowFunction::Lag => "lag",
        WindowFunction::Lead => "lead",
        WindowFunction::FirstValue => "first_value",
        WindowFunction::LastValue => "last_value",
        WindowFunction::NthValue => "nth_value",
    }
}
