// The typed calls: what they take, and what they throw.

import assert from "node:assert/strict";
import { test } from "node:test";
import { vestibule } from "../entry.mjs";
import { CALLER, errorOf, makeSso, member, OPERATOR, PASSWORD } from "./make.mjs";

const { hasPromiseIntegration, memoryStorage, operator, session, SsoError, toDate } = vestibule;

const PAGE = { curPage: 1, pageSize: 10 };

test("nothing but an authority is one", async () => {
  const sso = await makeSso();
  for (const authority of [
    undefined,
    null,
    "operator",
    ["operator", "x"],
    {},
    { tag: "operator" },
    { tag: "operator", val: undefined },
    { tag: "operator", val: 1 },
    { tag: "session" },
    { tag: "session", val: undefined },
    { tag: "session", val: null },
    { tag: "toString", val: "x" },
    { tag: "__proto__", val: "x" },
    { tag: "operator", val: "x", more: 1 },
    Object.create({ tag: "operator", val: "x" }),
  ]) {
    const error = await errorOf(sso.registration.pending(CALLER, authority, PAGE));
    assert.ok(error instanceof TypeError, JSON.stringify(authority));
    assert.match(error.message, /^registration\.pending: authority/);
  }
});

test("the helpers for an authority take no missing token", () => {
  for (const missing of [undefined, null, "", 1, {}]) {
    assert.throws(() => session(missing), TypeError);
    assert.throws(() => operator(missing), TypeError);
  }
  assert.deepEqual(session("ust"), { tag: "session", val: "ust" });
  assert.deepEqual(operator("page:ann"), { tag: "operator", val: "page:ann" });
});

test("a user's token does not have the authority of a super-user", async () => {
  const sso = await makeSso();
  const { ust } = await member(sso);
  for (const token of [ust, "operator", "x"]) {
    const error = await errorOf(sso.registration.pending(CALLER, session(token), PAGE));
    assert.equal(error.failure.tag, "rejected");
  }
});

test("only own members of an object count", async () => {
  const sso = await makeSso();
  const request = Object.assign(Object.create({ isSuperUser: true }), { username: "eve", password: PASSWORD });
  await sso.users.create(CALLER, OPERATOR, request);
  assert.equal(await sso.users.hasSuperUser(), false);
  const inherited = Object.create({ username: "ann", password: PASSWORD });
  assert.ok((await errorOf(sso.authentication.login(CALLER, inherited))) instanceof TypeError);
});

test("a member that is left out gives nothing", async () => {
  const sso = await makeSso();
  const userId = await sso.users.create(CALLER, OPERATOR, { username: "ann", password: PASSWORD });
  const { administration } = await sso.users.get(CALLER, OPERATOR, userId);
  assert.equal(administration.isSuperUser, false);
  assert.equal(administration.isLocked, false);
  assert.equal(administration.isRateLimitActive, false);
});

test("input that is not of the contract is refused, with its place and without its value", async () => {
  const sso = await makeSso();
  const secret = "s3cret-value";
  for (const [call, place] of [
    [() => sso.sessions.verify(undefined, secret), "sessions.verify: caller must be an object"],
    [() => sso.sessions.verify(CALLER), "sessions.verify: ust must be a string"],
    [() => sso.sessions.verify({ cid: 1 }, secret), "sessions.verify: caller.cid must be a string"],
    [() => sso.sessions.verify({ isTrustedClient: "no" }, secret), "sessions.verify: caller.isTrustedClient must be true or false"],
    [() => sso.sessions.verify({ remote_addr: secret }, secret), "sessions.verify: caller has no member remote_addr"],
    [() => sso.sessions.verify(CALLER, secret, secret), "sessions.verify: takes 2 arguments, not 3"],
    [() => sso.authentication.login(CALLER, { username: secret }), "authentication.login: request.password must be a string"],
    [() => sso.registration.signup(CALLER, { username: secret, password: secret }), "registration.signup: request.appList must be a list"],
    [() => sso.registration.signup(CALLER, { username: secret, password: secret, appList: [1] }), "registration.signup: request.appList[0] must be a string"],
    [() => sso.outbox.claim(-1, 1), "outbox.claim: limit must be an integer from 0 to 4294967295"],
    [() => sso.users.create(CALLER, OPERATOR, { username: secret, signUpStatus: secret }), "users.create: request.signUpStatus must be one of before-confirmation, final"],
    [() => sso.users.update(CALLER, OPERATOR, "x", { passwordExpiry: { seconds: 1, nanoseconds: 0 } }), "users.update: request.passwordExpiry.seconds must be a BigInt from 0 to 18446744073709551615"],
    [() => sso.sessions.end(CALLER, OPERATOR, "x", { tag: "all", val: secret }), "sessions.end: which: all has no val"],
  ]) {
    const error = await errorOf(call());
    assert.ok(error instanceof TypeError);
    assert.equal(error.message, place);
  }
});

test("a refusal is an SsoError with its codes", async () => {
  const sso = await makeSso({ settings: { signup: { inform_if_user_exists: true } } });
  await member(sso);
  const request = { username: "Ann", password: PASSWORD, email: "ann@example.com", appList: ["CRM"] };
  const error = await errorOf(sso.registration.signup(CALLER, request));
  assert.ok(error instanceof SsoError);
  assert.deepEqual(error.failure, { tag: "rejected", val: ["username-exists"] });
  assert.deepEqual(error.codes, ["E001002"]);
  assert.equal(error.message, "refused: username-exists (E001002)");
});

test("times, options and lists come as the types say", async () => {
  const sso = await makeSso({ clock: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
  const { userId, ust } = await member(sso);
  const found = await sso.sessions.verify(CALLER, ust);
  assert.equal(toDate(found.creationTime).toISOString(), "2026-01-02T03:04:05.678Z");
  assert.equal(found.userId, userId);
  assert.equal(found.extSessionId, undefined);
  assert.equal(await sso.sessions.verify(CALLER, "nothing"), undefined);
  const { total, sessions } = await sso.sessions.list(CALLER, session(ust), undefined, {});
  assert.equal(total, 1);
  assert.equal(sessions[0].isCurrent, true);
  const owner = { tag: "user", val: undefined };
  await sso.attributes.create(CALLER, session(ust), owner, [{ name: "a", valueJson: "[1]", expiration: 60n }]);
  const [found1, none] = await sso.attributes.get(CALLER, session(ust), owner, ["a", "b"], false);
  assert.equal(found1.valueJson, "[1]");
  assert.equal(none, undefined);
  assert.deepEqual(await sso.attributes.exists(CALLER, session(ust), owner, ["a", "b"]), [true, false]);
});

test("the embedder's validation decides about sign-ups, over both doors", async () => {
  const asked = [];
  const sso = await makeSso({
    signupValidator: {
      replacesBuiltIn: true,
      async validate(app, { username }) {
        asked.push([app, username]);
        return username.startsWith("x") ? ["username-invalid"] : [];
      },
    },
    settings: { signup: { inform_if_user_invalid: true, is_email_required: false } },
  });
  const signUp = (username) =>
    sso.registration.signup({ ...CALLER, currentApp: "CRM" }, { username, password: "x", appList: ["CRM"] });
  await signUp("short password");
  assert.deepEqual((await errorOf(signUp("xenia"))).failure.val, ["username-invalid"]);
  const input = { username: "xaver", password: "x", app_list: ["CRM"], current_app: "CRM" };
  const request = new Request("http://sso.example/zato/sso/user/signup", { method: "POST", body: JSON.stringify(input) });
  const { sub_status } = await (await sso.fetch(request, CALLER)).json();
  assert.deepEqual(sub_status, ["E001001"]);
  assert.deepEqual(asked, [["CRM", "short password"], ["CRM", "xenia"], ["CRM", "xaver"]]);
});

test("seeded randomness gives the same tokens", async () => {
  const seeded = () => {
    let next = 0;
    return (length) => Uint8Array.from({ length }, () => next++ % 251);
  };
  const tokens = [];
  for (const _ of [1, 2]) tokens.push((await member(await makeSso({ random: seeded(), clock: () => 1e12 }))).ust);
  assert.equal(tokens[0], tokens[1]);
});

test("random bytes that are too few are not used", async () => {
  const error = await errorOf(member(await makeSso({ random: (length) => new Uint8Array(length - 1) })));
  assert.match(error.cause.message, /random returned/);
});

if (hasPromiseIntegration()) {
  test("a session check does not wait for a hash", async () => {
    const storage = memoryStorage();
    const { ust } = await member(await makeSso({ storage }));
    // Hashes that end when the test says so, on the same data.
    let end;
    const ended = new Promise((resolve) => {
      end = () => resolve(new Uint8Array(32));
    });
    const slow = await makeSso({ storage, hashing: { derive: () => ended } });
    const request = { username: "ann", password: PASSWORD };
    const logins = Array.from({ length: 10 }, () => slow.authentication.login(CALLER, request));
    assert.equal((await slow.sessions.verify(CALLER, ust)).username, "ann");
    end();
    const outcomes = await Promise.allSettled(logins);
    assert.ok(outcomes.every(({ reason }) => reason.failure.tag === "rejected"));
  });

  test("logins at the same time, with hashes on other threads, get each their own session", async () => {
    const { loadHashing, workerHashing } = vestibule;
    const hashing = workerHashing(await loadHashing(), 2);
    const sso = await makeSso({ hashing });
    const names = Array.from({ length: 20 }, (_, number) => `user${number}`);
    const members = await Promise.all(names.map((name) => member(sso, name)));
    const sessions = await Promise.all(members.map(({ ust }) => sso.sessions.verify(CALLER, ust)));
    assert.deepEqual(sessions.map(({ username }) => username), names);
    await sso.close();
  });
}
