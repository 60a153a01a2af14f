// Runs all tests: `npm test`, or `npm test -- storage` for those whose path has this text.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here, { recursive: true })
  .filter((file) => file.endsWith(".test.mjs"))
  .filter((file) => wanted.every((text) => file.includes(text)))
  .sort()
  .map((file) => join(here, file));
if (files.length === 0) throw new Error(`no test has ${wanted.join(" ")} in its path`);
const { status } = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
process.exitCode = status ?? 1;
