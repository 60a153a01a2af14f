// How large what people download is, and the ceilings that `tests/cases/sizes.json` has for it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));
const LIB = process.env.VESTIBULE_LIB ?? inside("../lib");
const CEILINGS = JSON.parse(readFileSync(inside("../../tests/cases/sizes.json"), "utf8"));

/** Throws if a file, or what is named instead of one, has more bytes than the ceiling of its kind. */
export function requireSmall(kind, file, size) {
  const ceiling = CEILINGS[kind];
  assert.equal(typeof ceiling, "number", `tests/cases/sizes.json has no ceiling for ${kind}`);
  assert.ok(size <= ceiling, `${file} has ${size} bytes; its ceiling in tests/cases/sizes.json is ${ceiling}`);
}

const LOADED_BY_BROWSERS = [
  "wasm/vestibule.core.wasm",
  "wasm/vestibule.core2.wasm",
  "wasm/vestibule.core3.wasm",
  "wasm/hashing.wasm",
  "glue/jspi.js",
];

const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };

/** Bytes of what every browser downloads, by file, compressed as servers do it (brotli). */
export async function browserSizes() {
  const sizes = new Map();
  for (const file of LOADED_BY_BROWSERS) {
    sizes.set(file, brotliCompressSync(await readFile(join(LIB, file)), { params }).length);
  }
  return sizes;
}

/** Bytes of the npm package as it is built. */
export async function packedSize() {
  const { stdout } = await promisify(execFile)("npm", ["pack", "--ignore-scripts", "--dry-run", "--json"], { cwd: inside("..") });
  const [{ size }] = packedIn(stdout);
  return size;
}

/** The packages in what `npm pack --json` prints: an array, or since npm 11 an object by names. */
export const packedIn = (printed) => [JSON.parse(printed)].flat().map((each) => each.vestibule ?? each);
