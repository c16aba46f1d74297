//! Storage from the inside: pages, tuples, the pool and the heap.

mod btree;
mod buffer;
mod edit;
mod fsm;
mod heap;
mod slotted;
mod speed;
mod spill;
mod tuple;
mod world;
