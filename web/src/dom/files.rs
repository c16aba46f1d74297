//! Files in, files out.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Response, Url};

use super::page;

/// The text of a file, read as UTF-8.
pub async fn text_of(file: &File) -> Result<String, String> {
    let text = JsFuture::from(file.text()).await.map_err(|error| reason(&error))?;
    text.as_string().ok_or_else(String::new)
}

/// The text at an address relative to the page.
pub async fn fetch(address: &str) -> Result<String, String> {
    let fetched = JsFuture::from(page::window().fetch_with_str(address)).await;
    let response: Response = fetched.map_err(|error| reason(&error))?.unchecked_into();
    if !response.ok() {
        return Err(response.status().to_string());
    }
    let text = response.text().map_err(|error| reason(&error))?;
    let text = JsFuture::from(text).await.map_err(|error| reason(&error))?;
    text.as_string().ok_or_else(String::new)
}

/// Hands a file to the browser's downloads.
pub fn download(name: &str, mime: &str, pieces: &[String]) -> Result<(), JsValue> {
    let parts: Array = pieces.iter().map(|piece| JsValue::from_str(piece)).collect();
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = page::document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

fn reason(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => String::new(),
    }
}
