// The engine of the built site, loaded in Node.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The folder of the built site. */
export const site = process.env.GLASSBOX_SITE ?? join(root, "dist");
/** Cargo's folder of build products. */
export const target = process.env.GLASSBOX_TARGET ?? join(root, "target");

function built(pattern) {
  const name = readdirSync(site).find((name) => pattern.test(name));
  if (name === undefined) throw new Error("the site is not built: run cargo xtask build");
  return join(site, name);
}

let loaded = null;

/** An engine, its WebAssembly loaded. */
export async function engine() {
  loaded ??= import(pathToFileURL(built(/^engine-[0-9a-f]{16}\.js$/))).then(({ makeEngine }) => {
    const made = makeEngine();
    made.initSync({ module: readFileSync(built(/^engine_bg-[0-9a-f]{16}\.wasm$/)) });
    return made;
  });
  return loaded;
}
