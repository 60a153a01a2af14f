// Runs all tests: `npm test`, or `npm test -- storage` for those whose path has this text.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "./hosts.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here, { recursive: true })
  .filter((file) => file.endsWith(".test.mjs"))
  .filter((file) => wanted.every((text) => file.includes(text)))
  .sort()
  .map((file) => join(here, file));
if (files.length === 0) throw new Error(`no test has ${wanted.join(" ")} in its path`);
const isPassed = (node, files) =>
  files.length === 0 || spawnSync(node, ["--test", ...files], { stdio: "inherit" }).status === 0;

// What the component does is also tested where it can wait for promises, and where it cannot.
const [node24] = COMMANDS["Node.js 24"];
const passed = [
  isPassed(process.execPath, files),
  isPassed(node24, files.filter((file) => file.includes("/sso/"))),
];
process.exitCode = passed.every(Boolean) ? 0 : 1;
