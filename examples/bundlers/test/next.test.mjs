// Next.js, built and started: somebody logs in, in its server and in its edge runtime.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));
const next = inside("../node_modules/next/dist/bin/next");
const VESTIBULE_KEY = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64");
const env = { ...process.env, VESTIBULE_KEY, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };

let server;
let url;

before(async () => {
  await promisify(execFile)(process.execPath, [next, "build", inside("../next")], { env });
  const parameters = [next, "start", inside("../next"), "--port", "0", "--hostname", "127.0.0.1"];
  server = spawn(process.execPath, parameters, { env, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: server.stdout })) {
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url) break;
  }
  assert.ok(url, "Next.js ended before it listened");
  server.stdout.resume();
});
after(async () => {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
});

const person = { username: "ann", password: "sunflower-7", current_app: "CRM" };

for (const [name, base] of [["its server", "/zato/sso"], ["its edge runtime", "/edge"]]) {
  test(`somebody logs in, in ${name}`, async () => {
    const post = (path, input) => fetch(`${url}${base}/user/${path}`, { method: "POST", body: JSON.stringify(input) });
    const signUp = await post("signup", { ...person, email: "ann@example.com", app_list: ["CRM"] });
    assert.equal(signUp.status, 200);
    const { ust } = await (await post("login", person)).json();
    const own = await fetch(`${url}${base}/user?current_app=CRM&ust=${ust}`);
    assert.equal((await own.json()).username, "ann");
  });
}
