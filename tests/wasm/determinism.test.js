// The engine in WebAssembly answers the recorded requests with the very bytes that the native
// engine gave. `tests/determinism.rs` leaves requests and answers in target/determinism.
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

test("there are recordings to compare with", () => assert.ok(scripts.length > 0));

for (const script of scripts) {
  test(`the same bytes: ${script.replace(".requests", "")}`, async () => {
    const expected = messagesOf(join(folder, script.replace(".requests", ".messages")));
    const actual = await answersTo(messagesOf(join(folder, script)));
    assert.equal(actual.length, expected.length, "number of messages");
    actual.forEach((message, at) => assert.ok(message.equals(expected[at]), `message ${at}`));
  });
}
