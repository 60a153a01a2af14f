// SQLite of the host that runs this, without the store.

const bun = globalThis.Bun && (await import("../../lib/platform/bun-sqlite.js"));
const node = globalThis.Bun ? undefined : await import("../../lib/platform/node-sqlite.js");

/** Opens a database. */
export const open = await (bun ? bun.bunDatabases() : node.nodeDatabases());

export { openStore } from "../../lib/platform/sqlite-file.js";
