// `vestibule/testing`: a real SSO that obeys the test.

import assert from "node:assert/strict";
import { before, test } from "node:test";

const lib = process.env.VESTIBULE_LIB ?? new URL("../../lib", import.meta.url).pathname;
const { createTestSso, operator, serve, SettingsError, toDate } = await import(`${lib}/testing/node.js`);

const CALLER = { currentApp: "CRM", remoteAddr: "127.0.0.1" };
const PASSWORD = "gelato-Breeze-41";

let sso;
before(async () => {
  sso = await createTestSso();
});

/** A request of an application. */
async function ask(sso, method, path, { input, headers } = {}) {
  const body = input && JSON.stringify({ current_app: "CRM", ...input });
  const response = await sso.fetch(new Request(`http://sso/zato/sso/${path}`, { method, body, headers }));
  return { http: response.status, ...(await response.json()) };
}
const ownAccount = (sso, { headers }) => ask(sso, "GET", "user?current_app=CRM", { headers });

const isUnavailable = ({ failure }) => failure.tag === "unavailable";

const signUp = (sso, username) =>
  sso.registration.signup(CALLER, { username, password: PASSWORD, email: `${username}@example.com`, appList: ["CRM"] });

test("a user is logged in, in one line", async () => {
  const user = await sso.user({ displayName: "Ann Archer" });
  const { http, username, display_name } = await ownAccount(sso, user);
  assert.deepEqual([http, username, display_name], [200, user.username, "Ann Archer"]);
  const session = await sso.sessions.verify(CALLER, user.ust);
  assert.equal(session.userId, user.userId);
});

test("a user's password works", async () => {
  const { username, password } = await sso.user();
  assert.equal((await ask(sso, "POST", "user/login", { input: { username, password } })).http, 200);
});

test("a super-user may administer others", async () => {
  const [boss, user] = [await sso.user({ superUser: true }), await sso.user()];
  const input = { user_id: user.userId };
  assert.equal((await ask(sso, "POST", "user/lock", { input, headers: user.headers })).http, 403);
  assert.equal((await ask(sso, "POST", "user/lock", { input, headers: boss.headers })).http, 200);
});

test("a user has a session in each application", async () => {
  const apps = { all: ["Shop", "Desk"], default: "Desk", login_allowed: ["Shop", "Desk"], signup_allowed: [] };
  const two = await createTestSso({ settings: { apps } });
  const { ust, usts } = await two.user({ apps: ["Shop", "Desk"] });
  assert.deepEqual(Object.keys(usts), ["Shop", "Desk"]);
  assert.equal(ust, usts.Shop);
  assert.notEqual(usts.Shop, usts.Desk);
  assert.deepEqual(Object.keys((await two.user()).usts), ["Desk"]);
  await assert.rejects(two.user({ apps: ["ERP"] }), { codes: ["E004001"] });
  await assert.rejects(two.user({ apps: [] }), TypeError);
});

test("sessions expire when the clock is moved", async () => {
  const fork = await sso.fork();
  const user = await fork.user();
  fork.clock.advance("59m");
  assert.equal((await ownAccount(fork, user)).http, 200);
  fork.clock.advance("61s");
  assert.deepEqual((await ownAccount(fork, user)).sub_status, ["E007001"]);
});

test("the clock stands still, and goes forward only", async () => {
  const { clock } = await createTestSso({ now: new Date("2031-05-06T07:08:09Z") });
  assert.equal(clock.now().toISOString(), "2031-05-06T07:08:09.000Z");
  clock.advance("500ms");
  clock.advance("1.5h");
  clock.advance("2d");
  assert.equal(clock.now().toISOString(), "2031-05-08T08:38:09.500Z");
  for (const span of ["-1m", "1", "m", "1 m", "1w", ""]) assert.throws(() => clock.advance(span), RangeError);
  assert.throws(() => clock.set(new Date("2031-05-08T08:38:09Z")), RangeError);
  assert.throws(() => clock.set(new Date("soon")), RangeError);
  assert.equal(clock.now().toISOString(), "2031-05-08T08:38:09.500Z");
});

test("the outbox has all mails, the oldest first, with tokens that work", async () => {
  const fork = await sso.fork();
  const names = ["zoe", "yan", "xia", "wim", "vera", "udo"];
  for (const name of names) await signUp(fork, name);
  const mails = await fork.outbox();
  assert.deepEqual(mails.map(({ username }) => username), names);
  assert.ok(mails.every(({ kind }) => kind === "signup-confirm"));
  const input = { confirm_token: mails[0].token };
  assert.equal((await ask(fork, "POST", "user/signup/confirm", { input })).http, 200);
  await fork.registration.approve(CALLER, operator("test"), (await fork.registration.pending(CALLER, operator("test"), {}))[0].userId);
  const more = await fork.outbox();
  assert.deepEqual([more.length, more.at(-1).kind, more.at(-1).token], [7, "signup-welcome", undefined]);
});

test("each run has the same IDs and tokens", async () => {
  const story = async (options) => {
    const sso = await createTestSso(options);
    const { userId, ust } = await sso.user();
    const token = await signUp(sso, "newcomer");
    const { cid } = await ask(sso, "GET", "user?current_app=CRM");
    return [userId, ust, token, cid, (await sso.outbox())[0].token];
  };
  const first = await story();
  assert.deepEqual(await story(), first);
  const other = await story({ seed: 2 });
  assert.ok(other.every((each, index) => each !== first[index]));
});

test("the IDs of this version are the same on every machine", async () => {
  const { userId } = await (await createTestSso()).user();
  assert.equal(userId, "zusryjxmkwy669sq9mwjbwvpk1dqq");
});

test("a fork begins with everything, and goes its own way", async () => {
  const original = await createTestSso();
  const user = await original.user();
  await signUp(original, "newcomer");
  original.clock.advance("5m");
  const fork = await original.fork();
  assert.deepEqual(fork.clock.now(), original.clock.now());
  assert.equal((await fork.user()).ust, (await original.user()).ust);
  assert.equal((await fork.outbox())[0].token, (await original.outbox())[0].token);
  await fork.users.delete(CALLER, operator("test"), user.userId);
  assert.equal((await ownAccount(fork, user)).http, 403);
  assert.equal((await ownAccount(original, user)).http, 200);
});

test("a reset brings back the beginning", async () => {
  const sso = await createTestSso();
  const before = sso.clock.now();
  const tell = async () => {
    const { ust } = await sso.user();
    await signUp(sso, "newcomer");
    sso.clock.advance("1h");
    return [ust, (await sso.outbox()).map(({ token }) => token)];
  };
  const first = await tell();
  sso.storage.failNext("unavailable");
  sso.reset();
  assert.deepEqual(sso.clock.now(), before);
  assert.deepEqual(await tell(), first);
  sso.reset();
  assert.deepEqual(await sso.outbox(), []);
});

test("a fork is reset to the moment of the fork", async () => {
  const original = await createTestSso();
  const user = await original.user();
  const fork = await original.fork();
  await fork.user();
  fork.reset();
  assert.equal((await ownAccount(fork, user)).http, 200);
  assert.equal((await fork.user()).username, "user2");
});

test("the store is unavailable once", async () => {
  const user = await sso.user();
  sso.storage.failNext("unavailable");
  assert.equal((await ownAccount(sso, user)).http, 503);
  assert.equal((await ownAccount(sso, user)).http, 200);
});

test("the store fails after some operations", async () => {
  const fork = await sso.fork();
  fork.storage.failNext("unavailable", { after: 2, times: 2 });
  const outcomes = [];
  for (let call = 0; call < 5; call++) outcomes.push(await fork.isReady());
  assert.deepEqual(outcomes, [true, true, false, false, true]);
});

test("a commit whose reply is lost is done, or not", async () => {
  const fork = await sso.fork();
  const create = (username) => fork.users.create({}, operator("test"), { username, password: PASSWORD });
  fork.storage.failNext("unknown");
  await assert.rejects(create("done"), isUnavailable);
  await assert.rejects(create("done"), { codes: ["E001002"] });
  fork.storage.failNext("unknown", { isDone: false });
  await assert.rejects(create("undone"), isUnavailable);
  await create("undone");
});

test("a single conflict is not seen from outside, many are", async () => {
  const fork = await sso.fork();
  const create = (username) => fork.users.create({}, operator("test"), { username, password: PASSWORD });
  fork.storage.failNext("conflict");
  await create("raced");
  fork.storage.failNext("conflict", { times: 1_000 });
  await assert.rejects(create("raced-often"), ({ failure }) => failure.tag === "busy");
  assert.throws(() => fork.storage.failNext("fire"), TypeError);
});

test("hashes cost the least that there is, whatever the settings say", async () => {
  const password = { argon2_memory_kib: 1_048_576, argon2_iterations: 100, min_length: 12 };
  const expensive = await createTestSso({ settings: { password } });
  const effective = await expensive.configuration.effective();
  const cost = effective.filter(({ key }) => key.startsWith("argon2")).map(({ value }) => value);
  assert.deepEqual(cost, ["8", "1", "1"]);
  await assert.rejects(expensive.user({ password: "eleven-char" }), { codes: ["E003002"] });
});

test("settings that are wrong are named", async () => {
  const settings = { session: { expiry: "soon" }, tea: {} };
  await assert.rejects(createTestSso({ settings }), (error) => {
    assert.ok(error instanceof SettingsError);
    assert.deepEqual(error.problems, ["unknown stanza [tea]"]);
    return true;
  });
});

test("a browser's state has the UST where the application looks for it", async () => {
  const { ust, storageState } = await sso.user();
  const { cookies } = storageState({ url: "https://app.example:8443/x", cookie: "session" });
  const { name, value, domain, secure, httpOnly } = cookies[0];
  assert.deepEqual([name, value, domain, secure, httpOnly], ["session", ust, "app.example", true, true]);
  const { origins } = storageState({ url: "http://127.0.0.1:8080/x", localStorage: "ust" });
  assert.deepEqual(origins, [{ origin: "http://127.0.0.1:8080", localStorage: [{ name: "ust", value: ust }] }]);
});

test("it is served over HTTP, a body with GET included", async () => {
  const serving = await serve(sso, { port: 0 });
  try {
    const user = await sso.user();
    const response = await fetch(`${serving.url}/zato/sso/user?current_app=CRM`, { headers: user.headers });
    assert.equal((await response.json()).user_id, user.userId);
  } finally {
    await serving.stop();
  }
});

test("times of the contract follow the clock", async () => {
  const fork = await sso.fork();
  fork.clock.set(new Date("2040-01-01T00:00:00Z"));
  const { ust } = await fork.user();
  const { creationTime } = await fork.sessions.verify(CALLER, ust);
  assert.equal(toDate(creationTime).toISOString(), "2040-01-01T00:00:00.000Z");
});
