//! A script, and the pictures of its recording as one SVG file.

use std::fs;
use std::io::{self, Write};

use engine::api::lab::Lab;
use model::message::reply::Reply;
use model::still::recording::Recording;
use scene::render::{scene, Request};
use scene::svg::style::style_sheet;
use scene::svg::write::svg_row_text;

use crate::args::RenderRequest;
use crate::{report, script};

/// Runs the script and writes the pictures. Whether all of it succeeded; a script that fails gives
/// no picture, because it would be one of something else than was asked for.
pub fn run(request: &RenderRequest) -> io::Result<bool> {
    let name = request.file.display().to_string();
    let problem = |error: io::Error| io::Error::new(error.kind(), format!("{name}: {error}"));
    let sql = fs::read_to_string(&request.file).map_err(problem)?;
    let sql = sql.strip_prefix('\u{feff}').unwrap_or(&sql).to_string();
    let Some(recording) = recorded(&name, sql, request)? else { return Ok(false) };
    let mut scenes = Vec::new();
    for picture in &request.pictures {
        let (at, options, theme) = (request.at, request.options.clone(), request.theme);
        match scene(&recording, &Request { picture: *picture, at, options, theme }) {
            Some(scene) => scenes.push(scene),
            None => {
                eprintln!("{name}: it has no such moment as {:?}", request.at);
                return Ok(false);
            }
        }
    }
    let svg = svg_row_text(&scenes, &style_sheet(request.theme, request.options.scale));
    match &request.output {
        Some(output) => fs::write(output, svg).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", output.display()))
        })?,
        None => io::stdout().lock().write_all(svg.as_bytes())?,
    }
    Ok(true)
}

/// What the engine recorded. `None` when a statement failed, which is told.
fn recorded(name: &str, sql: String, request: &RenderRequest) -> io::Result<Option<Recording>> {
    let mut lab = Lab::new(request.setup.clone());
    let mut recording = Recording::default();
    let mut is_fine = true;
    let text = sql.clone();
    script::feed(&mut lab, sql, |reply| {
        match reply {
            Reply::Events(events) => recording.append_events(events),
            Reply::Still { seq, stills } => recording.append_still(seq, *stills),
            Reply::StatementFailed { span, error, .. } => {
                is_fine = false;
                eprint!("{}", report::error(name, &text, span.0 as usize, &error));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(is_fine.then_some(recording))
}
