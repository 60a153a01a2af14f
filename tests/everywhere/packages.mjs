// The server as people install it: `packaging/check` has put each package into an empty place.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));

const INSTALLED = inside("../../dist/packages/installed");

const server = (root, download) => ({
  command: [process.execPath, inside("places/server.mjs"), inside("../../packaging/inside"), join(INSTALLED, root)],
  exceptionsOf: "server",
  download,
});

/** As `hosts`. Exceptions are those of `exceptionsOf`. They run only if they are named. */
export const packages = {
  "debian-package": server("debian-package", "debian"),
  image: server("image/rootfs", "image"),
};
