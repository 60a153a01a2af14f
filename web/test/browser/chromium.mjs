// Chromium, as Debian has it, and a server for its pages.

import { once } from "node:events";
import { readFileSync, readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));
const LIB = process.env.VESTIBULE_LIB ?? inside("../../lib");

/** The program; VESTIBULE_CHROMIUM names another one. */
export const executablePath = process.env.VESTIBULE_CHROMIUM ?? "/usr/bin/chromium";

/** Chromium refuses to run as root with its sandbox. It asks nobody outside. */
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

/** Starts Chromium without data. */
export const startBrowser = () => chromium.launch({ executablePath, args });

/** How long a Chromium may take to end, and how often it is looked at, in milliseconds. */
const ENDING = 3_000;
const INTERVAL = 20;

/**
 * Starts Chromium with the data of a directory, once no other Chromium that is ending uses them; returns its context.
 * Fails if the other one goes on.
 */
export async function startProfile(directory, more = []) {
  for (let left = ENDING; left > 0 && isInUse(directory); left -= INTERVAL) await setTimeout(INTERVAL);
  return chromium.launchPersistentContext(directory, { executablePath, args: [...args, ...more] });
}

/**
 * Whether a Chromium runs on a profile, or is still ending: until then a link names its host and its process. The link
 * of one that was killed stays, and so may its process, as a zombie.
 */
function isInUse(directory) {
  try {
    const [pid] = readlinkSync(join(directory, "SingletonLock")).match(/\d+$/);
    const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)[0];
    return state !== "Z" && state !== "X";
  } catch (error) {
    // There is no link, or no such process. The second code is for a process that ends while it is read.
    if (error.code === "ENOENT" || error.code === "ESRCH") return false;
    throw error;
  }
}

/** WebAssembly may be compiled, and nothing else is permitted. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

const TYPES = { html: "text/html", js: "text/javascript", mjs: "text/javascript", json: "application/json", wasm: "application/wasm" };

/** The directories by the beginnings of paths, the longest first. */
const ROOTS = [
  ["/lib/", LIB],
  ["/storage/", inside("../storage")],
  ["/cases/", inside("../../../tests/cases")],
  ["/", inside("pages")],
];

/** Serves this package, the storage contract, `pages/` or the directory that is given, and `texts` by their paths. */
export async function servePages({ pages, texts = {} } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const [start, root] = ROOTS.find(([start]) => pathname.startsWith(start));
    const path = normalize(pathname.slice(start.length) || "index.html");
    try {
      const file = texts[pathname] ?? (await readFile(join(start === "/" ? (pages ?? root) : root, path)));
      const type = TYPES[path.split(".").at(-1)];
      response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
