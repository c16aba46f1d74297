//! What is remembered between visits. A page whose storage is closed remembers nothing.

use super::page;

const PREFIX: &str = "glassbox.";

/// What was remembered under a name.
pub fn read(name: &str) -> Option<String> {
    page::window().local_storage().ok()??.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Remembers something, or forgets it.
pub fn write(name: &str, value: Option<&str>) {
    let Ok(Some(storage)) = page::window().local_storage() else { return };
    let key = format!("{PREFIX}{name}");
    // Storage that is full or closed is no reason to stop: the page only forgets.
    let _ = match value {
        Some(value) => storage.set_item(&key, value),
        None => storage.remove_item(&key),
    };
}
