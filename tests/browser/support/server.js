// A file server as plain as they come: bytes and a content type, no other header. What works here
// works on any static host.
//
//   /some/where/deep/   the published site
//   /faults/            the same page over an engine with planted faults
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const target = process.env.GLASSBOX_TARGET ?? join(root, "target");
const sites = {
  "/some/where/deep/": join(root, "dist"),
  "/faults/": join(target, "site/faults"),
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
  const prefix = Object.keys(sites).find((prefix) => path.startsWith(prefix));
  if (prefix === undefined) return null;
  const below = normalize(`/${decodeURIComponent(path.slice(prefix.length))}`);
  const file = join(sites[prefix], below === "/" ? "index.html" : below);
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? file : null;
}

createServer(async (request, response) => {
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
}).listen(Number(process.env.GLASSBOX_TEST_PORT), "127.0.0.1");
