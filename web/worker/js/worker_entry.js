// The worker's script: messages of the page to the engine, and turns for it to work in.
//
// A message is an ArrayBuffer for the engine, {keep, bytes} for the keeper of the file, or {read} when
// the page has taken one of ours in. A turn is a message to ourselves: the page's messages stand in
// the same line, so they are seen between two slices, and unlike a timer a turn is never held back
// for milliseconds. The engine can be faster than the page: it gets no turn while the page has
// several messages unread, else a long result would pile up between the two.
//
// Nothing here is async on the engine's path: an error in it must end in the worker's error event.
import { makeEngine } from "./engine.js";
import { keep } from "./keeper.js";

// Messages that the page may have unread: enough that the engine never waits for a page that keeps up.
const UNREAD_MAX = 4;

const turn = new MessageChannel();
let unread = 0;
const post = self.postMessage.bind(self);
self.postMessage = (message, transfer) => {
  if (message instanceof ArrayBuffer) unread += 1;
  post(message, transfer);
};
const early = [];
let host = null;
let isTurnAsked = false;
let isDead = false;

// After an error the engine's memory cannot be trusted: it is never entered again.
function guarded(enter) {
  if (isDead) return;
  isDead = true;
  enter();
  isDead = false;
}

function hear(data) {
  if (data.read) {
    unread -= 1;
    askTurn();
  } else if (data.keep) {
    keep(data, self);
  } else if (data.fault) {
    host.plant?.(data.fault);
  } else {
    guarded(() => host.hear(new Uint8Array(data)));
    askTurn();
  }
}

function askTurn() {
  if (isTurnAsked || isDead || unread >= UNREAD_MAX) return;
  isTurnAsked = true;
  turn.port2.postMessage(null);
}

turn.port1.onmessage = () => {
  isTurnAsked = false;
  let isBusy = false;
  guarded(() => { isBusy = host.slice(); });
  if (isBusy) askTurn();
};

self.onmessage = ({ data }) => {
  if (host === null) early.push(data);
  else hear(data);
};

const engine = makeEngine();
engine({ module_or_path: new URL("./engine_bg.wasm", import.meta.url) }).then(
  () => {
    host = engine.WorkerHost.start();
    early.splice(0).forEach(hear);
  },
  (error) => setTimeout(() => { throw error; }),
);
