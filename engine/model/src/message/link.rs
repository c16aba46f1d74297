//! What a link and a file hold: data, a query, settings and a moment.
//!
//! ```text
//!   #s=z1:q1YqS8wp...      z: raw deflate, 1: JSON of [`Saved`]; base64url without padding
//!   #sql=SELECT%201        written by hand: the query alone, percent-encoded
//!   lab.glassbox.json      the JSON itself
//! ```
//!
//! The content stands in the fragment, which no server ever sees. The codec is named in the text,
//! and every codec that was ever written stays readable (`tests/compat/`).
//!
//! Invariants:
//! 1. What is encoded and decoded is what it was, whatever letters are in it.
//! 2. A link is hostile input: it is bounded before and after it is unpacked, unknown fields are
//!    passed over, and nothing in it is trusted. Whoever reads it decides what is run.
//! 3. A link is never cut: one that would be too long is refused, and the file takes its place.

use serde::{Deserialize, Serialize};

use super::settings::Setup;
use crate::base::replacement::Replacement;
use crate::trace::event::Level;

/// Longest link text, in bytes: every browser, chat and mail takes an address of that length.
pub const LINK_BYTES_MAX: usize = 8 * 1024;
/// Longest JSON in a link or file, in bytes, so that a small link cannot fill the memory.
pub const SAVED_BYTES_MAX: usize = 32 * 1024 * 1024;
/// The version of [`Saved`] that is written.
pub const VERSION: u32 = 1;

/// The codec that is written, before the colon.
const CODEC: &str = "z1";
/// How hard deflate tries: the best of its ten levels, because links are short.
const DEFLATE_LEVEL: u8 = 10;

/// What a link or a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// The version of this shape.
    pub v: u32,
    /// A data set that comes along with the page, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// SQL that makes the data, after the data set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup: Option<String>,
    /// The query: what stands in the editor.
    pub sql: String,
    /// Sizes of the lab where they are not the page's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<SavedSettings>,
    /// The seed of all chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The moment, in events from the beginning of the query's run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<u64>,
}

/// Sizes of the lab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedSettings {
    /// Bytes of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_bytes: Option<u32>,
    /// Frames of the buffer pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_frames: Option<u32>,
    /// Which page leaves the pool first, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
    /// Most entries of a node of an index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index_entries: Option<u16>,
    /// The recording level, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// Why a link or a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It is not whole: a letter is missing or changed.
    Broken,
    /// Its codec or version is not known: it was written by a newer page.
    Newer,
    /// It unpacks to more than [`SAVED_BYTES_MAX`].
    TooLong,
}

/// A link that would be too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// How many bytes it would have.
    pub bytes: usize,
}

impl Saved {
    /// The setup of a lab with these sizes where they are within bounds, else as it was.
    pub fn setup_over(&self, setup: &Setup) -> Setup {
        let mut wanted = setup.clone();
        wanted.seed = self.seed.unwrap_or(setup.seed);
        if let Some(settings) = &self.settings {
            wanted.page_bytes = settings.page_bytes.unwrap_or(setup.page_bytes);
            wanted.pool_frames = settings.pool_frames.unwrap_or(setup.pool_frames);
            let replacement = settings.replacement.as_deref().and_then(Replacement::from_name);
            wanted.replacement = replacement.unwrap_or(setup.replacement);
            wanted.index_entries = settings.index_entries.unwrap_or(setup.index_entries);
            let level = settings.level.as_deref().and_then(Level::from_name);
            wanted.level = level.unwrap_or(setup.level);
        }
        match wanted.check() {
            Ok(()) => wanted,
            Err(_) => setup.clone(),
        }
    }
}

/// The text of a link's fragment, without the hash: `s=z1:...`.
pub fn fragment_of(saved: &Saved) -> Result<String, TooLong> {
    let packed = miniz_oxide::deflate::compress_to_vec(file_of(saved).as_bytes(), DEFLATE_LEVEL);
    let fragment = format!("s={CODEC}:{}", base64url(&packed));
    match fragment.len() {
        bytes if bytes > LINK_BYTES_MAX => Err(TooLong { bytes }),
        _ => Ok(fragment),
    }
}

/// What a fragment holds, with or without the hash; `None` for one that is no link of ours.
pub fn saved_of_fragment(fragment: &str) -> Option<Result<Saved, LinkError>> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.len() > LINK_BYTES_MAX && is_ours(fragment) {
        return Some(Err(LinkError::TooLong));
    }
    if let Some(written) = fragment.strip_prefix("sql=") {
        let saved = |sql| Saved { v: VERSION, sql, ..Saved::default() };
        return Some(percent_decoded(written).map(saved).ok_or(LinkError::Broken));
    }
    Some(saved_of_text(fragment.strip_prefix("s=")?))
}

fn is_ours(fragment: &str) -> bool {
    fragment.starts_with("sql=") || fragment.starts_with("s=")
}

fn saved_of_text(text: &str) -> Result<Saved, LinkError> {
    let (codec, packed) = text.split_once(':').ok_or(LinkError::Broken)?;
    match codec {
        CODEC => {
            let packed = bytes_of_base64url(packed).ok_or(LinkError::Broken)?;
            let json = inflated(&packed)?;
            saved_of_file(&json)
        }
        _ => Err(LinkError::Newer),
    }
}

fn inflated(packed: &[u8]) -> Result<String, LinkError> {
    use miniz_oxide::inflate::{decompress_to_vec_with_limit, TINFLStatus};
    match decompress_to_vec_with_limit(packed, SAVED_BYTES_MAX) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| LinkError::Broken),
        Err(error) if error.status == TINFLStatus::HasMoreOutput => Err(LinkError::TooLong),
        Err(_) => Err(LinkError::Broken),
    }
}

/// The content of a file.
pub fn file_of(saved: &Saved) -> String {
    serde_json::to_string(saved).expect("texts and numbers are always JSON")
}

/// What a file holds.
pub fn saved_of_file(json: &str) -> Result<Saved, LinkError> {
    if json.len() > SAVED_BYTES_MAX {
        return Err(LinkError::TooLong);
    }
    let saved: Saved = serde_json::from_str(json).map_err(|_| LinkError::Broken)?;
    match saved.v {
        VERSION => Ok(saved),
        0 => Err(LinkError::Broken),
        _ => Err(LinkError::Newer),
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes as text that an address takes as it is (RFC 4648, section 5), without padding.
fn base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=three.len() {
            let index = bits >> (18 - 6 * place) & 63;
            text.push(char::from(LETTERS[index as usize]));
        }
    }
    text
}

fn bytes_of_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    // Padding is not written, and passed over where a mail program has added it.
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        if four.len() == 1 {
            return None;
        }
        let mut bits = 0;
        for place in 0..4 {
            let value = match four.get(place) {
                Some(letter) => LETTERS.iter().position(|known| known == letter)?,
                None => 0,
            };
            bits = bits << 6 | value as u32;
        }
        let whole = [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8];
        bytes.extend_from_slice(&whole[..four.len() - 1]);
    }
    Some(bytes)
}

/// Text with `%41` and its like put in their place; `None` if the bytes are no UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let byte = digits.and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_link_cannot_unpack_to_a_mountain() {
        let mountain = vec![b' '; SAVED_BYTES_MAX + 1];
        let packed = miniz_oxide::deflate::compress_to_vec(&mountain, DEFLATE_LEVEL);
        assert!(packed.len() * 500 < mountain.len());
        assert_eq!(inflated(&packed), Err(LinkError::TooLong));
    }

    #[test]
    fn base64url_is_that_of_the_standard() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")]
        {
            assert_eq!(base64url(bytes.as_bytes()), text);
            assert_eq!(bytes_of_base64url(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
        assert_eq!(bytes_of_base64url("Zg=="), Some(b"f".to_vec()));
        assert_eq!(bytes_of_base64url("Z"), None);
    }
}
