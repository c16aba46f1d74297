//! What is true of the tree at the cursor.

use model::base::ids::{PageId, RelId};
use model::still::btree::{NodeStill, TreeStill};
use model::trace::event::index::Aim;

use crate::story::visit::{last_descent, Visit, VisitKind};
use crate::viz::relations::{relation, PageData, RelationData};
use crate::viz::view::View;

/// The tree at the cursor.
#[derive(Clone, Debug)]
pub struct TreeData<'a> {
    /// Its pages: touched, to come, counted.
    pub relation: RelationData<'a>,
    /// Its nodes.
    pub still: &'a TreeStill,
    /// Its nodes' page numbers level by level, the root first, each level in the order of keys.
    pub levels: Vec<Vec<u32>>,
    /// Where the last descent goes.
    pub aim: Option<&'a Aim>,
    /// The nodes that the last descent came through, and the leaves that it walked on to.
    pub way: Vec<WayNode>,
    /// Nodes split since the last descent began: the one that was full, and the new one.
    pub splits: Vec<(u32, u32)>,
    /// Splits by the statement before the cursor.
    pub split_count: u64,
    /// Entries of all leaves.
    pub entry_count: u64,
    /// The page of a table that is read now, if one is.
    pub hop: Option<PageId>,
}

/// A node on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WayNode {
    /// Its page number.
    pub page_no: u32,
    /// The step that touched it.
    pub order: u32,
    /// The child that the way went on to or, on a leaf, the place that was looked for.
    pub place: Option<u16>,
    /// The entries that a scan took: the first, and how many.
    pub taken: Option<(u16, u16)>,
}

impl TreeData<'_> {
    /// A node.
    pub fn node(&self, page_no: u32) -> Option<&NodeStill> {
        self.still.nodes.get(&page_no)
    }

    /// What the statement has done with a node's page.
    pub fn page(&self, page_no: u32) -> PageData {
        self.relation.pages.get(page_no as usize).copied().unwrap_or_default()
    }

    /// The last time that the way came through a node.
    pub fn on_way(&self, page_no: u32) -> Option<(usize, WayNode)> {
        let at = self.way.iter().rposition(|step| step.page_no == page_no)?;
        Some((at, self.way[at]))
    }

    /// Which of a level's nodes is shown at full size when they do not all fit: the one that is
    /// read now, else the last of the way.
    pub fn opened(&self, level: &[u32]) -> Option<u32> {
        let now = level.iter().copied().find(|no| self.page(*no).is_now);
        let height = self.node(*level.first()?)?.level;
        let is_here =
            |step: &&WayNode| self.node(step.page_no).is_some_and(|node| node.level == height);
        now.or_else(|| self.way.iter().rev().find(is_here).map(|step| step.page_no))
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> u64 {
        self.levels.iter().map(|level| level.len() as u64).sum()
    }
}

/// Whether the statement at the cursor has to do with an index at any time.
pub fn is_touched(view: &View<'_>) -> bool {
    let trees = &view.moment.stills.btree.trees;
    let touches = view.chapter.map_or(&[][..], |chapter| &chapter.touches[..]);
    touches.iter().any(|touch| trees.contains_key(&touch.page.rel))
}

/// The tree to draw: the one that the statement touched last, else will touch first, else the
/// newest.
pub fn tree<'a>(view: &View<'a>) -> Option<TreeData<'a>> {
    let rel = chosen(view)?;
    let still = view.moment.stills.btree.trees.get(&rel)?;
    let relation = relation(view, rel)?;
    let visits = view.chapter.map_or(&[][..], |chapter| chapter.visits_at(view.moment.seq));
    let descent = || last_descent(visits, rel).iter().filter(move |visit| visit.page.rel == rel);
    let aim = descent().find_map(|visit| match &visit.what {
        VisitKind::Began(aim) => Some(aim),
        _ => None,
    });
    let splits = descent().filter_map(|visit| match visit.what {
        VisitKind::Split { right } => Some((visit.page.no, right)),
        _ => None,
    });
    let is_split =
        |visit: &&Visit| visit.page.rel == rel && matches!(visit.what, VisitKind::Split { .. });
    let leaves = still.nodes.values().filter(|node| node.level == 0);
    Some(TreeData {
        levels: levels(still),
        way: way(view, descent()),
        splits: splits.collect(),
        split_count: visits.iter().filter(is_split).count() as u64,
        entry_count: leaves.map(|node| u64::from(node.entry_count)).sum(),
        hop: hop(view),
        aim,
        relation,
        still,
    })
}

fn chosen(view: &View<'_>) -> Option<RelId> {
    let trees = &view.moment.stills.btree.trees;
    let (past, coming) =
        view.chapter.map_or((&[][..], &[][..]), |chapter| chapter.touches_at(view.moment.seq));
    let rels = || past.iter().rev().chain(coming).map(|touch| touch.page.rel);
    rels().find(|rel| trees.contains_key(rel)).or_else(|| trees.keys().next_back().copied())
}

/// Level by level from the root: down along the first children, then to the right. A tree in the
/// middle of a split may have a node that no parent knows yet; its left neighbour does.
fn levels(tree: &TreeStill) -> Vec<Vec<u32>> {
    let mut levels = Vec::new();
    let mut first = Some(tree.root);
    while let Some(node) = first.and_then(|no| tree.nodes.get(&no)) {
        let mut level = Vec::new();
        let mut at = first;
        while let Some(no) = at.filter(|no| tree.nodes.contains_key(no)) {
            level.push(no);
            // A circle of neighbours would be a fault of the recording; it is not followed.
            at = tree.nodes[&no].next.filter(|_| level.len() < tree.nodes.len());
        }
        first = node.children.first().map(|child| child.page_no);
        first = first.filter(|_| levels.len() < usize::from(u8::MAX));
        levels.push(level);
    }
    levels
}

fn way<'v>(view: &View<'_>, visits: impl Iterator<Item = &'v Visit>) -> Vec<WayNode> {
    let mut way: Vec<WayNode> = Vec::new();
    let touches = view.chapter.map_or(&[][..], |chapter| &chapter.touches[..]);
    let mut touches = touches.iter().peekable();
    let mut order = 0;
    for visit in visits {
        while let Some(touch) = touches.next_if(|touch| touch.seq < visit.seq) {
            order += u32::from(view.is_step(touch.page.rel));
        }
        let page_no = visit.page.no;
        let step = WayNode { page_no, order, place: None, taken: None };
        match visit.what {
            VisitKind::Entered { place } => way.push(WayNode { place: Some(place), ..step }),
            VisitKind::Walked => way.push(step),
            VisitKind::Scanned { place, matched } => match way.last_mut() {
                Some(last) if last.page_no == page_no => last.taken = Some((place, matched)),
                _ => way.push(WayNode { taken: Some((place, matched)), ..step }),
            },
            VisitKind::Began(_) | VisitKind::Split { .. } | VisitKind::Raised { .. } => {}
        }
    }
    way
}

/// The page of a table that is touched now, after the index led to it.
fn hop(view: &View<'_>) -> Option<PageId> {
    let chapter = view.chapter.filter(|chapter| !chapter.is_over_at(view.moment.seq))?;
    let (past, _) = chapter.touches_at(view.moment.seq);
    let page = past.iter().rev().find(|touch| view.is_step(touch.page.rel))?.page;
    let is_index = view.moment.stills.btree.trees.contains_key(&page.rel);
    (!is_index && !chapter.visits_at(view.moment.seq).is_empty()).then_some(page)
}
