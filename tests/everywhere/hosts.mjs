// The hosts, and the command that starts the place of each.
//
// Programs come from npm, in the versions of `package-lock.json`. npm runs no install scripts here, so the
// commands name the binaries inside the packages.

import { fileURLToPath } from "node:url";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The `vestibule` binary; `cargo xtask everywhere` builds it. */
const BINARY = process.env.VESTIBULE_BINARY ?? inside("../../target/debug/vestibule");

/**
 * By name: `command` starts the place, with `environment` besides that of this process. `knowsAddress` is
 * false if the host is not told the addresses of clients, `sendsGetBodies` if its clients cannot send a body
 * with GET.
 */
export const hosts = {
  server: {
    command: [process.execPath, inside("places/server.mjs")],
    environment: { VESTIBULE_BINARY: BINARY },
  },
};
