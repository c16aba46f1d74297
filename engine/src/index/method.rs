//! What every kind of index asks and answers, whatever it looks like inside.

use model::base::error::Result;
use model::base::ids::{TupleId, TxnId};

use crate::storage::store::Store;
use crate::tracer::host::Tracer;

/// What became of a tuple that holds a key which should be there once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// It does not count any more, or never did: the key is free.
    Gone,
    /// The same, and nobody can see it any more: its entry is of no use to anyone.
    Dead,
    /// It is there to stay: the key is taken.
    Stays,
    /// Another transaction that is still running made or ended it: ask again once that is over.
    Undecided(TxnId),
}

/// Whoever knows what became of tuples. An index does not.
pub trait Holders {
    /// What became of the tuple at a place.
    fn holder(&mut self, place: TupleId, store: &mut Store, tracer: &mut Tracer) -> Result<Holder>;
}

/// What became of an insert into an index whose keys are there once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insertion {
    /// The entry is there.
    Done,
    /// Nothing was changed: the key belongs to that tuple.
    Taken(TupleId),
    /// Nothing was changed: whether the key is free depends on that transaction.
    WaitFor(TxnId),
}
