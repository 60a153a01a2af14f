// The JavaScript hosts that the tests run on, and how to run a program on them. npm runs no install scripts here, so
// the commands name the binaries inside the packages.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../node_modules", import.meta.url));

/** The package of Deno for this platform has the program. */
const [platform] = readdirSync(join(modules, "@deno"));

/** Program and arguments in front of a script, by the names of hosts. */
export const COMMANDS = {
  "this Node.js": [process.execPath],
  "Node.js 22": [join(modules, "node22/bin/node"), "--no-warnings"],
  "Node.js 24": [join(modules, "node24/bin/node")],
  Deno: [join(modules, "@deno", platform, "deno"), "run", "--allow-all"],
  Bun: [join(modules, "bun/bin/bun.exe")],
};

/** The hosts that have SQLite. */
export const WITH_SQLITE = Object.keys(COMMANDS).filter(
  (host) => host !== "this Node.js" || Number(process.versions.node.split(".")[0]) >= 22,
);

/** Starts a script, the address of a file, on a host. */
export function start(host, script, parameters = [], options = {}) {
  const [program, ...before] = COMMANDS[host];
  const stdio = ["pipe", "pipe", "inherit"];
  return spawn(program, [...before, fileURLToPath(script), ...parameters], { stdio, ...options });
}

/** Runs a script on a host to its end. Returns what it printed; throws unless its exit code is 0. */
export async function run(host, script, parameters = []) {
  const child = start(host, script, parameters);
  child.stdin.end();
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    printed += text;
  });
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`${host}: it ended with ${signal ?? code}\n${printed}`);
  return printed;
}

/** Runs a script that prints the result of each of its tests as JSON: `name`, and `error` if it failed. */
export async function report(context, host, script, parameters = []) {
  const printed = await run(host, script, parameters);
  const results = printed.trim().split("\n").map((line) => JSON.parse(line));
  if (results.length === 0) throw new Error("nothing was tested");
  for (const { name, error } of results) {
    await context.test(name, () => {
      if (error) throw new Error(error);
    });
  }
}
