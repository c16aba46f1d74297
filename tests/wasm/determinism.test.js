// The engine in WebAssembly answers the recorded requests with the very bytes that the native
// engine gave. `tests/determinism.rs` leaves requests and answers in target/determinism, and in
// `corpus` there the names of all golden scripts, so that none is passed over in silence.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { engine, target } from "./support/engine.js";

const folder = join(target, "determinism");
const scripts = readdirSync(folder).filter((name) => name.endsWith(".requests"));

/** The messages of a file: each has its length before it, four bytes with the lowest first. */
function messagesOf(file) {
  const bytes = readFileSync(file);
  const messages = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    messages.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return messages;
}

/** What a host says to these requests when its clock stands still, so that no slice ends early. */
async function answersTo(requests) {
  const { WorkerHost } = await engine();
  const said = [];
  globalThis.postMessage = (buffer) => said.push(Buffer.from(buffer));
  performance.now = () => 0;
  const host = WorkerHost.start();
  for (const request of requests) {
    host.hear(request);
    while (host.slice()) continue;
  }
  host.free();
  return said;
}

test("every golden script is compared", () => {
  const corpus = readFileSync(join(folder, "corpus"), "utf8").trimEnd().split("\n");
  assert.ok(corpus.length > 50, `${corpus.length} golden scripts`);
  const recorded = scripts.map((script) => script.replace(".requests", "").replaceAll("__", "/"));
  assert.deepEqual(recorded.sort(), corpus.sort());
});

for (const script of scripts) {
  test(`the same bytes: ${script.replace(".requests", "")}`, async () => {
    const expected = messagesOf(join(folder, script.replace(".requests", ".messages")));
    const actual = await answersTo(messagesOf(join(folder, script)));
    assert.equal(actual.length, expected.length, "number of messages");
    actual.forEach((message, at) => assert.ok(message.equals(expected[at]), `message ${at}`));
  });
}
