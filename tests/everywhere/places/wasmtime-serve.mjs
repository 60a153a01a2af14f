// wasi:http: `wasmtime serve` with the storage of a server, or with files.
//
//   node wasmtime-serve.mjs DIRECTORY COMPONENT [file]
//
// DIRECTORY has the programs wasmtime-serve and vestibule.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { stringify } from "smol-toml";

/** What a proxy in front tells of its client. */
const ADDRESS_HEADER = "x-real-ip";
const SERVING = ["--address-header", ADDRESS_HEADER];

const [programs, component, kind] = process.argv.slice(2);
const data = process.env.VESTIBULE_PLACE_DATA;
const stanzas = JSON.parse(readFileSync(process.env.VESTIBULE_PLACE_SETTINGS, "utf8"));

const given = join(data, "settings");
mkdirSync(given, { recursive: true });
writeFileSync(join(given, "settings.toml"), stringify(stanzas));
const store = kind === "file" ? fileStore() : await serverStore();

const shared = [
  ...["--dir", `${given}::/settings`],
  ...["--env", "VESTIBULE_CONFIG=/settings/settings.toml"],
  ...["--env", "VESTIBULE_EDGE_DELIVERS_MESSAGES=true"],
  ...["--env", `VESTIBULE_EDGE_CLIENT_ADDRESS_HEADER=${ADDRESS_HEADER}`],
  ...store.options,
  component,
];
await run(["prepare"]);
const edge = spawn(join(programs, "wasmtime-serve"), ["serve", ...SERVING, ...shared], {
  stdio: ["ignore", "pipe", "inherit"],
});
console.log(JSON.stringify({ url: await found(edge.stdout, /^(http:.*)$/) }));

const commands = {
  "create-super-user": async ({ username, password }) =>
    (await run(["create-super-user", username], `${password}\n`)).trim(),
  messages: async () => {
    const lines = (await run(["claim-messages"])).split("\n").filter(Boolean);
    const messages = lines.map((line) => JSON.parse(line));
    for (const { id, claim } of messages) await run(["message-done", id, claim]);
    return messages.map(({ to, username, kind, token }) => ({ to, username, kind, token }));
  },
  sweep: async () => {
    await run(["sweep"]);
    return null;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: name, ...input } = JSON.parse(line);
  let answer;
  try {
    const command = commands[name];
    answer = command ? { ok: await command(input) } : { error: "unsupported" };
  } catch (error) {
    answer = { error: error.message };
  }
  console.log(JSON.stringify({ id, ...answer }));
}
edge.kill();
await store.end();

/** Files below the data of the place. */
function fileStore() {
  const directory = join(data, "files");
  mkdirSync(directory, { recursive: true });
  const options = ["--dir", `${directory}::/data`, "--env", "VESTIBULE_STORAGE_DIRECTORY=/data"];
  return { options, end: () => {} };
}

/** A server of our own. */
async function serverStore() {
  // Compiled code, which all places share.
  const cache = fileURLToPath(new URL("../../../target/component/cache", import.meta.url));
  mkdirSync(cache, { recursive: true });
  mkdirSync(join(data, "server"), { recursive: true });
  try {
    symlinkSync(cache, join(data, "server/cache"));
  } catch (error) {
    if (error.code !== "EEXIST") throw error; // A restart, or a second process.
  }

  const token = randomBytes(32).toString("base64");
  const server = spawn(
    join(programs, "vestibule"),
    ["serve", "--listen", "127.0.0.1:0", "--storage-listen", "127.0.0.1:0"].concat(
      ["--data", join(data, "server"), "--config", join(given, "settings.toml")],
    ),
    { env: { VESTIBULE_STORAGE_TOKEN: token, RUST_LOG: "warn" }, stdio: ["ignore", "ignore", "pipe"] },
  );
  const storage = await found(server.stderr, /^Offering storage on (.*)$/);
  const options = ["--env", `VESTIBULE_STORAGE_URL=${storage}`, "--env", `VESTIBULE_STORAGE_TOKEN=${token}`];
  return { options, end: () => stopped(server) };
}

/** Runs a command of the component; returns what it prints. */
function run(words, input = "") {
  const running = spawn(join(programs, "wasmtime-serve"), ["run", ...shared, ...words]);
  let output = "";
  let problem = "";
  running.stdout.on("data", (part) => (output += part));
  running.stderr.on("data", (part) => (problem += part));
  // A command that reads no input may have ended before it is written.
  running.stdin.on("error", () => {});
  running.stdin.end(input);
  return new Promise((resolve, reject) => {
    running.on("error", reject);
    running.on("close", (code) => (code === 0 ? resolve(output) : reject(Error(problem))));
  });
}

/** What a line of a stream has; the other lines, also those after it, go to the log. */
function found(stream, pattern) {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stream });
    lines.on("line", (line) => {
      const match = pattern.exec(line);
      if (match) resolve(match[1]);
      else console.error(line);
    });
    lines.on("close", () => reject(Error(`there was no line like ${pattern}`)));
  });
}

function stopped(child) {
  child.kill();
  return new Promise((resolve) => child.on("close", resolve));
}
