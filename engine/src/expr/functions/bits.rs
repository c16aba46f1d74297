//! Bits of whole numbers: `&`, `|`, `#`, `~`, `<<`, `>>`. A shift is taken modulo the width.

use crate::expr::form::{Int2, Int4, Int8};

/// A smallint is shifted as the integer that C makes of it.
fn shift_left_int2(a: i16, count: i32) -> i16 {
    i32::from(a).wrapping_shl(count as u32) as i16
}

fn shift_right_int2(a: i16, count: i32) -> i16 {
    i32::from(a).wrapping_shr(count as u32) as i16
}

functions! {
    /// Bit operators.
    BITS;
    "&" (a: Int2, b: Int2) -> Int2 = a & b;
    "&" (a: Int4, b: Int4) -> Int4 = a & b;
    "&" (a: Int8, b: Int8) -> Int8 = a & b;
    "|" (a: Int2, b: Int2) -> Int2 = a | b;
    "|" (a: Int4, b: Int4) -> Int4 = a | b;
    "|" (a: Int8, b: Int8) -> Int8 = a | b;
    "#" (a: Int2, b: Int2) -> Int2 = a ^ b;
    "#" (a: Int4, b: Int4) -> Int4 = a ^ b;
    "#" (a: Int8, b: Int8) -> Int8 = a ^ b;
    "~" (a: Int2) -> Int2 = !a;
    "~" (a: Int4) -> Int4 = !a;
    "~" (a: Int8) -> Int8 = !a;
    "<<" (a: Int2, count: Int4) -> Int2 = shift_left_int2(a, count);
    "<<" (a: Int4, count: Int4) -> Int4 = a.wrapping_shl(count as u32);
    "<<" (a: Int8, count: Int4) -> Int8 = a.wrapping_shl(count as u32);
    ">>" (a: Int2, count: Int4) -> Int2 = shift_right_int2(a, count);
    ">>" (a: Int4, count: Int4) -> Int4 = a.wrapping_shr(count as u32);
    ">>" (a: Int8, count: Int4) -> Int8 = a.wrapping_shr(count as u32);
}
