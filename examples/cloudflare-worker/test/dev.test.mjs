// The Worker as `wrangler dev` runs it: somebody logs in.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const PASSWORD = "gelato-Breeze-41";
const TOKEN = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");

let directory;
let wrangler;
let url;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), "vestibule-wrangler-"));
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64");
  const secrets = join(directory, "secrets.env");
  await writeFile(secrets, `VESTIBULE_MAIN_KEYS='["${key}"]'\nSETUP_TOKEN=${TOKEN}\n`);
  const configurations = ["-c", "wrangler.jsonc", "-c", "hashing/wrangler.jsonc"];
  const places = ["--port", "0", "--ip", "127.0.0.1", "--persist-to", directory, "--env-file", secrets];
  wrangler = spawn(
    process.execPath,
    [join(root, "node_modules/wrangler/bin/wrangler.js"), "dev", ...configurations, ...places],
    { cwd: root, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true" } },
  );
  for await (const line of createInterface({ input: wrangler.stdout })) {
    url = /Ready on (http:\/\/\S+)/.exec(line)?.[1];
    if (url) break;
  }
  assert.ok(url, "wrangler ended before it was ready");
  wrangler.stdout.resume();
});

after(async () => {
  const ended = new Promise((resolve) => wrangler.once("exit", resolve));
  wrangler.kill("SIGTERM");
  await ended;
  await rm(directory, { recursive: true });
});

const post = (path, input, headers = {}) =>
  fetch(url + path, { method: "POST", headers, body: JSON.stringify(input) });

const boss = { username: "boss", password: PASSWORD };

test("nobody makes a super-user without the token", async () => {
  for (const headers of [{}, { authorization: "Bearer wrong" }]) {
    assert.equal((await post("/setup/super-user", boss, headers)).status, 404);
  }
});

test("a super-user logs in", async () => {
  const made = await post("/setup/super-user", boss, { authorization: `Bearer ${TOKEN}` });
  assert.equal(made.status, 200);
  const response = await post("/zato/sso/user/login", { ...boss, current_app: "ERP" });
  const { user_id, ust } = await response.json();
  assert.equal(user_id, (await made.json()).user_id);
  const query = new URLSearchParams({ current_app: "ERP", ust });
  const own = await fetch(`${url}/zato/sso/user?${query}`);
  assert.equal((await own.json()).username, "boss");
});

test("another path is not found", async () => {
  assert.equal((await fetch(url)).status, 404);
});
