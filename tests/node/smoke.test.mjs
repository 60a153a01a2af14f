// The contract travels: the component does in Node.js, behind the imports of `host-0.2/`, what
// it does elsewhere. The tests tell one story in order; what a rule says in detail is tested
// where the rules are, not here.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { createHost } from "./host-0.2/imports.mjs";

// Node.js 20 has none, and jco's output then needs 140 to 400 ms for an instance; with this 2 to 4 ms.
// No import here returns a promise, so there is nothing to wait for.
WebAssembly.promising ??= (f) => f;

const output = new URL("../../target/node/", import.meta.url);
const { instantiate } = await import(new URL("vestibule.js", output));

const host = createHost();
const modules = new Map();

/** A fresh instance. They share what the host keeps, and nothing else. */
const newInstance = (imports = host.imports) => instantiate((name) => modules.get(name), imports);

const caller = { remoteAddr: "198.51.100.7", userAgent: "smoke test", isTrustedClient: false };
const operator = { tag: "operator", val: "test:node" };
const alice = { username: "Alice", password: "gelato-Breeze-41", email: "alice@example.com" };
const bob = { username: "bob", password: "cactus-Lantern-77", email: "bob@example.org" };

let vestibule;
/** What later chapters need from earlier ones. */
const story = {};

before(async () => {
  for (const name of ["vestibule.core.wasm", "vestibule.core2.wasm", "vestibule.core3.wasm"]) {
    modules.set(name, await WebAssembly.compile(await readFile(new URL(name, output))));
  }
  vestibule = await newInstance();
});

/** POSTs JSON below `/zato/sso/user/`; returns the HTTP status and what the JSON of the answer says. */
function post(instance, path, input) {
  const body = new TextEncoder().encode(JSON.stringify({ current_app: "CRM", ...input }));
  const request = { method: "POST", path: `/zato/sso/user/${path}`, headers: [], body, caller };
  const response = instance.rest.handle(request);
  return { http: response.status, ...JSON.parse(new TextDecoder().decode(response.body)) };
}

const signUp = (person, instance = vestibule) =>
  post(instance, "signup", { ...person, app_list: ["CRM"] });
const logIn = ({ username, password }) => post(vestibule, "login", { username, password });
const pending = () => vestibule.registration.pending(caller, operator, { curPage: 1, pageSize: 50 });

function assertRefused({ http, status, sub_status }, code) {
  assert.deepEqual({ http, status, sub_status }, { http: 403, status: "error", sub_status: [code] });
}

test("a host with one key and nothing else may serve", () => {
  assert.deepEqual(vestibule.configuration.check(), []);
  assert.deepEqual(vestibule.configuration.prepare(), []);
  assert.equal(vestibule.users.hasSuperUser(), false);
});

test("a host without a key may not", async () => {
  const keyless = await newInstance(createHost({}).imports);
  const problems = keyless.configuration.check();
  assert.deepEqual(problems.map(({ stanza, key }) => `${stanza}.${key}`), ["main.keys"]);
});

test("what the host does not compute is an answer, not a trap", async () => {
  const { derive } = host.imports["vestibule:sso/password-hashing"];
  const tooCheap = { tag: "argon2id", val: { memoryKib: 1, iterations: 1, parallelism: 1 } };
  const hashing = { derive: (password, salt, _, length) => derive(password, salt, tooCheap, length) };
  const imports = { ...host.imports, "vestibule:sso/password-hashing": hashing };
  const misconfigured = await newInstance(imports);
  for (const _ of ["once", "and again"]) assert.equal(signUp(bob, misconfigured).http, 503);
});

test("a sign-up returns a confirmation token", () => {
  const answer = signUp(alice);
  assert.equal(answer.http, 200);
  assert.equal(answer.status, "ok");
  assert.match(answer.confirm_token, /^[\w-]{32}$/);
  story.token = answer.confirm_token;
});

test("a username is taken once, in any spelling", () => {
  assertRefused(signUp(alice), "E005001");
  assertRefused(signUp({ ...bob, username: "ALICE" }), "E005001");
});

test("of two sign-ups that race for a username one wins", async () => {
  const storage = host.imports["vestibule:sso/storage"];
  const rival = await newInstance();
  const won = [];
  const commit = (checks, writes) => {
    if (won.length === 0) won.push(signUp(bob, rival));
    storage.commit(checks, writes);
  };
  const imports = { ...host.imports, "vestibule:sso/storage": { ...storage, commit } };
  assertRefused(signUp({ ...bob, email: "other@example.org" }, await newInstance(imports)), "E005001");
  assert.equal(won[0].http, 200);
  assert.deepEqual(pending().map(({ username }) => username), ["Alice", "bob"]);
});

test("a confirmation token works once", () => {
  assert.equal(post(vestibule, "signup/confirm", { confirm_token: story.token }).http, 200);
  assertRefused(post(vestibule, "signup/confirm", { confirm_token: story.token }), "E005007");
});

test("nobody logs in before a super-user has approved", () => {
  assertRefused(logIn(alice), "E005003");
});

test("the operator sees who waits, and approves", () => {
  const [first] = pending();
  assert.equal(first.email, alice.email);
  assert.equal(first.remoteAddr, caller.remoteAddr);
  story.userId = first.userId;
  vestibule.registration.approve(caller, operator, story.userId);
  assert.deepEqual(pending().map(({ username }) => username), ["bob"]);
});

test("no text that arrives as a UST is the operator", () => {
  for (const ust of ["operator", ""]) {
    const authority = { tag: "session", val: ust };
    assert.throws(() => vestibule.registration.approve(caller, authority, story.userId), {
      payload: { tag: "rejected", val: ["session-no-such-session"] },
    });
  }
});

test("who is approved logs in", () => {
  const answer = logIn({ ...alice, username: "alice" });
  assert.equal(answer.http, 200);
  assert.equal(answer.status, "ok");
  assert.equal(answer.username, "Alice");
  assert.equal(answer.user_id, story.userId);
  assert.match(answer.ust, /^[\w.~-]{1,200}$/);
  story.ust = answer.ust;
});

test("a wrong password is refused, as is an unknown user", () => {
  assertRefused(logIn({ ...alice, password: "gelato-Breeze-42" }), "E005001");
  assertRefused(logIn({ ...alice, username: "nobody" }), "E005001");
});

test("any instance knows the session", async () => {
  const session = (await newInstance()).sessions.verify(caller, story.ust);
  assert.equal(session.userId, story.userId);
  assert.equal(session.username, "Alice");
  assert.equal(session.isSuperUser, false);
  assert.equal(session.expirationTime.seconds - session.creationTime.seconds, 3_600n);
  assert.equal(session.remoteAddr, caller.remoteAddr);
});

test("a session ends with the logout", () => {
  assert.equal(post(vestibule, "logout", { ust: story.ust }).http, 200);
  assert.equal(vestibule.sessions.verify(caller, story.ust), undefined);
});

test("a search finds who matches, page by page", () => {
  const search = (criteria) =>
    vestibule.users.search(caller, operator, { curPage: 1, pageSize: 1, ...criteria });
  const all = search({});
  assert.equal(all.total, 2n);
  assert.equal(all.nextPage, 2);
  assert.deepEqual(all.users.map(({ username }) => username), ["Alice"]);
  assert.equal(search({ approvalStatus: "before-decision" }).users[0].username, "bob");
  assert.equal(search({ email: alice.email.toUpperCase() }).users[0].userId, story.userId);
  assert.equal(search({ displayName: "a", isNameExact: false }).total, 0n);
});

test("a rejected person's username is free again", () => {
  const [{ userId }] = pending();
  vestibule.registration.reject(caller, operator, userId, "We do not know you.");
  assert.deepEqual(pending(), []);
  assert.equal(signUp(bob).http, 200);
});

test("the audit log knows what happened, and nobody's name or secret", () => {
  const login = host.events.filter(({ operation }) => operation === "user.login");
  assert.deepEqual(
    login.map(({ outcome, subStatus }) => [outcome, ...subStatus]),
    [["refused", "E005004"], ["ok"], ["refused", "E005001"], ["refused", "E005001"]],
  );
  const decided = host.events.filter(({ operation }) => operation === "user.approve_user");
  assert.deepEqual(
    decided.map(({ actor, outcome, changed }) => [actor, outcome, changed]),
    [["test:node", "ok", true], [undefined, "refused", false], [undefined, "refused", false]],
  );
  const names = host.events.flatMap(({ details }) => details.map(([name]) => name));
  assert.deepEqual([...new Set(names)].sort(), ["reason", "typed_username"]);
  const log = JSON.stringify(host.events).toLowerCase();
  const personal = [alice, bob].flatMap(Object.values);
  for (const text of [...personal, "nobody", story.ust, story.token]) {
    assert.ok(!log.includes(text.toLowerCase()), `an audit event contains ${text}`);
  }
});

test("what is stored holds neither e-mail address nor password", () => {
  const { scan } = host.imports["vestibule:sso/storage"];
  const page = { limit: 1_000, offset: 0, reverse: false };
  const stored = JSON.stringify(scan({ start: "", end: "\u{10ffff}" }, [], page), withBigInts);
  for (const { email, password } of [alice, bob]) {
    assert.ok(!stored.includes(email) && !stored.includes(password));
  }
});

const withBigInts = (_, value) => (typeof value === "bigint" ? String(value) : value);
