//! ALTER SEQUENCE carried out: what was not said stays as it is. A sequence gets new pages, which
//! go again if the transaction is undone.

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;
use model::types::data_type::DataType;

use super::carry_out::Done;
use crate::catalog::change::{self, SequenceRule};
use crate::catalog::info::TableInfo;
use crate::db::database::Database;
use crate::db::sequence::unknown;
use crate::sql::definition::{AlterSequence, SequenceOptions};
use crate::txn::transaction::Transaction;

impl Database {
    /// Changes how a sequence counts, where it goes on, or the column that it goes with.
    pub fn alter_sequence(&mut self, alter: &AlterSequence, txn: &mut Transaction) -> Result<Done> {
        let rel = alter.sequence.rel;
        let known = self.sequences.get(alter.sequence.file)?.clone();
        let old_type = change::sequence_type(&mut self.pen(txn), rel)?;
        let data_type = alter.data_type.unwrap_or(old_type);
        let rule = merged(alter, known.rule, (old_type, data_type))?;
        let (last, is_called) = match alter.restart {
            None => (known.last, known.is_called),
            Some(value) => (value.unwrap_or(rule.start), false),
        };
        let what = if alter.restart.is_some() { "RESTART" } else { "last" };
        check_bounds(what, last, rule)?;
        if !alter.only_owns() {
            change::change_sequence(&mut self.pen(txn), rel, data_type, rule)?;
            self.renew_sequence(&alter.sequence, rule, (last, is_called), txn)?;
        }
        if let Some(owner) = alter.owner {
            change::own_sequence(&mut self.pen(txn), rel, owner)?;
        }
        Ok(Done::default())
    }

    /// Has a sequence begin anew.
    pub fn restart_sequence(&mut self, rel: RelId, txn: &mut Transaction) -> Result<()> {
        let info = self.catalog().table(rel).cloned().ok_or_else(|| unknown(rel))?;
        let rule = self.sequences.get(info.file)?.rule;
        self.renew_sequence(&info, rule, (rule.start, false), txn)
    }

    /// Gives a sequence new pages in that state; the old ones go when the transaction commits, and
    /// come back with their own state when it is undone.
    fn renew_sequence(
        &mut self,
        sequence: &TableInfo,
        rule: SequenceRule,
        state: (i64, bool),
        txn: &mut Transaction,
    ) -> Result<()> {
        let file = RelId(self.new_oid());
        self.make_relation(file, (&sequence.name, RelationKind::Sequence), txn);
        self.sequences.add(file, rule, state);
        let mut tuple = self.sequences.tuple(file)?;
        self.pen(txn).insert_tuple(file, &mut tuple)?;
        self.txns.drop_relation(txn, sequence.file, &mut self.tracer);
        self.replace_table(TableInfo { file, ..sequence.clone() }, txn)
    }
}

/// The rule as it was, with what was said in its place. Bounds that were the old type's become
/// those of the new one.
fn merged(
    alter: &AlterSequence,
    rule: SequenceRule,
    (old_type, data_type): (DataType, DataType),
) -> Result<SequenceRule> {
    let increment = alter.increment.unwrap_or(rule.increment);
    let plain = SequenceOptions { increment: Some(rule.increment), ..SequenceOptions::default() };
    let whole = SequenceRule::of(old_type, &plain)?;
    let kept =
        |value: i64, default: i64| (data_type == old_type || value != default).then_some(value);
    SequenceRule::of(
        data_type,
        &SequenceOptions {
            start: Some(alter.start.unwrap_or(rule.start)),
            increment: Some(increment),
            min: alter.min.unwrap_or_else(|| kept(rule.min, whole.min)),
            max: alter.max.unwrap_or_else(|| kept(rule.max, whole.max)),
            cycle: alter.cycle.unwrap_or(rule.cycle),
        },
    )
}

fn check_bounds(what: &str, value: i64, rule: SequenceRule) -> Result<()> {
    let (words, bound) = if value < rule.min {
        ("less than MINVALUE", rule.min)
    } else if value > rule.max {
        ("greater than MAXVALUE", rule.max)
    } else {
        return Ok(());
    };
    let message = format!("{what} value ({value}) cannot be {words} ({bound})");
    Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message))
}
