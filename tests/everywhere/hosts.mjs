// The hosts, and the command that starts the place of each.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../../web/test/hosts.mjs";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Programs that `cargo xtask everywhere` builds are where cargo puts them. */
const TARGET = process.env.CARGO_TARGET_DIR ?? inside("../../target");

/**
 * By name: `command` starts the place. `knowsAddress` is false if the host is not told the addresses of
 * clients, `sendsGetBodies` if its clients cannot send a body with GET. `download` is what people get for it
 * (`downloads.mjs`).
 */
export const hosts = {
  server: {
    command: [process.execPath, inside("places/server.mjs"), join(TARGET, "debug/vestibule")],
    download: "debian",
  },
  library: { command: [join(TARGET, "debug/examples/place")], download: "crate" },
  node22: { command: [...COMMANDS["Node.js 22"], inside("places/node.mjs")], download: "npm" },
  node24: { command: [...COMMANDS["Node.js 24"], inside("places/node.mjs")], download: "npm" },
  deno: { command: [...COMMANDS.Deno, inside("places/deno.mjs")], download: "npm" },
  bun: { command: [...COMMANDS.Bun, inside("places/bun.mjs")], download: "npm" },
  workerd: { command: [process.execPath, inside("places/workerd.mjs")], download: "npm" },
  "service-worker": {
    command: [process.execPath, inside("places/service-worker.mjs")],
    knowsAddress: false,
    sendsGetBodies: false,
    download: "browser",
  },
  python: {
    command: [join(TARGET, "everywhere/python/bin/python"), inside("places/python.py")],
    download: "wheel",
  },
  "wasmtime-serve": {
    command: [
      process.execPath,
      inside("places/wasmtime-serve.mjs"),
      join(TARGET, "debug"),
      inside("../../dist/wasi-http-remote.wasm"),
    ],
    download: "component-remote",
  },
  "wasmtime-serve-file": {
    command: [
      process.execPath,
      inside("places/wasmtime-serve.mjs"),
      join(TARGET, "debug"),
      inside("../../dist/wasi-http-file.wasm"),
      "file",
    ],
    download: "component-file",
  },
};
