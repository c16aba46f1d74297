//! Storage from the inside: pages, tuples, the pool and the heap.

mod heap;
mod world;
