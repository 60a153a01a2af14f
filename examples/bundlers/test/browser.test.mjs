// A page with the SSO in its Service Worker, as two bundlers build it.

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import webpack from "webpack";
import { requireLogin } from "./page.mjs";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));
const worker = inside("../src/service-worker.js");
let directory;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vestibule-bundler-"));
  await cp(inside("../src/index.html"), join(directory, "index.html"));
});
afterEach(() => rm(directory, { recursive: true }));

test("esbuild", async () => {
  await build({ entryPoints: [worker], bundle: true, minify: true, format: "esm", outdir: directory, logLevel: "warning" });
  // esbuild leaves the addresses of the WebAssembly files as they are: ../wasm, seen from the script.
  await cp(inside("../node_modules/vestibule/lib/wasm"), join(directory, "wasm"), { recursive: true });
  await requireLogin(directory, "module");
});

test("webpack", async () => {
  const stats = await promisify(webpack)({
    mode: "production",
    target: "webworker",
    entry: worker,
    output: { path: directory, filename: "service-worker.js" },
    performance: { hints: false },
  });
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
  await requireLogin(directory, "classic");
});
