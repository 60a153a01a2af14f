// How many bytes people download to have a host, as far as they come from here.

import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { browserSizes, packedSize } from "../../web/test/sizes.mjs";

const run = promisify(execFile);
const inside = (path) => fileURLToPath(new URL(path, import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? inside("../../target");

const DOWNLOADS = {
  debian: { what: "Debian package", size: () => only(inside("../../dist/packages"), ".deb") },
  image: { what: "layers of the image", size: () => sum(inside("../../dist/packages/image/blobs/sha256")) },
  crate: { what: "crate", size: () => only(inside("../../dist/crates"), ".crate", "vestibule-0") },
  npm: { what: "npm package", size: packedSize },
  browser: {
    what: "WebAssembly and glue, compressed (brotli)",
    size: async () => [...(await browserSizes()).values()].reduce((sum, size) => sum + size, 0),
  },
  wheel: { what: "wheel, without `wasmtime`", size: wheelSize },
  "component-remote": { what: "the composed component", size: () => only(inside("../../dist"), "-remote.wasm") },
  "component-file": { what: "the composed component", size: () => only(inside("../../dist"), "-file.wasm") },
};

/** What people download, and how large it is; without `bytes` if it was not built. */
export async function sizeOf(download) {
  const { what, size } = DOWNLOADS[download];
  return { what, bytes: await size() };
}

/** The size of the one file with such a name in a directory. */
async function only(directory, ending, beginning = "") {
  const files = await readdir(directory).catch(() => []);
  const [file] = files.filter((name) => name.startsWith(beginning) && name.endsWith(ending));
  return file && (await stat(join(directory, file))).size;
}

/** The size of all files in a directory. */
async function sum(directory) {
  const files = await readdir(directory);
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((one, other) => one + other, 0);
}

async function wheelSize() {
  const directory = await mkdtemp(join(tmpdir(), "vestibule-wheel-"));
  try {
    const pip = join(TARGET, "everywhere/python/bin/pip");
    await run(pip, ["wheel", "--quiet", "--no-deps", "--wheel-dir", directory, inside("../../python")]);
    return await only(directory, ".whl");
  } finally {
    await rm(directory, { recursive: true });
  }
}
