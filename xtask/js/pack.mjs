// Drives esbuild through its JavaScript interface, which works whether or not npm was allowed to
// run install scripts.
//
//   node pack.mjs bundle ENTRY OUTPUT   one module with everything it imports
//   node pack.mjs minify FILE...        each file in place; imports stay as they are
import { build } from "esbuild";

const [task, ...files] = process.argv.slice(2);
const common = {
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

if (task === "bundle") {
  const [entry, output] = files;
  await build({ ...common, entryPoints: [entry], outfile: output, bundle: true, format: "esm" });
} else if (task === "minify") {
  for (const file of files) {
    await build({ ...common, entryPoints: [file], outfile: file, minify: true, allowOverwrite: true });
  }
} else {
  console.error(`pack.mjs: unknown task ${task}`);
  process.exit(2);
}
