//! The landing: a template with words, stills and figures put in.
//!
//! ```text
//!   {text:landing.title}   static/text/en.json
//!   {still:scan}           static/landing/scan.svg
//!   {figure:scan-read}     static/landing/figures.json
//! ```
//!
//! Stills and figures are made by the engine and held against it (`tests/landing.rs`); nothing here
//! knows what they say. A name that is not there fails the build.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{bail, Context, Result};
use serde_json::Value;

/// The page, ready to be hosted.
pub fn page(root: &Path) -> Result<Vec<u8>> {
    let template = fs::read_to_string(root.join("web/landing/landing.html"))?;
    let texts = object(&root.join("static/text/en.json"))?;
    let stills = root.join("static/landing");
    let figures = object(&stills.join("figures.json"))?;
    // Words may hold figures, so they are put in first.
    let page = filled(&template, "text", |name| {
        let text = texts.get(name).and_then(Value::as_str);
        Ok(escaped(text.with_context(|| format!("no text {name}"))?))
    })?;
    let page = filled(&page, "figure", |name| {
        let figure = figures.get(name).with_context(|| format!("no figure {name}"))?;
        Ok(figure.as_str().map_or_else(|| figure.to_string(), str::to_string))
    })?;
    let page = filled(&page, "still", |name| {
        let svg = fs::read_to_string(stills.join(name).with_extension("svg"));
        Ok(svg.with_context(|| format!("no still {name}"))?.trim_end().to_string())
    })?;
    Ok(page.into_bytes())
}

fn object(path: &Path) -> Result<BTreeMap<String, Value>> {
    let json = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_str(&json)?)
}

/// A template with every `{kind:name}` put in its place.
fn filled(template: &str, kind: &str, value: impl Fn(&str) -> Result<String>) -> Result<String> {
    let start = format!("{{{kind}:");
    let mut page = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once(&start) {
        page.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            bail!("{start} has no end");
        };
        page.push_str(&value(name)?);
        rest = after;
    }
    page.push_str(rest);
    Ok(page)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_in_and_missing_ones_refused() {
        let value = |name: &str| match name {
            "a" => Ok("<1>".to_string()),
            _ => bail!("no {name}"),
        };
        assert_eq!(filled("x {text:a}{still:b}", "text", value).unwrap(), "x <1>{still:b}");
        assert!(filled("{text:c}", "text", value).is_err());
        assert!(filled("{text:a", "text", value).is_err());
    }
}
