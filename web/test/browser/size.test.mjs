// How much a browser downloads of WebAssembly and glue. What an application downloads in all, once it is bundled, is
// measured in `examples/browser`.

import { test } from "node:test";
import { browserSizes, requireSmall } from "../sizes.mjs";

test("what a browser downloads of WebAssembly and glue is below its ceiling", async (context) => {
  const sizes = await browserSizes();
  for (const [file, size] of sizes) context.diagnostic(`${file}: ${size}`);
  const sum = [...sizes.values()].reduce((one, other) => one + other);
  requireSmall("browser", [...sizes.keys()].join(" + "), sum);
});
