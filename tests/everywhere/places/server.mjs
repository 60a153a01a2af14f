// `vestibule serve`, with SQLite: `node server.mjs PROGRAM [ARGUMENT]…`. Mails are not its task, so it has none
// to show.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { stringify } from "smol-toml";

const [, , program, ...first] = process.argv;
const { VESTIBULE_PLACE_DATA: data, VESTIBULE_PLACE_SETTINGS: settings } = process.env;

/** The line that the server says when it is ready. */
const LISTENING = /^Listening on (.*)$/;

/** Compiled code, which all places share. */
const CACHE = fileURLToPath(new URL("../../../target/component/cache", import.meta.url));

const config = join(data, "vestibule.toml");
const where = ["--data", data, "--config", config];

await writeFile(config, stringify(JSON.parse(await readFile(settings))));
await mkdir(CACHE, { recursive: true });
await symlink(CACHE, join(data, "cache")).catch((error) => {
  if (error.code !== "EEXIST") throw error; // A restart, or a second process.
});

const server = run(["serve", "--listen", "127.0.0.1:0", ...where]);
server.once("exit", (code) => process.exit(code ?? 1));
for await (const line of createInterface({ input: server.stderr })) {
  const url = LISTENING.exec(line)?.[1];
  if (url) {
    console.log(JSON.stringify({ url }));
    break;
  }
  console.error(line);
}
server.stderr.pipe(process.stderr);

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: command, ...values } = JSON.parse(line);
  console.log(JSON.stringify({ id, ...(await answer(command, values)) }));
}
server.kill("SIGTERM");

async function answer(command, { username, password }) {
  if (command !== "create-super-user") return { error: "unsupported" };
  const create = run(["user", "create-super-user", username, "--password", password, ...where]);
  const said = { stdout: "", stderr: "" };
  for (const name of Object.keys(said)) create[name].on("data", (text) => (said[name] += text));
  const [code] = await once(create, "close");
  return code === 0 ? { ok: said.stdout.trim() } : { error: said.stderr.trim() };
}

function run(parameters) {
  // To the server, variables `VESTIBULE_…` are settings.
  const env = { RUST_LOG: "warn" };
  return spawn(program, [...first, ...parameters], { env, stdio: ["ignore", "pipe", "pipe"] });
}
