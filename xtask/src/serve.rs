//! Builds the page and serves it on this machine alone.

use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};

use anyhow::{anyhow, Context, Result};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::build::{self, Recipe};
use crate::progress::say;

/// Where the page is first looked for; the next free port is taken when others listen there.
const PORT: u16 = 8080;
/// How many ports are tried.
const PORTS_MAX: u16 = 100;

/// Builds the site, then answers until it is stopped.
pub fn run(recipe: Recipe) -> Result<()> {
    let site = build::run(recipe)?;
    let listener = (PORT..PORT + PORTS_MAX)
        .find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok())
        .with_context(|| format!("no free port from {PORT} to {}", PORT + PORTS_MAX - 1))?;
    let address = listener.local_addr()?;
    let server = Server::from_listener(listener, None).map_err(|error| anyhow!("{error}"))?;
    say(&format!("\nGlassbox is at http://{address}/ (Ctrl+C stops it)"));
    for request in server.incoming_requests() {
        // A browser that went away in mid-answer is no reason to stop serving.
        let _ = answer(request, &site);
    }
    Ok(())
}

fn answer(request: Request, site: &Path) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::empty(405));
    }
    let content = file_of(request.url(), site).and_then(|path| {
        let content = std::fs::read(&path).ok()?;
        Some((path, content))
    });
    let Some((path, content)) = content else {
        return request.respond(Response::from_string("not found\n").with_status_code(404));
    };
    let mut response = Response::from_data(content);
    response.add_header(header("Content-Type", content_type(&path)));
    response.add_header(header("Cache-Control", "no-cache"));
    response.add_header(header("X-Content-Type-Options", "nosniff"));
    if let Some(policy) = policy(site) {
        response.add_header(header("Content-Security-Policy", &policy));
    }
    request.respond(response)
}

/// The file that a request names, if it lies in the site.
fn file_of(url: &str, site: &Path) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    inside.then(|| site.join(path))
}

/// The policy that the pages state for themselves: the server says the same.
fn policy(site: &Path) -> Option<String> {
    let shell = std::fs::read_to_string(site.join("index.html")).ok()?;
    let (_, rest) = shell.split_once("http-equiv=\"Content-Security-Policy\"")?;
    let (_, rest) = rest.split_once("content=\"")?;
    let (policy, _) = rest.split_once('"')?;
    Some(policy.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("md" | "sql" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values are plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_cannot_leave_the_site() {
        let site = Path::new("site");
        assert_eq!(file_of("/", site), Some(site.join("index.html")));
        assert_eq!(file_of("/a/b.js?x=1", site), Some(site.join("a/b.js")));
        assert_eq!(file_of("/../secret", site), None);
        assert_eq!(file_of("//etc/passwd", site), Some(site.join("etc/passwd")));
    }
}
