//! Every word that a picture, a sentence or a figure shows: English here, other languages laid
//! over it by id.
//!
//! ```text
//!   HeapTitle  "scene.heap.title"  "Heap of {relation}"
//!   say(HeapTitle, &[("relation", "orders".into())])        Heap of orders
//!
//!   "{pages} {pages:page|pages}"   1 page, 736 pages, 10,000 pages
//! ```
//!
//! A template is text with `{name}`, which inserts a value, and `{name:one|many}`, which picks a
//! form by a count. Counts are written with a comma every three digits.

use std::borrow::Cow;

/// A value for a template.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// Text, inserted as it is.
    Text(&'a str),
    /// A count.
    Count(u64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Arg<'a> {
        Arg::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Arg<'a> {
        Arg::Text(text)
    }
}

impl From<u64> for Arg<'_> {
    fn from(count: u64) -> Self {
        Arg::Count(count)
    }
}

impl From<u32> for Arg<'_> {
    fn from(count: u32) -> Self {
        Arg::Count(u64::from(count))
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $word:ident $id:literal $english:literal)*) => {
        /// A template by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Word {
            $($(#[$doc])* #[doc = $english] $word,)*
        }

        /// Every template with its id and its English, in the order of [`Word`].
        pub const WORDS: &[(Word, &str, &str)] = &[$((Word::$word, $id, $english),)*];
    };
}

words! {
    CapHeap "scene.heap.cap" "Heap"
    TabHeap "scene.heap.tab" "Pages"
    TabBtree "scene.btree.tab" "Tree"
    TabBuffer "scene.buffer.tab" "Memory"
    TabPlan "scene.plan.tab" "Plan"
    TabWal "scene.wal.tab" "Log"
    HeapTitle "scene.heap.title" "Heap of {relation}"
    HeapPages "scene.heap.pages" "{pages} {pages:page|pages}, one square each"
    HeapPagesFolded "scene.heap.pages-folded" "{pages} pages, {fold} to a square"
    HeapPagesShort "scene.heap.pages-short" "{pages} {pages:page|pages}"
    HeapPagesNone "scene.heap.pages-none" "no page yet"
    CountRead "scene.count.read" "{done} {done:page|pages} read"
    CountReadOf "scene.count.read-of" "{done} of {all} {all:page|pages} read"
    CountTouched "scene.count.touched" "{done} {done:page|pages} touched"
    CountTouchedOf "scene.count.touched-of" "{done} of {all} {all:page|pages} touched"
    CountTimes "scene.count.times" "{head} in {touches} {touches:touch|touches}"
    CountSplit "scene.count.split" "{head}: {parts}"
    CountHits "scene.count.hits" "{hits} {hits:hit|hits}"
    CountMisses "scene.count.misses" "{misses} {misses:miss|misses}"
    CountAdded "scene.count.added" "{added} added"
    HeapToCome "scene.heap.to-come" "{pages} to come"
    HeapSummed "scene.heap.summed" "Which pages they were was not written down: level counts."
    HeapEmpty "scene.heap.empty" "No tables yet. CREATE TABLE makes the first."
    HeapSmall "scene.heap.small" "Not enough room for a square. Make the picture larger."
    HeapMore "scene.heap.more"
        "and {tables} more {tables:table|tables} with {pages} {pages:page|pages}"
    HeapDescription "scene.heap.description" "{relation}: {pages} {pages:page|pages}."
    HeapDescriptionRead "scene.heap.description-read"
        "{relation}: {pages} {pages:page|pages}; {counts}."
    HeapDescriptionNow "scene.heap.description-now" "Now: page {page} of {relation}."

    CapBtree "scene.btree.cap" "B+-tree"
    TreeTitle "scene.btree.title" "B+-tree {relation}"
    TreeNone "scene.btree.none" "No index yet. A primary key or CREATE INDEX makes the first."
    TreeSize "scene.btree.size"
        "{levels} {levels:level|levels}, {nodes} {nodes:node|nodes}, {entries} \
         {entries:entry|entries}"
    TreeSizeShort "scene.btree.size-short"
        "{levels} {levels:level|levels}, {nodes} {nodes:node|nodes}"
    TreeSizeLevels "scene.btree.size-levels" "{levels} {levels:level|levels}"
    TreeNameRoot "scene.btree.name-root" "page {page}, root"
    TreeNameInner "scene.btree.name-inner" "page {page}, node {at} of {all}"
    TreeNameLeaf "scene.btree.name-leaf" "page {page}, leaf {at} of {all}"
    TreeName "scene.btree.name" "page {page}"
    TreeRoleRoot "scene.btree.role-root" "root"
    TreeRoleInner "scene.btree.role-inner" "node {at} of {all}"
    TreeRoleLeaf "scene.btree.role-leaf" "leaf {at} of {all}"
    TreeChildren "scene.btree.children" "{children} {children:child|children}"
    TreeEntries "scene.btree.entries" "{entries} {entries:entry|entries}"
    TreeTaken "scene.btree.taken" "{count} {count:entry|entries} taken, from number {first} on"
    TreeTakenNone "scene.btree.taken-none" "no entry taken"
    TreeStep "scene.btree.step" "step {order}"
    TreeAim "scene.btree.aim" "Looks for {key}"
    TreeAimBefore "scene.btree.aim-before" "Looks for the last entry before {key}"
    TreeAimFirst "scene.btree.aim-first" "Looks for the first entry"
    TreeAimLast "scene.btree.aim-last" "Looks for the last entry"
    TreeBandLeaves "scene.btree.band-leaves" "{nodes} leaves, one line each"
    TreeBandLeavesFolded "scene.btree.band-leaves-folded" "{nodes} leaves, {fold} to a line"
    TreeBandNodes "scene.btree.band-nodes" "{nodes} nodes, one line each"
    TreeBandNodesFolded "scene.btree.band-nodes-folded" "{nodes} nodes, {fold} to a line"
    TreeBandLit "scene.btree.band-lit" "{band}; {lit} touched"
    TreeLinks "scene.btree.links" "links from parents to children, and along the leaves"
    TreeLens "scene.btree.lens" "the line of page {page}"
    TreeRay "scene.btree.ray" "from page {from} to page {to}"
    TreeSplit "scene.btree.split" "page {left} was split: its right half is page {right} now"
    TreeUntouched "scene.btree.untouched" "not touched by this statement"
    TreeHop "scene.btree.hop" "on to page {page} of {relation}"
    TreeHighKey "scene.btree.high-key" "keys from {key} on are further right"
    TreeNext "scene.btree.next" "right neighbour: page {page}"
    TableNode "scene.table.node" "node"
    TableHolds "scene.table.holds" "holds"
    TableKeys "scene.table.keys" "keys"
    UnitLevels "scene.unit.levels" "{n:level|levels}"
    UnitNodes "scene.unit.nodes" "{n:node|nodes}"
    UnitEntries "scene.unit.entries" "{n:entry|entries}"
    UnitSplits "scene.unit.splits" "{n:split|splits}"
    LegendWay "scene.legend.way" "the way taken"

    CapBuffer "scene.buffer.cap" "Buffer pool"
    BufferFrames "scene.buffer.frames" "{frames} {frames:frame|frames}"
    BufferFilled "scene.buffer.filled" "{filled} of {frames} {frames:frame|frames} filled"
    BufferFilledFolded "scene.buffer.filled-folded"
        "{filled} of {frames} frames filled, {fold} to a square"
    BufferTouches "scene.buffer.touches" "{touches} {touches:touch|touches}"
    BufferUntouched "scene.buffer.untouched" "no page touched"
    BufferEvicted "scene.buffer.evicted" "{pages} {pages:page|pages} put out"
    BufferDirty "scene.buffer.dirty" "{pages} dirty"
    BufferEmpty "scene.buffer.empty" "No page has been read yet. The frames are empty."
    BufferCode "scene.buffer.code" "{code} {relation}"
    BufferSystem "scene.buffer.system" "system tables"
    BufferNow "scene.buffer.now" "Now: page {page} of {relation} in frame {frame}."

    CapPlan "scene.plan.cap" "Plan"
    PlanNone "scene.plan.none" "This statement has no plan: it runs no operator."
    PlanRows "scene.plan.rows" "rows"
    PlanPages "scene.plan.pages" "pages"
    PlanEstimate "scene.plan.estimate" "est. {rows}"
    PlanSurprise "scene.plan.surprise" "est. {rows}, {times}x off"
    PlanReady "scene.plan.ready" "ready"
    PlanRunning "scene.plan.running" "running"
    PlanDrained "scene.plan.drained" "drained"
    PlanStopped "scene.plan.stopped" "stopped"
    PlanUnused "scene.plan.unused" "never asked"
    PlanUnknown "scene.plan.unknown" "…"
    PlanRising "scene.plan.rising" "{rows} {rows:row|rows}"
    PlanSentence "scene.plan.sentence" "{operator}: {state}; {rows} of {expected} expected; {pages}"
    PlanSentenceUnknown "scene.plan.sentence-unknown"
        "{operator}: {state}; {expected} {expected:row|rows} expected; {pages}"
    PlanDescription "scene.plan.description"
        "{operators} {operators:operator|operators}, {drained} drained."
    PlanNotChosen "scene.plan.not-chosen" "Not chosen"
    PlanDearer "scene.plan.dearer" "cost {cost}, ours {ours}"
    PlanDearerTimes "scene.plan.dearer-times" "cost {cost}, {times} times ours"
    PlanNothingAsked "scene.plan.nothing-asked" "nothing is asked of {column}"
    PlanForbidden "scene.plan.forbidden" "forbidden by a setting"
    PlanNow "scene.plan.now" "Now: {operator}."

    CapWal "scene.wal.cap" "Write-ahead log"
    WalEmpty "scene.wal.empty" "Nothing has been logged yet. The first change will be."
    WalBytes "scene.wal.bytes" "{bytes} bytes"
    WalRecords "scene.wal.records" "{records} {records:record|records} by this statement"
    WalAllSafe "scene.wal.all-safe" "all of it safe"
    WalAtRisk "scene.wal.at-risk" "{bytes} bytes a crash would take"
    WalSafe "scene.wal.safe" "safe"
    WalEnd "scene.wal.end" "end"
    WalRedo "scene.wal.redo" "redo"
    WalCheckpoint "scene.wal.checkpoint" "checkpoint"
    WalDescription "scene.wal.description" "The log ends at {end} and is safe up to {safe}."

    LegendWalSafe "scene.legend.wal-safe" "safe on disk"
    LegendWalWritten "scene.legend.wal-written" "with the disk, not safe yet"
    LegendWalVolatile "scene.legend.wal-volatile" "in memory only"
    LegendPlanNow "scene.legend.plan-now" "acts now"
    LegendPlanDrained "scene.legend.plan-drained" "drained: has no more rows"
    LegendPlanStopped "scene.legend.plan-stopped" "stopped: nobody asked for the rest"
    LegendPlanUnused "scene.legend.plan-unused" "never asked"
    LegendPlanReady "scene.legend.plan-ready" "ready: not asked yet"
    LegendFrameEmpty "scene.legend.frame-empty" "empty frame"
    LegendFrameIdle "scene.legend.frame-idle" "not used by this statement"
    LegendHit "scene.legend.hit" "hit: in memory"
    LegendNew "scene.legend.new" "added: made in memory"
    LegendMiss "scene.legend.miss" "miss: from disk"
    LegendNow "scene.legend.now" "now"
    LegendToCome "scene.legend.to-come" "to come"
    LegendDirty "scene.legend.dirty" "dirty: changed in memory"
    LegendIdle "scene.legend.idle" "not touched"

    StateIdle "scene.state.idle" "not touched"
    StateToCome "scene.state.to-come" "to come"
    StateHit "scene.state.hit" "hit"
    StateNew "scene.state.new" "added"
    StateMiss "scene.state.miss" "miss"
    StateNow "scene.state.now" "now"
    StateDirty "scene.state.dirty" "dirty"

    TableRelation "scene.table.relation" "table"
    TablePage "scene.table.page" "page"
    TableState "scene.table.state" "state"
    TableOrder "scene.table.order" "order"
    TableHits "scene.table.hits" "hits"
    TableMisses "scene.table.misses" "misses"
    TableSlots "scene.table.slots" "slots"
    TableFree "scene.table.free" "free bytes"
    TableFrame "scene.table.frame" "frame"

    UnitHits "scene.unit.hits" "{n:hit|hits}"
    UnitMisses "scene.unit.misses" "{n:miss|misses}"
    UnitPages "scene.unit.pages" "{n:page|pages}"
    UnitRead "scene.unit.read" "{n:page|pages} read"
    UnitToCome "scene.unit.to-come" "to come"
    UnitAdded "scene.unit.added" "{n:page|pages} added"

    TellStarted "scene.tell.started" "{text} begins."
    TellDone "scene.tell.done" "Done."
    TellFinished "scene.tell.finished" "Done: {rows} {rows:row|rows}."
    TellFinishedPages "scene.tell.finished-pages"
        "{pages} {pages:page|pages} read: {hits} {hits:hit|hits}, {misses} {misses:miss|misses}."
    TellFinishedSystem "scene.tell.finished-system"
        "{pages} {pages:page|pages} of system tables too."
    TellFinishedAdded "scene.tell.finished-added" "{pages} {pages:page|pages} added."
    TellFailed "scene.tell.failed" "The statement fails with {sqlstate}."
    TellCancelled "scene.tell.cancelled" "The statement is cancelled and undone."
    TellCreatedTable "scene.tell.created-table"
        "There is a table {relation} now. It has no page yet."
    TellCreatedIndex "scene.tell.created-index"
        "There is an index {relation} now. It has no page yet."
    TellCreatedOther "scene.tell.created-other" "There is {relation} now."
    TellDropped "scene.tell.dropped" "{relation} is gone, and its pages with it."
    TellMissed "scene.tell.missed" "{page} comes from disk into frame {frame}."
    TellMissedFor "scene.tell.missed-for"
        "{page} comes from disk into frame {frame}, where {gone} was."
    TellMissedForDirty "scene.tell.missed-for-dirty"
        "{page} comes from disk into frame {frame}, where {gone} was: it had changed and was \
         written first."
    TellMissedForLogged "scene.tell.missed-for-logged"
        "{page} comes from disk into frame {frame}, where {gone} was: it had changed, so the log \
         was made safe and the page written first."
    TellHit "scene.tell.hit" "{page} is in memory already, in frame {frame}."
    TellAdded "scene.tell.added" "{relation} gets a new page, {page}, in frame {frame}."
    TellDirtied "scene.tell.dirtied" "It changes in memory; the disk still has the old one."
    TellChanged "scene.tell.changed"
        "It holds {slots} {slots:slot|slots} now; {free} {free:byte is|bytes are} free."
    TellScanned "scene.tell.scanned" "{examined} {examined:tuple is|tuples are} looked at."
    TellScannedSome "scene.tell.scanned-some"
        "{examined} {examined:tuple is|tuples are} looked at, {visible} of them visible."
    TellScannedNone "scene.tell.scanned-none"
        "{examined} {examined:tuple is|tuples are} looked at, none of them visible."
    TellEvicted "scene.tell.evicted" "Meanwhile {page} leaves frame {frame}."
    TellInserted "scene.tell.inserted"
        "A tuple of {bytes} bytes goes into page {page}, slot {slot}."
    TellDeleted "scene.tell.deleted" "The tuple in page {page}, slot {slot} gets its end."
    TellReplaced "scene.tell.replaced"
        "The tuple in page {page}, slot {slot} gets its end; the next version is in page {next}, \
         slot {next_slot}."
    TellSummed "scene.tell.summed"
        "{relation}: {hits} {hits:hit|hits}, {misses} {misses:miss|misses}."
    TellOperatorStarted "scene.tell.operator-started"
        "{operator} is ready. The planner expects {rows} {rows:row|rows} of it."
    TellOperatorFinished "scene.tell.operator-finished"
        "{operator} has no more rows. It handed on {rows}."
    TellOperatorStopped "scene.tell.operator-stopped"
        "Nobody asks {operator} for the rest. It handed on {rows}."
    TellOperatorUnused "scene.tell.operator-unused" "Nobody asked {operator} for anything."
    WaySeqScan "scene.way.seq-scan" "It reads every page of the table, one after the other."
    WayIndexScan "scene.way.index-scan"
        "It goes down the tree, and to the heap for each entry that it finds."
    WayIndexOnlyScan "scene.way.index-only-scan"
        "What it hands on stands in the index; the heap only says whether it is visible."
    WayBitmapIndexScan "scene.way.bitmap-index-scan"
        "It only collects where the rows are; the heap is read after that."
    WayBitmapHeapScan "scene.way.bitmap-heap-scan"
        "It reads each page that was collected once, in the order of pages."
    WayNestedLoop "scene.way.nested-loop" "For each row of its first input it asks the second anew."
    WayHashJoin "scene.way.hash-join"
        "It puts one input into a table by key, then looks up each row of the other."
    WayMergeJoin "scene.way.merge-join" "It walks along two sorted inputs side by side."
    WaySort "scene.way.sort" "It needs the last row before it can hand on the first."
    WayHashAggregate "scene.way.hash-aggregate" "It keeps one row for each group in memory."
    WayGroupAggregate "scene.way.group-aggregate"
        "Its input is sorted, so it keeps one group at a time."
    WayAggregate "scene.way.aggregate" "It makes one row of all rows."
    WayLimit "scene.way.limit" "It stops asking once it has enough rows."
    WayUnique "scene.way.unique" "Its input is sorted, so equal rows come one after the other."
    WayWindow "scene.way.window" "It computes over the rows around each row and keeps every row."
    TellLooksFor "scene.tell.looks-for" "{index} is asked for {key}."
    TellLooksForBefore "scene.tell.looks-for-before"
        "{index} is asked for the last entry before {key}."
    TellLooksForFirst "scene.tell.looks-for-first" "{index} is asked for its first entry."
    TellLooksForLast "scene.tell.looks-for-last" "{index} is asked for its last entry."
    TellRoot "scene.tell.root" "It is the root."
    TellGoLeft "scene.tell.go-left"
        "{key} comes before {high}, so the way goes left, to page {child}."
    TellGoRight "scene.tell.go-right"
        "{key} does not come before {low}, so the way goes right, to page {child}."
    TellGoBetween "scene.tell.go-between"
        "{key} comes before {high} but not before {low}: on to child {at} of {all}, page {child}."
    TellGoLeftEqual "scene.tell.go-left-equal"
        "The first {key} may stand left of the separator {high}: on to page {child}."
    TellGoFirst "scene.tell.go-first" "The way goes to its first child, page {child}."
    TellGoLast "scene.tell.go-last" "The way goes to its last child, page {child}."
    TellOnlyChild "scene.tell.only-child" "It has one child: on to page {child}."
    TellLeafPlace "scene.tell.leaf-place"
        "It is a leaf; the place of {key} in it is {at}."
    TellLeaf "scene.tell.leaf" "It is a leaf."
    TellWalked "scene.tell.walked" "It is the neighbouring leaf."
    TellTaken "scene.tell.taken" "{count} {count:entry is|entries are} taken, from place {at} on."
    TellTakenOne "scene.tell.taken-one" "The entry at place {at} is taken."
    TellTakenNone "scene.tell.taken-none" "No entry of it fits."
    TellSplit "scene.tell.split"
        "Page {left} is full. It splits: keys from {key} on move to page {right}."
    TellSplitInner "scene.tell.split-inner"
        "Page {left} is full of children. It splits: {key} goes up, and what is beyond it moves to \
         page {right}."
    TellRaised "scene.tell.raised"
        "The root is full: what it held goes down to page {child}. The tree has {levels} levels \
         now."
    TellLearned "scene.tell.learned"
        "Page {page} learns that keys from {key} on are below page {child}."
    TellEntryIn "scene.tell.entry-in"
        "The entry {key} goes into page {page} at place {at}. It leads to page {tuple_page}, slot \
         {slot}."
    TellEntryOut "scene.tell.entry-out" "The entry {key} leaves page {page}."
    TellBuiltLeaf "scene.tell.built-leaf"
        "It is filled with {entries} sorted {entries:entry|entries}."
    TellBuiltInner "scene.tell.built-inner" "It is put over {children} {children:child|children}."
    TellSpillWritten "scene.tell.spill-written"
        "{operator} has more than fits: {pages} {pages:page goes|pages go} to its temporary file."
    TellSpillRead "scene.tell.spill-read"
        "{operator} takes {pages} {pages:page|pages} back from its temporary file."
    TellRows "scene.tell.rows" "{operator} hands on {rows} {rows:row|rows}."
    TellCommittedLogged "scene.tell.committed-logged"
        "Transaction {txn} commits: its {records} log {records:record is|records are} safe on disk."
    TellCommitted "scene.tell.committed" "Transaction {txn} commits."
    TellAborted "scene.tell.aborted" "Transaction {txn} is undone."
    PageOfTable "scene.page.table" "Heap page {page} of {relation}"
    PageOfIndex "scene.page.index" "Index page {page} of {relation}"
    PageOfSystem "scene.page.system" "System page {page} of {relation}"
    PageOfSequence "scene.page.sequence" "Page {page} of the sequence {relation}"
    PageThat "scene.page.that" "page {page} of {relation}"

    RecordSeveral "scene.record.several" "{records} {records:record|records}"
    RecordChange "scene.record.change" "change"
    RecordImage "scene.record.image" "whole page"
    RecordCreated "scene.record.created" "relation made"
    RecordDropped "scene.record.dropped" "relation dropped"
    RecordCommitted "scene.record.committed" "commit"
    RecordAborted "scene.record.aborted" "undone"
    RecordCheckpoint "scene.record.checkpoint" "checkpoint"
    StateLogSafe "scene.state.log-safe" "safe"
    StateLogWritten "scene.state.log-written" "written, not safe yet"
    StateLogVolatile "scene.state.log-volatile" "in memory only"
    TableLogStart "scene.table.log-start" "starts at"
    TableBytes "scene.table.bytes" "bytes"
    TableRecord "scene.table.record" "record"
    TableTxn "scene.table.txn" "transaction"
    UnitLogEnd "scene.unit.log-end" "end of the log"
    UnitLogSafe "scene.unit.log-safe" "safe up to here"
    UnitLogAtRisk "scene.unit.log-at-risk" "{n:byte|bytes} at risk"
    UnitRecords "scene.unit.records" "{n:record|records} by this statement"
    DetailLog "scene.detail.log" "Log at {start}"
    DetailLogBytes "scene.detail.log-bytes" "{bytes} {bytes:byte|bytes}"
    DetailTxn "scene.detail.txn" "transaction {txn}"
    TableOperator "scene.table.operator" "operator"
    TableEstimated "scene.table.estimated" "expected rows"
    TableRows "scene.table.rows" "rows"
    TableUsage "scene.table.usage" "usage"
    StateEmpty "scene.state.empty" "empty"
    UnitOperators "scene.unit.operators" "{n:operator|operators}"
    UnitRows "scene.unit.rows" "{n:row|rows}"
    UnitFrames "scene.unit.frames" "{n:frame|frames}"
    UnitFilled "scene.unit.filled" "filled"
    UnitDirty "scene.unit.dirty" "dirty"
    UnitEvicted "scene.unit.evicted" "{n:page|pages} put out"
    DetailFrameTitle "scene.detail.frame-title" "Frame {frame}"
    DetailFrameEmpty "scene.detail.frame-empty" "It holds no page."
    DetailUsage "scene.detail.usage" "usage count {usage} as of the last touch"
    DetailPage "scene.detail.page" "Page {page} of {relation}"
    DetailSlots "scene.detail.slots" "{slots} {slots:slot|slots}, {free} {free:byte|bytes} free"
    DetailOrder "scene.detail.order" "read as number {order}"
    DetailTouches "scene.detail.touches"
        "{hits} {hits:hit|hits}, {misses} {misses:miss|misses} in this statement"
    DetailFrame "scene.detail.frame" "in frame {frame}"
    DetailNoFrame "scene.detail.no-frame" "not in memory"
    DetailDirty "scene.detail.dirty" "changed in memory, not yet on disk"
}

impl Word {
    /// The id that catalogues of other languages use.
    pub fn id(self) -> &'static str {
        WORDS[self as usize].1
    }

    /// The English template.
    pub fn english(self) -> &'static str {
        WORDS[self as usize].2
    }
}

/// The templates of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In the order of [`Word`].
    templates: Vec<Cow<'static, str>>,
}

impl Words {
    /// English.
    pub fn english() -> Words {
        Words { templates: WORDS.iter().map(|(_, _, english)| Cow::Borrowed(*english)).collect() }
    }

    /// Another language, from a catalogue; English where the catalogue has nothing.
    pub fn from_catalogue(translation_of: impl Fn(&str) -> Option<String>) -> Words {
        let template = |(_, id, english): &(Word, &str, &'static str)| match translation_of(id) {
            Some(translation) => Cow::Owned(translation),
            None => Cow::Borrowed(*english),
        };
        Words { templates: WORDS.iter().map(template).collect() }
    }

    /// The text of a template with its values filled in.
    pub fn say(&self, word: Word, args: &[(&str, Arg<'_>)]) -> String {
        fill(&self.templates[word as usize], args)
    }
}

/// A template with its values filled in. A name without a value stays as it is.
pub fn fill(template: &str, args: &[(&str, Arg<'_>)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((inside, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        push_value(&mut filled, inside, args);
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn push_value(filled: &mut String, inside: &str, args: &[(&str, Arg<'_>)]) {
    let (name, forms) = match inside.split_once(':') {
        Some((name, forms)) => (name, Some(forms)),
        None => (inside, None),
    };
    let arg = args.iter().find(|(known, _)| *known == name).map(|(_, arg)| *arg);
    match (arg, forms) {
        (Some(Arg::Text(text)), None) => filled.push_str(text),
        (Some(Arg::Count(count)), None) => filled.push_str(&count_text(count)),
        (Some(Arg::Count(count)), Some(forms)) => {
            let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
            filled.push_str(if count == 1 { one } else { many });
        }
        _ => {
            filled.push('{');
            filled.push_str(inside);
            filled.push('}');
        }
    }
}

/// A count with a comma every three digits: `39,480`.
pub fn count_text(count: u64) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<&str> = groups.map(|group| std::str::from_utf8(group).unwrap_or("")).collect();
    groups.join(",")
}

/// The names that a template uses, each once, in order of appearance: a translation must use the
/// same ones.
pub fn names_of(template: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for part in template.split('{').skip(1) {
        let inside = part.split('}').next().unwrap_or(part);
        let name = inside.split(':').next().unwrap_or(inside);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
