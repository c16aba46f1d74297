//! Faults that a test of the page plants in its worker. None of this is in a shipped build.

/// What the next slice does instead of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It panics.
    Panic,
    /// It uses up the stack.
    Overflow,
    /// It never ends.
    Hang,
}

impl Fault {
    /// The fault of that name.
    pub fn from_name(name: &str) -> Option<Fault> {
        match name {
            "panic" => Some(Fault::Panic),
            "overflow" => Some(Fault::Overflow),
            "hang" => Some(Fault::Hang),
            _ => None,
        }
    }

    /// Does it.
    pub fn strike(self) {
        match self {
            Fault::Panic => panic!("a planted fault"),
            Fault::Overflow => assert_eq!(deepen(u64::MAX), 0),
            Fault::Hang => loop {
                std::hint::spin_loop();
            },
        }
    }
}

/// Far deeper than any stack.
fn deepen(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 64]);
    match depth {
        0 => 0,
        _ => deepen(room[0] - 1) + room[1] - depth,
    }
}
