// A file server as plain as they come: bytes and a content type, no other header. What works here
// works on any static host.
//
//   /some/where/deep/   the published site
//   /faults/            the same page over an engine with planted faults
//   /bench/  /npm/      the benchmark's page, and the packages that it compares with
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const target = process.env.GLASSBOX_TARGET ?? join(root, "target");
const folders = {
  "/some/where/deep/": process.env.GLASSBOX_SITE ?? join(root, "dist"),
  "/faults/": join(target, "site/faults"),
  "/bench/": join(root, "tests/browser/bench"),
  "/npm/": join(root, "node_modules"),
};
const types = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

async function fileOf(path) {
  const prefix = Object.keys(folders).find((prefix) => path.startsWith(prefix));
  if (prefix === undefined) return null;
  const below = normalize(`/${decodeURIComponent(path.slice(prefix.length))}`);
  const file = join(folders[prefix], below === "/" ? "index.html" : below);
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? file : null;
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://127.0.0.1");
  if (pathname === "/") {
    response.end();
    return;
  }
  const file = await fileOf(pathname);
  if (file === null) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}

/** Starts serving on that port of this machine, on any free one for 0; returns the origin. */
export function listen(port) {
  const server = createServer(answer);
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}
