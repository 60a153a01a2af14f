// The SSO in a Durable Object: what is special there. What the rules say is tested where the rules are.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, quoted } from "./launch.mjs";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));
const KEY = Buffer.alloc(32, 7).toString("base64");
const PASSWORD = "gelato-Breeze-41";

/** For tests that would wait without end if they failed. */
const HANGS = { timeout: 120_000 };

let directory;
let workerd;
/** Takes mails; `mail.status` is what it answers. */
const mail = { status: 200, received: [] };
/** Lets hashes through while it is open. */
const gate = { isOpen: true, waiting: [] };

const mailServer = createServer(async (request, response) => {
  const text = Buffer.concat(await request.toArray()).toString();
  mail.received.push(JSON.parse(text));
  response.writeHead(mail.status).end();
  mailServer.emit("mail");
});
const gateServer = createServer((_, response) => {
  if (gate.isOpen) return response.end();
  gate.waiting.push(response);
  gateServer.emit("hash");
});

const address = (server) => `127.0.0.1:${server.address().port}`;

function start(settings = JSON.stringify({ throttling: { signups_per_source: 0 } }), keys = `["${KEY}"]`) {
  return launch({
    directory,
    workers: [
      {
        name: "sso",
        script: inside("company.mjs"),
        objects: ["Vestibule", "Plain"],
        bindings: `(name = "VESTIBULE", durableObjectNamespace = "Vestibule"),
          (name = "PLAIN", durableObjectNamespace = "Plain"),
          (name = "VESTIBULE_HASHING", service = "hashing"), (name = "MAIL", service = "mail"),
          (name = "VESTIBULE_SETTINGS", text = ${quoted(settings)}),
          (name = "VESTIBULE_MAIN_KEYS", text = ${quoted(keys)})`,
      },
      { name: "hashing", script: inside("hashing.mjs"), bindings: '(name = "GATE", service = "gate")' },
    ],
    externals: [
      { name: "mail", address: address(mailServer) },
      { name: "gate", address: address(gateServer) },
    ],
    sockets: [
      { name: "http", service: '"sso"' },
      { name: "cloudflare", service: '(name = "sso", entrypoint = "onCloudflare")' },
      { name: "plain", service: '(name = "sso", entrypoint = "plain")' },
      { name: "operator", service: '(name = "sso", entrypoint = "Operator")' },
    ],
  });
}

before(async () => {
  directory = await mkdtemp(join(tmpdir(), "vestibule-workerd-"));
  for (const server of [mailServer, gateServer]) await once(server.listen(0, "127.0.0.1"), "listening");
  workerd = await start();
});

after(async () => {
  await workerd?.stop();
  for (const server of [mailServer, gateServer]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(directory, { recursive: true });
});

async function ask(path, input, { socket = "http", headers = {} } = {}) {
  const body = JSON.stringify({ current_app: "CRM", ...input });
  const url = `http://127.0.0.1:${workerd.ports[socket]}/zato/sso/${path}`;
  const response = await fetch(url, { method: "POST", body, headers });
  return { http: response.status, ...(await response.json()) };
}

async function asOperator(...call) {
  const url = `http://127.0.0.1:${workerd.ports.operator}/`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(call) });
  const { result, error, failure } = await response.json();
  if (error !== undefined) throw Object.assign(new Error(error), { failure });
  return result;
}

const signUp = (username, how) =>
  ask("user/signup", { username, password: PASSWORD, email: `${username}@example.com`, app_list: ["CRM"] }, how);
const create = (username) => asOperator("users", "create", { username, password: PASSWORD });
const logIn = (username) => ask("user/login", { username, password: PASSWORD });
const pending = () => asOperator("registration", "pending", { curPage: 1, pageSize: 50 });

test("a mail is sent soon after the sign-up, and its token confirms", HANGS, async () => {
  const sent = once(mailServer, "mail");
  assert.equal((await signUp("ann")).http, 200);
  await sent;
  const [{ to, kind, token }] = mail.received;
  assert.deepEqual([to, kind], ["ann@example.com", "signup-confirm"]);
  assert.equal((await ask("user/signup/confirm", { confirm_token: token })).http, 200);
});

test("a mail that the mail server refused is sent again a minute later", HANGS, async () => {
  mail.status = 500;
  const refused = once(mailServer, "mail");
  await signUp("bob");
  await refused;
  mail.status = 200;
  const sent = once(mailServer, "mail");
  await asOperator("clock", 61_000);
  // A change makes the object look.
  await create("somebody");
  await sent;
  const [first, second] = mail.received.filter(({ to }) => to === "bob@example.com");
  assert.equal(second.token, first.token);
});

test("the class as it is answers, under a name of its own", async () => {
  assert.equal((await signUp("ann", { socket: "plain" })).http, 200);
});

test("of 40 sign-ups for one username one is done", async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => signUp("racer")));
  const statuses = answers.map(({ http }) => http).sort();
  assert.deepEqual(statuses, [200, ...Array(39).fill(403)]);
});

test("a check does not wait for a hash", HANGS, async () => {
  await create("carl");
  const { ust } = await logIn("carl");
  gate.isOpen = false;
  const hashing = once(gateServer, "hash");
  const login = logIn("carl");
  await hashing;
  assert.equal((await ask("user/logout", { ust: "of nobody" })).http, 200);
  const own = await fetch(`http://127.0.0.1:${workerd.ports.http}/zato/sso/user?current_app=CRM&ust=${ust}`);
  assert.equal(own.status, 200);
  gate.isOpen = true;
  for (const response of gate.waiting.splice(0)) response.end();
  assert.equal((await login).http, 200);
});

test("the address in cf-connecting-ip counts on Cloudflare's network only", async () => {
  const headers = { "cf-connecting-ip": "203.0.113.9" };
  await signUp("near", { headers });
  await signUp("far", { socket: "cloudflare", headers });
  const addresses = Object.fromEntries((await pending()).map(({ username, remoteAddr }) => [username, remoteAddr]));
  assert.equal(addresses.near, undefined);
  assert.equal(addresses.far, "203.0.113.9");
});

test("what was answered is there after kill -9", async () => {
  await create("dora");
  const { ust } = await logIn("dora");
  await workerd.kill();
  workerd = await start();
  const own = await fetch(`http://127.0.0.1:${workerd.ports.http}/zato/sso/user?current_app=CRM&ust=${ust}`);
  assert.equal((await own.json()).username, "dora");
});

test("a call that the contract does not have is refused", async () => {
  for (const [group, name] of [["users", "toString"], ["constructor", "assign"], ["messages", "claim"], ["users", "drop"]]) {
    await assert.rejects(asOperator(group, name), { message: `there is no call ${group}.${name}` });
  }
});

test("an error of a call says why", async () => {
  await assert.rejects(asOperator("users", "delete", "zusrnobody"), {
    message: "refused: user-id-invalid (E001100)",
    failure: { tag: "rejected", val: ["user-id-invalid"] },
  });
});

test("settings that are wrong are refused, without a word of the key", async () => {
  await workerd.stop();
  workerd = await start('{"session": {"expiry": "soon"}}', `["${KEY.slice(0, 40)}"]`);
  const url = `http://127.0.0.1:${workerd.ports.operator}/`;
  const response = await fetch(url, { method: "POST", body: '["users", "create"]' });
  const { error } = await response.json();
  assert.match(error, /\[session\] expiry/);
  assert.match(error, /\[main\] keys/);
  assert.doesNotMatch(error, new RegExp(KEY.slice(0, 8)));
});
