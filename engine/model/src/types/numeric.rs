//! Exact decimals: PostgreSQL's `numeric`.

use serde::{Deserialize, Serialize};

/// A decimal number, or not-a-number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Numeric {
    mantissa: i128,
    scale: u16,
}
