// Installs and tests the examples in JavaScript: `node examples/test.mjs`, or those that are named. `--long` adds
// `bundlers`. The npm package in `web/` has to be built.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL(".", import.meta.url));
const { values, positionals } = parseArgs({ options: { long: { type: "boolean" } }, allowPositionals: true });
const usual = ["testing", "browser", "cloudflare-worker"];
const examples = positionals.length > 0 ? positionals : [...usual, ...(values.long ? ["bundlers"] : [])];

/** Node.js 22 for the examples whose tools do not run in this one. */
const NODE_22 = join(root, "../web/node_modules/node22/bin");

function environmentOf(example) {
  const { engines } = JSON.parse(readFileSync(join(root, example, "package.json"), "utf8"));
  const [least] = engines.node.match(/\d+/);
  const isEnough = Number(process.versions.node.split(".")[0]) >= Number(least);
  const environment = { ...process.env, CI: "true", WRANGLER_SEND_METRICS: "false" };
  return isEnough ? environment : { ...environment, PATH: `${NODE_22}${delimiter}${process.env.PATH}` };
}

const failed = examples.filter((example) => {
  const options = { cwd: join(root, example), env: environmentOf(example), stdio: "inherit" };
  return [["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["test"]].some((command) => {
    console.log(`${example}: npm ${command.join(" ")}`);
    return spawnSync("npm", command, options).status !== 0;
  });
});
console.log(failed.length > 0 ? `failed: ${failed.join(", ")}` : `${examples.length} examples passed`);
process.exitCode = failed.length > 0 ? 1 : 0;
