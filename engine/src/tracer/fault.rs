//! Planted faults, for testing the tests: each is a mistake that a test must catch. They are there
//! in builds with the feature `faults` only, which none that is shipped has.
//!
//! ```text
//!   if planted(Fault::SkipsLastSlot) { .. }      without the feature false, and no code
//! ```

/// A mistake that can be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// One record in eight never reaches the log.
    LosesLogRecord = 1,
    /// A page is written before the log that tells of it is safe.
    WritesPageBeforeLog,
    /// A commit is told before its record is safe.
    TellsCommitBeforeLog,
    /// No record carries the whole page.
    ForgetsPageImage,
    /// A checkpoint moves on without making the pages safe first.
    SkipsCheckpointSync,
    /// A page that leaves the pool is not written.
    DropsDirtyPage,
    /// Rows of aborted transactions are seen.
    SeesAborted,
    /// Going back to a savepoint leaves what was done since.
    KeepsSavepoint,
    /// A NULL is read as if it were a value.
    ForgetsNull,
    /// The last tuple of a page is passed over.
    SkipsLastSlot,
    /// A node is split and its parent does not learn of the new one.
    SkipsParent,
    /// A range scan stops one entry before its end.
    StopsOneEarly,
    /// A search along the leaves of an index ends with the first.
    MissesNextLeaf,
    /// The key of a NULL is that of a value.
    ForgetsNullKey,
    /// A key that is there already is let in a second time.
    LetsDuplicateIn,
    /// A sequence begins anew after recovery.
    ResetsSequence,
    /// A number that was drawn is told before it is safe.
    ForgetsDraws,
    /// Relations of transactions that a crash undid stay on disk.
    KeepsLeftovers,
    /// One row in eight of a page is left out of the indexes.
    SkipsIndexEntry,
    /// A hash join takes one NULL for the same as another.
    JoinsNulls,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 20] = [
        Fault::LosesLogRecord,
        Fault::WritesPageBeforeLog,
        Fault::TellsCommitBeforeLog,
        Fault::ForgetsPageImage,
        Fault::SkipsCheckpointSync,
        Fault::DropsDirtyPage,
        Fault::SeesAborted,
        Fault::KeepsSavepoint,
        Fault::ForgetsNull,
        Fault::SkipsLastSlot,
        Fault::SkipsParent,
        Fault::StopsOneEarly,
        Fault::MissesNextLeaf,
        Fault::ForgetsNullKey,
        Fault::LetsDuplicateIn,
        Fault::ResetsSequence,
        Fault::ForgetsDraws,
        Fault::KeepsLeftovers,
        Fault::SkipsIndexEntry,
        Fault::JoinsNulls,
    ];
}

/// The fault that is planted, by its number; 0 for none.
#[cfg(feature = "faults")]
static PLANTED: core::sync::atomic::AtomicU8 = core::sync::atomic::AtomicU8::new(0);

/// Plants a fault in the whole process, or takes it out again.
#[cfg(feature = "faults")]
pub fn plant(fault: Option<Fault>) {
    let number = fault.map_or(0, |fault| fault as u8);
    PLANTED.store(number, core::sync::atomic::Ordering::Relaxed);
}

/// Whether that fault is planted.
#[cfg(feature = "faults")]
#[inline]
pub fn planted(fault: Fault) -> bool {
    PLANTED.load(core::sync::atomic::Ordering::Relaxed) == fault as u8
}

/// Whether that fault is planted: never, in this build.
#[cfg(not(feature = "faults"))]
#[inline]
pub fn planted(_fault: Fault) -> bool {
    false
}
