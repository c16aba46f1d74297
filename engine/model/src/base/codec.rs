//! Values to bytes and back: `postcard`, behind one version byte.
//!
//! ```text
//!   0         1
//!   | version | postcard bytes ...
//! ```

use serde::de::DeserializeOwned;
use serde::Serialize;

use super::error::{sqlstate, Error, Result};

/// The version of every format below. Raised when any serialised type changes its shape.
pub const VERSION: u8 = 1;

/// The bytes of a value.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_extend(value, vec![VERSION]).expect("plain data always has bytes")
}

/// The value of those bytes, or an error where they are not ours.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let unreadable = |what: &str| Error::sql(sqlstate::DATA_CORRUPTED, format!("message: {what}"));
    match bytes.split_first() {
        Some((&VERSION, rest)) => {
            postcard::from_bytes(rest).map_err(|error| unreadable(&error.to_string()))
        }
        Some((version, _)) => Err(unreadable(&format!("version {version} is not known"))),
        None => Err(unreadable("no bytes")),
    }
}
