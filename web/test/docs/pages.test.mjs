// The programs of `docs/hosts/` run as they are printed there.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../hosts.mjs";
import { inDirectory } from "../scratch.mjs";
import { KEY } from "../sso/make.mjs";

const web = fileURLToPath(new URL("../..", import.meta.url));
const ENV = { ...process.env, VESTIBULE_KEY: KEY, PORT: "0" };

/** The programs of a page by their names: code that begins with a comment such as `// sso.mjs`. */
function programsOf(page) {
  const text = readFileSync(new URL(`../../../docs/hosts/${page}.md`, import.meta.url), "utf8");
  const programs = [...text.matchAll(/^```js\n\/\/ (\S+\.mjs)\n(.*?)^```/gms)];
  return new Map(programs.map(([, name, program]) => [name, program]));
}

/** Lays out a project in which the package is installed, with the programs of a page. */
function layOut(directory, programs) {
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(web, join(directory, "node_modules/vestibule"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  for (const [name, program] of programs) writeFileSync(join(directory, name), program);
}

/** Runs a server of a page for as long as `use` needs it, and stops it. */
async function serving([program, ...parameters], name, cwd, use) {
  const child = spawn(program, [...parameters, name], { cwd, env: ENV, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Listening on (.+)$/.exec(line)?.[1];
    if (!url) continue;
    await use(url).finally(() => child.kill("SIGTERM"));
  }
  assert.deepEqual(await ended, [0, null]);
}

const BOSS = { username: "boss", password: "correct-Horse-9" };

async function logIn(url) {
  const body = JSON.stringify({ ...BOSS, current_app: "CRM" });
  const response = await fetch(`${url}/zato/sso/user/login`, { method: "POST", body });
  return response.json();
}

async function createBoss(command, directory) {
  const [program, ...parameters] = command;
  const { username, password } = BOSS;
  const script = [...parameters, "super-user.mjs", username, password];
  const { status, stdout, stderr } = spawnSync(program, script, { cwd: directory, env: ENV, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^zusr\w+\n$/);
}

suite("the programs of the pages", { concurrency: true }, () => {
  for (const [page, host] of [["node", "Node.js 24"], ["node", "Node.js 22"], ["deno", "Deno"], ["bun", "Bun"]]) {
    test(`${page}.md in ${host}`, () =>
      inDirectory(async (directory) => {
        const programs = programsOf(page);
        assert.ok(programs.has("sso.mjs") && programs.has("app.mjs"));
        // The other pages refer to that of Node.js for it.
        const superUser = programsOf("node").get("super-user.mjs").replace("vestibule/node", `vestibule/${page}`);
        layOut(directory, new Map([...programs, ["super-user.mjs", superUser]]));
        const command = COMMANDS[host];
        await serving(command, "sso.mjs", directory, async (url) => {
          assert.deepEqual((await logIn(url)).sub_status, ["E005001"]);
          await createBoss(command, directory);
          assert.equal((await logIn(url)).status, "ok");
        });
        await serving(command, "app.mjs", directory, async (url) => {
          const { ust } = await logIn(url);
          const greeting = async (headers) => (await fetch(url, { headers })).text();
          assert.equal(await greeting({ authorization: `Bearer ${ust}` }), "Hello, boss!");
          assert.equal(await greeting({}), "Please log in.");
        });
      }));
  }
});
