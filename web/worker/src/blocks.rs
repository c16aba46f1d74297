//! Memory for the engine in a page: small blocks from lists of free ones, all others from Rust's
//! own allocator.
//!
//! ```text
//!   16 bytes   head -> free -> free -> ...         a list for every 16 bytes, up to 2,048
//!   32 bytes   head -> free -> ...
//!   ...                                            an empty list is cut from a slab of 64 KiB
//! ```
//!
//! A statement takes some dozens of small blocks and gives them back soon, so what they cost
//! counts. Here it is a few instructions, because whoever gives a block back says its size; the
//! default allocator (`dlmalloc`) reads and joins neighbours for each. Memory cut into small blocks
//! is used for blocks of that size for ever.
//!
//! Left out: threads. WebAssembly without shared memory has one, which is what makes this sound.
//!
//! The one room with unsafe code, as any allocator must have.
#![expect(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::ptr::{self, NonNull};

/// Blocks are multiples of this, and aligned to it.
const STEP: usize = 16;
/// The largest small block.
const SMALL_BYTES_MAX: usize = 2048;
/// What is taken from Rust's own allocator to be cut into small blocks.
const SLAB_BYTES: usize = 64 * 1024;

/// The allocator.
pub struct Blocks {
    lists: UnsafeCell<Lists>,
}

struct Lists {
    /// The first free block of each size. A free block begins with the address of the next one.
    free: [Option<NonNull<Link>>; SMALL_BYTES_MAX / STEP],
    /// What is left of the slab that is being cut.
    slab: *mut u8,
    slab_bytes: usize,
}

/// What a free block begins with.
struct Link {
    next: Option<NonNull<Link>>,
}

// SAFETY: there is one thread, and nothing here calls back.
#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
unsafe impl Sync for Blocks {}

impl Blocks {
    /// No free blocks yet.
    pub const fn empty() -> Blocks {
        let free = [None; SMALL_BYTES_MAX / STEP];
        Blocks { lists: UnsafeCell::new(Lists { free, slab: ptr::null_mut(), slab_bytes: 0 }) }
    }
}

/// The list for a block; `None` for one that is not small.
#[inline]
fn list_of(layout: Layout) -> Option<usize> {
    let is_small = layout.size() <= SMALL_BYTES_MAX && layout.align() <= STEP;
    // An allocator is never asked for no bytes.
    is_small.then(|| layout.size().wrapping_sub(1) / STEP)
}

impl Lists {
    #[inline]
    fn take(&mut self, list: usize) -> *mut u8 {
        match self.free[list] {
            Some(block) => {
                // SAFETY: a block in a list is free and begins with a link, written by `give_back`.
                self.free[list] = unsafe { block.as_ref() }.next;
                block.as_ptr().cast()
            }
            None => self.cut((list + 1) * STEP),
        }
    }

    #[inline]
    fn give_back(&mut self, list: usize, block: *mut u8) {
        let Some(link) = NonNull::new(block.cast::<Link>()) else { return };
        // SAFETY: the block is at least `STEP` bytes long, aligned to it, and nobody's any more.
        unsafe { link.write(Link { next: self.free[list] }) };
        self.free[list] = Some(link);
    }

    /// A block from the slab. What a slab has left when it is too small stays unused: less than
    /// the largest small block.
    #[cold]
    fn cut(&mut self, bytes: usize) -> *mut u8 {
        if self.slab_bytes < bytes {
            let Ok(layout) = Layout::from_size_align(SLAB_BYTES, STEP) else {
                return ptr::null_mut();
            };
            // SAFETY: the layout has a size.
            self.slab = unsafe { System.alloc(layout) };
            self.slab_bytes = if self.slab.is_null() { 0 } else { SLAB_BYTES };
            if self.slab.is_null() {
                return ptr::null_mut();
            }
        }
        let block = self.slab;
        // SAFETY: the slab has that many bytes left.
        self.slab = unsafe { self.slab.add(bytes) };
        self.slab_bytes -= bytes;
        block
    }
}

// SAFETY: a block is handed out to one owner until it is given back: small ones because a list has
// each once, others because Rust's own allocator promises it. Which of the two a block is of
// depends on its layout alone, which its owner gives back with it.
unsafe impl GlobalAlloc for Blocks {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match list_of(layout) {
            Some(list) => unsafe { &mut *self.lists.get() }.take(list),
            None => unsafe { System.alloc(layout) },
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match list_of(layout) {
            Some(list) => unsafe { &mut *self.lists.get() }.give_back(list, block),
            None => unsafe { System.dealloc(block, layout) },
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if list_of(layout).is_none() {
            return unsafe { System.alloc_zeroed(layout) };
        }
        let block = unsafe { self.alloc(layout) };
        if !block.is_null() {
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        let Ok(wanted) = Layout::from_size_align(bytes, layout.align()) else {
            return ptr::null_mut();
        };
        match (list_of(layout), list_of(wanted)) {
            (None, None) => return unsafe { System.realloc(block, layout, bytes) },
            (before, after) if before == after => return block,
            _ => {}
        }
        let moved = unsafe { self.alloc(wanted) };
        if !moved.is_null() {
            unsafe {
                ptr::copy_nonoverlapping(block, moved, layout.size().min(bytes));
                self.dealloc(block, layout);
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::{Blocks, SMALL_BYTES_MAX};
    use std::alloc::{GlobalAlloc, Layout};

    /// A block that is held: its address, its layout, and the byte that it is filled with.
    type Held = (*mut u8, Layout, u8);

    fn holds(&(block, layout, byte): &Held) -> bool {
        // SAFETY: the block is held and was filled.
        unsafe { std::slice::from_raw_parts(block, layout.size()) }.iter().all(|at| *at == byte)
    }

    #[test]
    fn blocks_keep_what_is_in_them_until_they_are_given_back() {
        let blocks = Blocks::empty();
        let mut held: Vec<Held> = Vec::new();
        let mut chance = 42_u64;
        let mut below = |bound: u64| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (chance >> 33) % bound
        };
        for turn in 0..20_000_u32 {
            let byte = turn as u8;
            let bytes = 1 + below(2 * SMALL_BYTES_MAX as u64) as usize;
            let align = 1 << below(7);
            match below(5) {
                0 if !held.is_empty() => {
                    let at = below(held.len() as u64) as usize;
                    let one = held.swap_remove(at);
                    assert!(holds(&one));
                    unsafe { blocks.dealloc(one.0, one.1) };
                }
                1 if !held.is_empty() => {
                    let at = below(held.len() as u64) as usize;
                    let (block, layout, before) = held[at];
                    let moved = unsafe { blocks.realloc(block, layout, bytes) };
                    let wanted = Layout::from_size_align(bytes, layout.align()).expect("small");
                    let kept = Layout::from_size_align(bytes.min(layout.size()), 1).expect("small");
                    assert!(holds(&(moved, kept, before)));
                    unsafe { moved.write_bytes(byte, bytes) };
                    held[at] = (moved, wanted, byte);
                }
                kind => {
                    let layout = Layout::from_size_align(bytes, align).expect("small");
                    let block = match kind {
                        2 => unsafe { blocks.alloc_zeroed(layout) },
                        _ => unsafe { blocks.alloc(layout) },
                    };
                    assert!((block as usize).is_multiple_of(align));
                    assert!(kind != 2 || holds(&(block, layout, 0)));
                    unsafe { block.write_bytes(byte, bytes) };
                    held.push((block, layout, byte));
                }
            }
        }
        assert!(held.iter().all(holds));
        held.iter().for_each(|&(block, layout, _)| unsafe { blocks.dealloc(block, layout) });
    }
}
