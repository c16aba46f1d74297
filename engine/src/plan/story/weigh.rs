//! Ways that were weighed: those that are in the plan, and why the others are not.

use std::collections::BTreeSet;
use std::rc::Rc;

use model::base::ids::OpId;
use model::base::limits::{PATHS_TOLD_MAX, PATH_SETS_TOLD_MAX};
use model::trace::event::plan::{PlanEvent, RowsMade, Verdict, WeighedPath};

use super::name::{inputs, name, relation, relations};
use crate::plan::cost::DISABLED;
use crate::plan::paths::cluster::members;
use crate::plan::paths::path::{Path, PathKind};
use crate::plan::paths::search::Search;
use crate::plan::paths::set::PathSet;
use crate::plan::physical::{Node, Plan};

/// The story of one statement's planning, as far as it has come.
#[derive(Debug, Default)]
pub struct Story {
    /// The trees of the rewriter.
    pub trees: Vec<PlanEvent>,
    sets: Vec<WeighedSet>,
    /// The ways that the plan is made of.
    chosen: BTreeSet<Identity>,
}

/// The ways of one relation, join or grouping.
#[derive(Debug)]
struct WeighedSet {
    relations: Vec<String>,
    made: RowsMade,
    ways: Vec<Way>,
    /// Indexes that can be asked nothing, with their first columns.
    unasked: Vec<(String, String)>,
    left_out: u32,
}

#[derive(Debug)]
struct Way {
    identity: Identity,
    /// Another that made it needless, by its place.
    beaten: Option<Option<usize>>,
    /// Whether it has parameters.
    for_each_row: bool,
    ordered: bool,
}

/// What can be seen of a way. Costs as bits, so that they can be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    name: String,
    inputs: Vec<String>,
    figures: [u64; 3],
}

impl Identity {
    fn of(path: &Path<'_>) -> Identity {
        Identity {
            name: name(path),
            inputs: inputs(path),
            figures: [path.cost.startup, path.cost.total, path.rows].map(f64::to_bits),
        }
    }

    fn total(&self) -> f64 {
        f64::from_bits(self.figures[1])
    }
}

impl Story {
    /// The ways of the relations and joins of a search, as far as a way of the whole uses them.
    pub fn note_search(&mut self, search: &Search<'_>) {
        let Some(whole) = search.sets.get(&search.cluster.everything()) else { return };
        let mut used = BTreeSet::new();
        whole.paths.all().iter().for_each(|path| addresses(path, &mut used));
        for (set, joined) in &search.sets {
            let is_used = |path: &Rc<Path<'_>>| used.contains(&Rc::as_ptr(path).cast::<()>());
            if joined.paths.all().iter().any(is_used) {
                let leaves = members(*set).map(|leaf| relation(search.cluster.leaves[leaf]));
                self.note(leaves.collect(), RowsMade::Joined, &joined.paths);
            }
        }
    }

    /// The ways of a node above joins.
    pub fn note_node(&mut self, made: RowsMade, paths: &PathSet<'_>) {
        let relations = paths.all().first().map(|path| relations(path));
        self.note(relations.unwrap_or_default(), made, paths);
    }

    fn note(&mut self, relations: Vec<String>, made: RowsMade, paths: &PathSet<'_>) {
        let nothing_to_tell = paths.all().len() + paths.lost().len() + paths.unasked().len() < 2;
        if nothing_to_tell || self.sets.len() == PATH_SETS_TOLD_MAX {
            return;
        }
        let mut ways: Vec<Way> = Vec::new();
        for path in paths.all() {
            add(&mut ways, path);
        }
        let winners: Vec<Option<Identity>> =
            paths.lost().iter().map(|lost| lost.by.as_deref().map(Identity::of)).collect();
        let from = ways.len();
        let mut by = Vec::new();
        for (lost, winner) in paths.lost().iter().zip(winners) {
            if add(&mut ways, &lost.path) {
                by.push(winner);
            }
        }
        let place =
            |ways: &[Way], winner: &Identity| ways.iter().position(|way| way.identity == *winner);
        for (at, winner) in by.into_iter().enumerate() {
            let winner = winner.and_then(|winner| place(&ways, &winner));
            ways[from + at].beaten = Some(winner);
        }
        let unasked = paths.unasked().to_vec();
        let left_out = paths.lost_untold();
        self.sets.push(WeighedSet { relations, made, ways, unasked, left_out });
    }

    /// A whole query is planned by this path.
    pub fn note_chosen(&mut self, path: &Path<'_>) {
        self.chosen.insert(Identity::of(path));
        below(path).into_iter().for_each(|path| self.note_chosen(path));
    }

    /// All that there is to tell of a statement that runs by this plan.
    pub fn finish(self, plan: &Plan) -> Vec<PlanEvent> {
        let Story { trees, sets, chosen } = self;
        let mut nodes = Vec::new();
        preorder(plan, &mut nodes);
        let told = sets.into_iter().filter_map(|set| set.told(&chosen, &nodes));
        let mut told: Vec<(Option<OpId>, PlanEvent)> = told.collect();
        told.sort_by_key(|(op, _)| op.map_or(u16::MAX, |op| op.0));
        let is_rewritten =
            |event: &PlanEvent| matches!(event, PlanEvent::TreeRewritten { tree: Some(_), .. });
        let trees = if trees.iter().any(is_rewritten) { trees } else { Vec::new() };
        trees.into_iter().chain(told.into_iter().map(|(_, event)| event)).collect()
    }
}

/// Adds a way unless one that looks alike is there.
fn add(ways: &mut Vec<Way>, path: &Path<'_>) -> bool {
    let identity = Identity::of(path);
    if ways.iter().any(|way| way.identity == identity) {
        return false;
    }
    let (for_each_row, ordered) = (!path.outer.is_empty(), !path.order.is_empty());
    ways.push(Way { identity, beaten: None, for_each_row, ordered });
    true
}

impl WeighedSet {
    /// The event of a set that the plan is made of, and the operator that its chosen way became.
    fn told(
        self,
        chosen: &BTreeSet<Identity>,
        nodes: &[&Plan],
    ) -> Option<(Option<OpId>, PlanEvent)> {
        let WeighedSet { relations, made, ways, unasked, mut left_out } = self;
        let first = ways.iter().position(|way| chosen.contains(&way.identity))?;
        let op = operator(&ways[first].identity, nodes);
        let mut order: Vec<usize> = (0..ways.len()).filter(|at| *at != first).collect();
        order.sort_by(|a, b| ways[*a].identity.total().total_cmp(&ways[*b].identity.total()));
        order.insert(0, first);
        left_out += order.len().saturating_sub(PATHS_TOLD_MAX) as u32;
        order.truncate(PATHS_TOLD_MAX);
        let place = |way: usize| order.iter().position(|at| *at == way).map(|at| at as u32);
        let paths = order.iter().map(|at| {
            let verdict = match &ways[*at] {
                _ if *at == first => Verdict::Chosen,
                way if way.identity.total() >= DISABLED => Verdict::Forbidden,
                Way { beaten: Some(by), .. } => Verdict::Beaten { by: by.and_then(place) },
                Way { for_each_row: true, .. } => Verdict::DearerForEachRow,
                Way { ordered: true, .. } => Verdict::OrderOfNoUse,
                _ => Verdict::DearerInTheWhole,
            };
            weighed(&ways[*at].identity, verdict)
        });
        let mut paths: Vec<WeighedPath> = paths.collect();
        paths.extend(unasked.into_iter().map(|(index, column)| WeighedPath {
            name: index,
            inputs: Vec::new(),
            startup_hundredths: 0,
            total_hundredths: 0,
            rows: 0,
            verdict: Verdict::NothingAsked { column },
        }));
        Some((op, PlanEvent::PathsWeighed { op, relations, made, paths, left_out }))
    }
}

fn weighed(identity: &Identity, verdict: Verdict) -> WeighedPath {
    let Identity { name, inputs, figures } = identity.clone();
    let [startup, total, rows] = figures.map(f64::from_bits);
    WeighedPath {
        name,
        inputs,
        startup_hundredths: (startup * 100.0).round() as u64,
        total_hundredths: (total * 100.0).round() as u64,
        rows: rows.round() as u64,
        verdict,
    }
}

/// The operator that a chosen way became: the first node that looks like it.
fn operator(identity: &Identity, nodes: &[&Plan]) -> Option<OpId> {
    let is_it = |plan: &&Plan| {
        let figures = [plan.cost.startup, plan.cost.total, plan.rows].map(f64::to_bits);
        let is_folded = matches!(plan.node, Node::Filter { .. } | Node::Project { .. });
        figures == identity.figures && (is_folded || plan.name() == identity.name)
    };
    let at = nodes.iter().position(is_it)?;
    u16::try_from(at).ok().map(OpId)
}

fn preorder<'p>(plan: &'p Plan, nodes: &mut Vec<&'p Plan>) {
    nodes.push(plan);
    plan.children().into_iter().for_each(|child| preorder(child, nodes));
}

fn below<'p, 'r>(path: &'p Path<'r>) -> Vec<&'p Rc<Path<'r>>> {
    match &path.kind {
        PathKind::Node(_, inputs) => inputs.iter().collect(),
        PathKind::Filter { input, .. }
        | PathKind::Sort { input }
        | PathKind::Groups { input, .. }
        | PathKind::Distinct { input, .. } => vec![input],
        PathKind::Join { left, right, .. } => vec![left, right],
        PathKind::SeqScan { .. } | PathKind::Index { .. } | PathKind::Bitmap { .. } => Vec::new(),
    }
}

/// The paths that a path is made of, itself among them. Addresses are compared, never shown.
fn addresses(path: &Rc<Path<'_>>, used: &mut BTreeSet<*const ()>) {
    if used.insert(Rc::as_ptr(path).cast::<()>()) {
        below(path).into_iter().for_each(|path| addresses(path, used));
    }
}
