//! Storage from the inside: pages, tuples, the pool and the heap.

mod buffer;
mod fsm;
mod heap;
mod slotted;
mod speed;
mod tuple;
mod world;
