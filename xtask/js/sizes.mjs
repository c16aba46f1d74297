// Prints the sizes of files as JSON: { "path": [raw, gzip, brotli], ... }, each as small as the
// method makes it, which is what a static host that compresses once would send.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const sizes = {};
for (const file of process.argv.slice(2)) {
  const content = readFileSync(file);
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  sizes[file] = [content.length, gzipSync(content, { level: 9 }).length, brotli.length];
}
console.log(JSON.stringify(sizes));
