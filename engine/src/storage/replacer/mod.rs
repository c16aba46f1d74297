//! Replacement: which page leaves the pool when another one needs its frame.
//!
//! ```text
//!   clock        a hand goes round; each touch is worth one round of grace, five at most
//!   lru          the page that was touched longest ago leaves
//!   two_queues   a page seen once waits in a short queue; one seen again joins the long one
//! ```
//!
//! Invariant: a replacer knows exactly the filled frames, and only proposes those.
//!
//! Left out: ARC, which is patented and does what 2Q does.

pub mod chain;
pub mod clock;
pub mod lru;
pub mod policy;
pub mod two_queues;
