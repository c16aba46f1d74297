//! The tracer: every act of the engine spends a cost here and, where the level asks for it, leaves
//! a fact. It is the clock of one host.
//!
//! ```text
//!   tracer.spend(time::PAGE_READ);                          simulated time moves on
//!   tracer.counters.pages_missed += 1;                      the same at every level
//!   tracer.emit(Level::Pages, || PageEvent::Missed { .. }); built only if it is kept
//! ```
//!
//! Invariant: what is done, counted and spent never depends on the level.

pub mod fault;
pub mod host;
