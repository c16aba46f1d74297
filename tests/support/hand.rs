//! Recordings made by hand: each event written down as a test wants it, no engine involved.

use model::base::ids::{FrameNo, HostId, OpId, PageId, RelId, SessionId, StatementId};
use model::base::time::SimTime;
use model::still::recording::Recording;
use model::still::Stills;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::{Event, Fact};

/// A recording in the making.
pub struct Hand {
    /// What there is so far.
    pub recording: Recording,
    stills: Stills,
    statement: StatementId,
    op: Option<OpId>,
    seq: u64,
    micros: u64,
}

/// The table `orders` of most tests.
pub const ORDERS: RelId = RelId(16_384);
/// A second table.
pub const USERS: RelId = RelId(16_391);
/// A system table.
pub const PG_CLASS: RelId = RelId(1_259);

/// A page of a relation.
pub fn page(rel: RelId, no: u32) -> PageId {
    PageId { rel, no }
}

impl Hand {
    /// An empty recording with a pool of so many frames.
    pub fn new(frame_count: u32) -> Hand {
        let mut stills = Stills::default();
        stills.buffer.frame_count = frame_count;
        let mut recording = Recording::default();
        recording.append_still(0, stills.clone());
        Hand { recording, stills, statement: StatementId(0), op: None, seq: 0, micros: 0 }
    }

    /// Writes one fact down.
    pub fn fact(&mut self, fact: Fact) -> u64 {
        self.micros += match &fact {
            Fact::Page(PageEvent::Missed { .. }) => 80,
            Fact::Exec(ExecEvent::StatementStarted { .. }) => 50,
            _ => 1,
        };
        let event = Event {
            at: SimTime { micros: self.micros },
            host: HostId(0),
            seq: self.seq,
            statement: self.statement,
            op: self.op,
            fact,
        };
        self.stills.apply(&event);
        self.recording.append_events([event]);
        self.seq += 1;
        self.seq - 1
    }

    /// Writes a fact of storage down.
    pub fn page_fact(&mut self, fact: PageEvent) -> u64 {
        self.fact(Fact::Page(fact))
    }

    /// Takes a still of the state so far.
    pub fn still(&mut self) {
        self.recording.append_still(self.seq, self.stills.clone());
    }

    /// From now on it is this operator that acts.
    pub fn act_for(&mut self, op: Option<OpId>) {
        self.op = op;
    }

    /// A statement begins.
    pub fn start(&mut self, text: &str) {
        self.op = None;
        self.statement = StatementId(self.statement.0 + 1);
        let session = SessionId(0);
        self.fact(Fact::Exec(ExecEvent::StatementStarted { session, text: text.to_string() }));
    }

    /// The statement ends well.
    pub fn finish(&mut self, rows: u64) {
        self.op = None;
        self.fact(Fact::Exec(ExecEvent::StatementFinished { rows }));
    }

    /// A table comes to be.
    pub fn create(&mut self, rel: RelId, name: &str, kind: RelationKind) {
        self.page_fact(PageEvent::RelationCreated { rel, name: name.to_string(), kind });
    }

    /// A table gets so many pages, each full, in frames from `frame` on, written to disk.
    pub fn fill(&mut self, rel: RelId, page_count: u32, frame: u32) {
        for no in 0..page_count {
            let (page, frame) = (page(rel, no), FrameNo(frame + no));
            self.page_fact(PageEvent::Extended { page, frame });
            self.page_fact(PageEvent::Changed { page, slot_count: 136, free_bytes: 24 });
            self.page_fact(PageEvent::Written { page, frame });
        }
    }

    /// All frames are emptied, as after a restart.
    pub fn empty_pool(&mut self) {
        let frames: Vec<_> = self.stills.buffer.frames.clone().into_iter().collect();
        for (frame, still) in frames {
            self.page_fact(PageEvent::Evicted { page: still.page, frame });
        }
    }

    /// A page is read from disk into a frame, and its tuples are looked at.
    pub fn miss(&mut self, page: PageId, frame: u32, visible: u16) {
        self.page_fact(PageEvent::Missed { page, frame: FrameNo(frame), usage: 1 });
        self.page_fact(PageEvent::Scanned { page, examined: 136, visible });
    }

    /// A page is found in the pool, and its tuples are looked at.
    pub fn hit(&mut self, page: PageId, frame: u32, visible: u16) {
        self.page_fact(PageEvent::Hit { page, frame: FrameNo(frame), usage: 2 });
        self.page_fact(PageEvent::Scanned { page, examined: 136, visible });
    }

    /// The number of the next event: the present.
    pub fn now(&self) -> u64 {
        self.seq
    }
}
