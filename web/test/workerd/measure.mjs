// Measures the SSO in workerd: `node test/workerd/measure.mjs`. Hashes are made in a second process, because one
// process of workerd has one thread; on Cloudflare's network a Worker has threads of its own.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, quoted } from "./launch.mjs";

const place = (name) => fileURLToPath(new URL(`../../../tests/everywhere/places/workerd/${name}.mjs`, import.meta.url));
const PASSWORD = "gelato-Breeze-41";
const CHECKS = 1_000;
const LOGINS = 16;

const root = await mkdtemp(join(tmpdir(), "vestibule-measure-"));
const directory = async (name) => {
  await mkdir(join(root, name));
  return join(root, name);
};

const hashing = await launch({
  directory: await directory("hashing"),
  workers: [{ name: "hashing", script: place("hashing") }],
  sockets: [{ name: "rpc", service: '"hashing"', isRpc: true }],
});
const settings = {
  main: { keys: [Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")] },
  throttling: { failures_per_account: 0 },
};
const began = performance.now();
const sso = await launch({
  directory: await directory("sso"),
  workers: [
    {
      name: "sso",
      script: place("worker"),
      objects: ["Vestibule"],
      bindings: `(name = "VESTIBULE", durableObjectNamespace = "Vestibule"),
        (name = "VESTIBULE_HASHING", service = "hashing"),
        (name = "VESTIBULE_SETTINGS", json = ${quoted(JSON.stringify(settings))})`,
    },
  ],
  externals: [{ name: "hashing", address: `127.0.0.1:${hashing.ports.rpc}` }],
  sockets: [
    { name: "http", service: '"sso"' },
    { name: "commands", service: '(name = "sso", entrypoint = "Commands")' },
  ],
});
const agent = new http.Agent({ keepAlive: true });

function send(port, path, input) {
  const body = JSON.stringify(input);
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method: "POST", agent };
    const request = http.request(options, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode} ${text}`));
      else resolve(JSON.parse(text));
    });
    request.on("error", reject);
    request.end(body);
  });
}
const ask = (path, input) => send(sso.ports.http, `/zato/sso/${path}`, { current_app: "CRM", ...input });
const logIn = () => ask("user/login", { username: "boss", password: PASSWORD });

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const percentile = (times, share) => times.toSorted((a, b) => a - b)[Math.floor(times.length * share)];

try {
  await send(sso.ports.commands, "/", { do: "create-super-user", username: "boss", password: PASSWORD });
  console.log(`first answer: ${(performance.now() - began).toFixed(0)} ms after the start`);
  const { ust } = await logIn();
  const check = () => ask("user/session", { current_ust: ust, target_ust: ust });
  for (let number = 0; number < 500; number++) await check();

  const quiet = [];
  for (let number = 0; number < CHECKS; number++) quiet.push(await timed(check));

  let isOver = false;
  const logins = [];
  const client = async () => {
    while (!isOver) logins.push(await timed(logIn));
  };
  const clients = Array.from({ length: LOGINS }, client);
  const start = performance.now();
  const busy = [];
  for (let number = 0; number < CHECKS; number++) busy.push(await timed(check));
  const seconds = (performance.now() - start) / 1_000;
  const count = logins.length;
  isOver = true;
  await Promise.all(clients);

  for (const [name, times] of [["quiet", quiet], [`${LOGINS} logins at once`, busy]]) {
    const [half, most] = [percentile(times, 0.5), percentile(times, 0.99)];
    console.log(`checks, ${name}: median ${half.toFixed(2)} ms, p99 ${most.toFixed(2)} ms`);
  }
  console.log(`p99: ${(percentile(busy, 0.99) / percentile(quiet, 0.99)).toFixed(1)} times quiet`);
  console.log(`logins meanwhile: ${(count / seconds).toFixed(0)} a second, median ${percentile(logins, 0.5).toFixed(0)} ms`);
} finally {
  agent.destroy();
  await sso.stop();
  await hashing.stop();
  await rm(root, { recursive: true });
}
