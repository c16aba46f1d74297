//! Mistakes that can be planted in this room, for testing its tests; see `tracer::fault`, whose
//! way this follows. A list of its own, because neighbours do not know each other.

/// A mistake that can be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A closure looks at every dependency once only.
    ClosureLooksOnce = 1,
    /// What multivalued and functional dependencies say together is not heard.
    ForgetsCoalescence,
    /// The keys that the last dependency leads to are missed.
    MissesKey,
    /// A key is not shrunk.
    KeepsSuperkey,
    /// Left sides of a cover are not shortened.
    KeepsExtraneous,
    /// A cover drops a dependency that the others need.
    DropsNeeded,
    /// Every attribute of a left side is taken for prime.
    MistakesPrime,
    /// Partial dependencies are not seen.
    MissesPartial,
    /// Only dependencies that lie whole within a relation are projected to it.
    ProjectsNaively,
    /// A row with one symbol that is not distinguished counts as whole.
    CallsLossyLossless,
    /// A dependency counts as preserved if its right side is.
    CallsLostPreserved,
    /// Synthesis adds no key.
    ForgetsKeyRelation,
    /// A proof takes a set for its part.
    ProvesTooMuch,
    /// The last group of equal rows is passed over.
    SkipsLastGroup,
    /// Rows that must go are counted without the last group.
    CountsTooFewRemovals,
    /// A multivalued dependency is believed if its first group of rows bears it out.
    LooksAtOneGroup,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 16] = [
        Fault::ClosureLooksOnce,
        Fault::ForgetsCoalescence,
        Fault::MissesKey,
        Fault::KeepsSuperkey,
        Fault::KeepsExtraneous,
        Fault::DropsNeeded,
        Fault::MistakesPrime,
        Fault::MissesPartial,
        Fault::ProjectsNaively,
        Fault::CallsLossyLossless,
        Fault::CallsLostPreserved,
        Fault::ForgetsKeyRelation,
        Fault::ProvesTooMuch,
        Fault::SkipsLastGroup,
        Fault::CountsTooFewRemovals,
        Fault::LooksAtOneGroup,
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
