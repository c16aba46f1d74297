//! The law on a recording: each still, moved on by the events since, is the next still.

use model::still::recording::Recording;
use model::still::Stills;

/// Where the law is broken: the stills around it and the structure that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The number of the first event after the earlier still.
    pub from: u64,
    /// The number of the first event after the later still.
    pub to: u64,
    /// What differs.
    pub structure: &'static str,
}

/// The first place where the law is broken. `None` when it holds.
pub fn breach(recording: &Recording) -> Option<Breach> {
    let mut stills = recording.stills_from(0);
    let (mut from, earlier) = stills.next()?;
    let mut moved: Stills = earlier.clone();
    for (to, later) in stills {
        recording.log().range(from, to).for_each(|event| moved.apply(event));
        if let Some(structure) = difference(&moved, later) {
            return Some(Breach { from, to, structure });
        }
        from = to;
    }
    None
}

fn difference(moved: &Stills, later: &Stills) -> Option<&'static str> {
    let Stills { heap, buffer } = moved;
    if *heap != later.heap {
        return Some("heap");
    }
    (*buffer != later.buffer).then_some("buffer")
}
