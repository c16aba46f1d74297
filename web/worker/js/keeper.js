// Keeps the command log in a file of the browser's own file system, so that a reload finds it.
//
// One page at a time: the file is locked while a worker has it open, and a second page is told so.
// Requests are done in the order in which they came.
const NAME = "glassbox.log";
// A worker that was just ended may hold its lock for a moment.
const TRIES = 20;
const TRY_MILLIS = 100;

/** This browser has no file system that a worker can write to. */
class Absent extends Error {}

let file = null;
let last = Promise.resolve();

/**
 * Does what `{keep, bytes}` asks; `{kept, ...}` is posted to `page` where there is an answer. A
 * `problem` is `locked`, `refused`, `absent`, or what the browser said: the page has the words.
 */
export function keep(request, page) {
  last = last.then(() => act(request, page)).catch((error) => {
    close();
    page.postMessage({ kept: "failed", problem: problemOf(error) });
  });
}

async function act({ keep, bytes }, page) {
  switch (keep) {
    case "open":
      file ??= await open();
      page.postMessage({ kept: "opened", bytes: content() });
      break;
    case "append":
      write(bytes, file?.getSize());
      break;
    case "replace":
      file?.truncate(0);
      write(bytes, 0);
      break;
    case "forget":
      close();
      await (await root()).removeEntry(NAME).catch(() => null);
      break;
  }
}

function root() {
  if (!navigator.storage?.getDirectory) throw new Absent();
  return navigator.storage.getDirectory();
}

async function open() {
  const entry = await (await root()).getFileHandle(NAME, { create: true });
  if (!entry.createSyncAccessHandle) throw new Absent();
  for (let tries = 1; ; tries += 1) {
    try {
      return await entry.createSyncAccessHandle();
    } catch (error) {
      const isLocked = error.name === "NoModificationAllowedError";
      if (!isLocked || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_MILLIS));
    }
  }
}

function content() {
  const bytes = new Uint8Array(file.getSize());
  file.read(bytes, { at: 0 });
  return bytes.buffer;
}

function write(bytes, at) {
  if (file === null) return;
  file.write(new Uint8Array(bytes), { at });
  file.flush();
}

function close() {
  file?.close();
  file = null;
}

function problemOf(error) {
  if (error instanceof Absent) return "absent";
  if (error.name === "NoModificationAllowedError") return "locked";
  if (error.name === "SecurityError") return "refused";
  return error.message;
}
