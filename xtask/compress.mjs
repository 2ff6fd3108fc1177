// Writes a `.br` and a `.gz` beside each file named on the command line, as small as the formats allow.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// How brotli writes down how far back something stands: which way is the smallest, only trying tells.
const DISTANCES = [{}, ...[[0, 1], [0, 2], [0, 4], [0, 6], [0, 12], [0, 15], [1, 8], [1, 24]].map(([postfix, direct]) => ({
  [constants.BROTLI_PARAM_NPOSTFIX]: postfix,
  [constants.BROTLI_PARAM_NDIRECT]: direct,
}))];

for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  const forms = DISTANCES.map((distances) => brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      ...distances,
    },
  }));
  writeFileSync(`${file}.br`, forms.reduce((least, form) => (form.length < least.length ? form : least)));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
