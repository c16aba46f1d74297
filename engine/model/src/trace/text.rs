//! One line of text per event: what golden scripts and the page's list share.

use super::event::exec::ExecEvent;
use super::event::index::{Aim, BuiltNode, IndexEvent};
use super::event::page::{PageEvent, PowerLoss};
use super::event::plan::PlanEvent;
use super::event::txn::TxnEvent;
use super::event::wal::WalEvent;
use super::event::{Event, Fact};

/// The line of an event, without its time: `page.missed page=16384/3 frame=7 usage=1`.
pub fn line(event: &Event) -> String {
    match &event.fact {
        Fact::Page(fact) => page_line(fact),
        Fact::Index(fact) => index_line(fact),
        Fact::Txn(fact) => txn_line(fact),
        Fact::Plan(fact) => plan_line(fact),
        Fact::Exec(fact) => exec_line(fact),
        Fact::Wal(fact) => wal_line(fact),
    }
}

fn page_line(fact: &PageEvent) -> String {
    match fact {
        PageEvent::RelationCreated { rel, name, kind } => {
            format!("page.relation_created rel={rel} name={name} kind={kind:?}")
        }
        PageEvent::RelationRenamed { rel, name } => {
            format!("page.relation_renamed rel={rel} name={name}")
        }
        PageEvent::RelationDropped { rel } => format!("page.relation_dropped rel={rel}"),
        PageEvent::Extended { page, frame } => format!("page.extended page={page} frame={frame}"),
        PageEvent::Hit { page, frame, usage } => {
            format!("page.hit page={page} frame={frame} usage={usage}")
        }
        PageEvent::Missed { page, frame, usage } => {
            format!("page.missed page={page} frame={frame} usage={usage}")
        }
        PageEvent::Evicted { page, frame } => format!("page.evicted page={page} frame={frame}"),
        PageEvent::Dirtied { page, frame } => format!("page.dirtied page={page} frame={frame}"),
        PageEvent::Written { page, frame } => format!("page.written page={page} frame={frame}"),
        PageEvent::Changed { page, slot_count, free_bytes } => {
            format!("page.changed page={page} slot_count={slot_count} free_bytes={free_bytes}")
        }
        PageEvent::Scanned { page, examined, visible } => {
            format!("page.scanned page={page} examined={examined} visible={visible}")
        }
        PageEvent::TupleInserted { rel, tuple, bytes } => {
            format!("page.tuple_inserted rel={rel} tuple={tuple} bytes={bytes}")
        }
        PageEvent::TupleEnded { rel, tuple, next } => match next {
            Some(next) => format!("page.tuple_ended rel={rel} tuple={tuple} next={next}"),
            None => format!("page.tuple_ended rel={rel} tuple={tuple}"),
        },
        PageEvent::SpillWritten { pages } => format!("page.spill_written pages={pages}"),
        PageEvent::SpillRead { pages } => format!("page.spill_read pages={pages}"),
        PageEvent::Summed { rel, hits, misses } => {
            format!("page.summed rel={rel} hits={hits} misses={misses}")
        }
        PageEvent::PowerCut { loss } => format!("page.power_cut {}", power_loss(loss)),
        PageEvent::RelationFound { rel, name, kind, pages } => {
            let pages = pages.len();
            format!("page.relation_found rel={rel} name={name} kind={kind:?} pages={pages}")
        }
        PageEvent::RelationAdopted { rel, name, kind } => {
            format!("page.relation_adopted rel={rel} name={name} kind={kind:?}")
        }
    }
}

fn index_line(fact: &IndexEvent) -> String {
    match fact {
        IndexEvent::TreeMade { root } => format!("index.tree_made root={root}"),
        IndexEvent::DescentBegan { root, aim } => {
            let aim = match aim {
                Aim::First => "first".to_string(),
                Aim::Last => "last".to_string(),
                Aim::AtOrAfter(key) => format!("at_or_after:{key:?}"),
                Aim::Before(key) => format!("before:{key:?}"),
            };
            format!("index.descent_began root={root} aim={aim}")
        }
        IndexEvent::NodeVisited { page, depth, place } => {
            format!("index.node_visited page={page} depth={depth} place={place}")
        }
        IndexEvent::LeafEntered { page, from } => {
            format!("index.leaf_entered page={page} from={from}")
        }
        IndexEvent::LeafScanned { page, place, matched } => {
            format!("index.leaf_scanned page={page} place={place} matched={matched}")
        }
        IndexEvent::EntryInserted { page, place, key, tuple } => {
            format!("index.entry_inserted page={page} place={place} key={key:?} tuple={tuple}")
        }
        IndexEvent::EntryRemoved { page, place, key, tuple } => {
            format!("index.entry_removed page={page} place={place} key={key:?} tuple={tuple}")
        }
        IndexEvent::LeafChanged { page, entry_count, keys } => {
            format!("index.leaf_changed page={page} entry_count={entry_count} keys={keys:?}")
        }
        IndexEvent::LeafSplit { left, right, separator, moved } => format!(
            "index.leaf_split left={left} right={right} separator={separator:?} moved={moved}"
        ),
        IndexEvent::InnerSplit { left, right, separator, moved } => format!(
            "index.inner_split left={left} right={right} separator={separator:?} moved={moved}"
        ),
        IndexEvent::SeparatorInserted { page, place, separator, child } => format!(
            "index.separator_inserted page={page} place={place} separator={separator:?} \
             child={child}"
        ),
        IndexEvent::RootRaised { root, child, height } => {
            format!("index.root_raised root={root} child={child} height={height}")
        }
        IndexEvent::NodeBuilt { page, node } => {
            let BuiltNode { level, next, high_key, children, entry_count, keys } = &**node;
            let next = next.map(|next| format!(" next={next}")).unwrap_or_default();
            let high = high_key.as_ref().map(|key| format!(" high_key={key:?}"));
            let high = high.unwrap_or_default();
            let content = match level {
                0 => format!("entry_count={entry_count} keys={keys:?}"),
                _ => format!("children={children:?}"),
            };
            format!("index.node_built page={page} level={level}{next}{high} {content}")
        }
    }
}

/// What a power cut did, in a line's words.
pub fn power_loss(loss: &PowerLoss) -> String {
    let PowerLoss { pages_kept, pages_lost, pages_torn, log_bytes_kept, log_bytes_lost } = loss;
    format!(
        "pages_kept={pages_kept} pages_lost={pages_lost} pages_torn={pages_torn} \
         log_bytes_kept={log_bytes_kept} log_bytes_lost={log_bytes_lost}"
    )
}

fn txn_line(fact: &TxnEvent) -> String {
    match fact {
        TxnEvent::Began { txn } => format!("txn.began txn={txn}"),
        TxnEvent::Committed { txn } => format!("txn.committed txn={txn}"),
        TxnEvent::Aborted { txn } => format!("txn.aborted txn={txn}"),
    }
}

fn plan_line(fact: &PlanEvent) -> String {
    match fact {
        PlanEvent::TreeWritten { tree } => format!("plan.tree_written nodes={}", tree.nodes.len()),
        PlanEvent::TreeRewritten { pass, tree: None } => {
            format!("plan.tree_rewritten pass={pass:?} unchanged")
        }
        PlanEvent::TreeRewritten { pass, tree: Some(tree) } => {
            format!("plan.tree_rewritten pass={pass:?} nodes={}", tree.nodes.len())
        }
        PlanEvent::PathsWeighed { op, relations, made, paths, left_out } => {
            let op = op.map_or("none".to_string(), |op| op.to_string());
            let of = relations.join(",");
            let count = paths.len() + *left_out as usize;
            let chosen = paths.first().map_or("", |path| path.name.as_str());
            format!("plan.paths_weighed op={op} of={of} {made:?} paths={count} chosen={chosen:?}")
        }
    }
}

fn exec_line(fact: &ExecEvent) -> String {
    match fact {
        ExecEvent::StatementStarted { session, text } => {
            format!("exec.statement_started session={session} text={text:?}")
        }
        ExecEvent::StatementFinished { rows } => format!("exec.statement_finished rows={rows}"),
        ExecEvent::StatementFailed { sqlstate } => {
            format!("exec.statement_failed sqlstate={sqlstate}")
        }
        ExecEvent::OperatorStarted { op, parent, name, rows_estimated } => {
            let parent = parent.map_or("none".to_string(), |op| op.to_string());
            format!(
                "exec.operator_started op={op} parent={parent} name={name:?} \
                 rows_estimated={rows_estimated}"
            )
        }
        ExecEvent::RowsPassed { op, rows } => format!("exec.rows_passed op={op} rows={rows}"),
        ExecEvent::OperatorFinished { op, rows } => {
            format!("exec.operator_finished op={op} rows={rows}")
        }
        ExecEvent::OperatorStopped { op, rows } => {
            format!("exec.operator_stopped op={op} rows={rows}")
        }
        ExecEvent::OperatorUnused { op } => format!("exec.operator_unused op={op}"),
    }
}

fn wal_line(fact: &WalEvent) -> String {
    match fact {
        WalEvent::Grown { end, records } => format!("wal.grown end={end} records={records}"),
        WalEvent::Appended { lsn, bytes, txn, kind, page } => {
            let page = page.map(|page| format!(" page={page}")).unwrap_or_default();
            format!("wal.appended lsn={lsn} bytes={bytes} txn={txn} kind={kind:?}{page}")
        }
        WalEvent::Written { to } => format!("wal.written to={to}"),
        WalEvent::Flushed { to } => format!("wal.flushed to={to}"),
        WalEvent::CheckpointStarted { redo } => format!("wal.checkpoint_started redo={redo}"),
        WalEvent::CheckpointFinished { checkpoint, start } => {
            format!("wal.checkpoint_finished checkpoint={checkpoint} start={start}")
        }
        WalEvent::RedoStarted { from } => format!("wal.redo_started from={from}"),
        WalEvent::Redone { lsn, page, outcome } => {
            format!("wal.redone lsn={lsn} page={page} outcome={outcome:?}")
        }
        WalEvent::RedoFinished { end } => format!("wal.redo_finished end={end}"),
        WalEvent::Found { start, redo, checkpoint, end } => {
            format!("wal.found start={start} redo={redo} checkpoint={checkpoint} end={end}")
        }
    }
}
