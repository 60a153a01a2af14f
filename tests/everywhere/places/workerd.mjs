// The place in workerd: the SSO in a Durable Object, and a second Worker that hashes.

import { once } from "node:events";
import { readFile, realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launch, quoted } from "../../../web/test/workerd/launch.mjs";

const { VESTIBULE_PLACE_SETTINGS: settingsFile, VESTIBULE_PLACE_DATA: directory } = process.env;
const settings = JSON.stringify(JSON.parse(await readFile(settingsFile, "utf8")));
const inside = (path) => fileURLToPath(new URL(path, import.meta.url));

// An object runs in one process at a time, which Cloudflare's network sees to. Two processes of workerd on one directory
// would meet each other's locks. A socket without a file is free again when its process has ended, however it ended.
const lock = createServer().listen(`\0vestibule-${await realpath(directory)}`);
lock.unref();
await once(lock, "listening").catch(() => {
  throw new Error("another process has this object");
});

const { ports, stop } = await launch({
  directory,
  workers: [
    {
      name: "sso",
      script: inside("workerd/worker.mjs"),
      objects: ["Vestibule"],
      bindings: `(name = "VESTIBULE", durableObjectNamespace = "Vestibule"),
        (name = "VESTIBULE_HASHING", service = "hashing"),
        (name = "VESTIBULE_SETTINGS", json = ${quoted(settings)})`,
    },
    { name: "hashing", script: inside("workerd/hashing.mjs") },
  ],
  sockets: [
    { name: "http", service: '"sso"' },
    { name: "commands", service: '(name = "sso", entrypoint = "Commands")' },
  ],
});
const commands = `http://127.0.0.1:${ports.commands}/`;

// The first request opens the object, so that settings are refused here.
const opened = await fetch(commands, { method: "POST", body: JSON.stringify({ do: "sweep" }) });
if (!opened.ok) throw new Error(`the object does not open: ${opened.status}`);
console.log(JSON.stringify({ url: `http://127.0.0.1:${ports.http}` }));

for await (const line of createInterface({ input: process.stdin })) {
  const { id } = JSON.parse(line);
  const response = await fetch(commands, { method: "POST", body: line });
  const answer = response.ok ? await response.json() : { error: `status ${response.status}` };
  console.log(JSON.stringify({ id, ...answer }));
}
await stop();
