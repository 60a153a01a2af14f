// The hosts, and the command that starts the place of each.
//
// Programs come from npm, in the versions of `package-lock.json`. npm runs no install scripts here, so the
// commands name the binaries inside the packages.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));

const WEB = "../../web/node_modules";

/** Programs that `cargo xtask everywhere` builds are where cargo puts them. */
const TARGET = process.env.CARGO_TARGET_DIR ?? inside("../../target");

/**
 * By name: `command` starts the place. `knowsAddress` is false if the host is not told the addresses of
 * clients, `sendsGetBodies` if its clients cannot send a body with GET.
 */
export const hosts = {
  server: {
    command: [process.execPath, inside("places/server.mjs"), join(TARGET, "debug/vestibule")],
  },
  node22: { command: [inside(`${WEB}/node22/bin/node`), inside("places/node.mjs")] },
  node24: { command: [inside(`${WEB}/node24/bin/node`), inside("places/node.mjs")] },
  deno: { command: [inside(`${WEB}/@deno/linux-x64-glibc/deno`), "run", "-A", inside("places/deno.mjs")] },
  bun: { command: [inside(`${WEB}/bun/bin/bun.exe`), inside("places/bun.mjs")] },
  workerd: { command: [process.execPath, inside("places/workerd.mjs")] },
  python: { command: [join(TARGET, "everywhere/python/bin/python"), inside("places/python.py")] },
};
