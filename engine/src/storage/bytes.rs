//! Numbers in byte order: everything on a page is little-endian, as PostgreSQL's is on a PC.

/// Bytes that every tuple and every 8-byte value is aligned to (`MAXALIGN`).
pub const ALIGN_MAX: usize = 8;

/// The next multiple of `alignment`, a power of two.
pub const fn align(offset: usize, alignment: usize) -> usize {
    (offset + alignment - 1) & !(alignment - 1)
}

macro_rules! numbers {
    ($($get:ident $put:ident $number:ty;)*) => {$(
        #[doc = concat!("Reads a `", stringify!($number), "` at an offset.")]
        #[inline]
        pub fn $get(bytes: &[u8], at: usize) -> $number {
            const WIDTH: usize = size_of::<$number>();
            let mut number = [0; WIDTH];
            number.copy_from_slice(&bytes[at..at + WIDTH]);
            <$number>::from_le_bytes(number)
        }

        #[doc = concat!("Writes a `", stringify!($number), "` at an offset.")]
        #[inline]
        pub fn $put(bytes: &mut [u8], at: usize, number: $number) {
            bytes[at..at + size_of::<$number>()].copy_from_slice(&number.to_le_bytes());
        }
    )*};
}

numbers! {
    get_u16 put_u16 u16;
    get_u32 put_u32 u32;
    get_u64 put_u64 u64;
}
