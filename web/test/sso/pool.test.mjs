// Instances: one call at a time each, and none after a failure.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deferred, fakeSso, resultError } from "./fake.mjs";
import { CALLER, errorOf } from "./make.mjs";

test("an instance is used again, but never for two calls at once", async () => {
  const gates = [deferred(), deferred()];
  let most = 0;
  const { sso, made } = await fakeSso({
    async verify(number, instance) {
      most = Math.max(most, ++instance.calls);
      await gates[number]?.promise;
      instance.calls--;
    },
  });
  await sso.sessions.verify(CALLER, "none");
  await sso.sessions.verify(CALLER, "none");
  assert.equal(made.length, 1);
  const both = Promise.all([sso.sessions.verify(CALLER, "0"), sso.sessions.verify(CALLER, "1")]);
  assert.equal(made.length, 2);
  gates.forEach(({ resolve }) => resolve());
  await both;
  assert.equal(most, 1);
});

test("an instance that throws is not used again, one that refuses is", async () => {
  const { sso, made } = await fakeSso({
    verify(ust) {
      if (ust === "refused") throw resultError({ tag: "rejected", val: ["session-no-such-session"] });
      if (ust === "trap") throw new WebAssembly.RuntimeError("unreachable");
      return undefined;
    },
  });
  const refused = await errorOf(sso.sessions.verify(CALLER, "refused"));
  assert.deepEqual(refused.failure, { tag: "rejected", val: ["session-no-such-session"] });
  assert.deepEqual(refused.codes, ["E007001"]);
  assert.equal(made.length, 1);
  const trapped = await errorOf(sso.sessions.verify(CALLER, "trap"));
  assert.deepEqual(trapped.failure, { tag: "unavailable", val: "the component failed" });
  assert.ok(trapped.cause instanceof WebAssembly.RuntimeError);
  await sso.sessions.verify(CALLER, "fine");
  assert.equal(made.length, 2);
});

test("a call beyond the instances waits, and one beyond those that may wait is refused", async () => {
  const gate = deferred();
  const order = [];
  const { sso, made } = await fakeSso({
    limits: { instances: 2, waiting: 2 },
    async verify(ust) {
      await gate.promise;
      order.push(ust);
    },
    handle: () => gate.promise,
  });
  const calls = ["a", "b", "c", "d"].map((ust) => sso.sessions.verify(CALLER, ust));
  const busy = await errorOf(sso.sessions.verify(CALLER, "e"));
  assert.deepEqual(busy.failure, { tag: "busy" });
  const response = await sso.fetch(new Request("http://sso.example/zato/sso/user"));
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "1");
  gate.resolve();
  await Promise.all(calls);
  assert.deepEqual(order, ["a", "b", "c", "d"]);
  assert.equal(made.length, 2);
});

test("a call that takes too long is given up, with its instance", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const faults = [];
  const { sso, made } = await fakeSso({
    limits: { instances: 1, deadline: 50 },
    verify: (ust) => (ust === "slow" ? new Promise(() => {}) : undefined),
    handle: () => new Promise(() => {}),
    onFault: (error) => faults.push(error),
  });
  const slow = errorOf(sso.sessions.verify(CALLER, "slow"));
  context.mock.timers.tick(50);
  assert.equal((await slow).failure.tag, "unavailable");
  await sso.sessions.verify(CALLER, "fine");
  assert.equal(made.length, 2);

  const response = sso.fetch(new Request("http://sso.example/zato/sso/user"));
  // The body is read first.
  await new Promise((resolve) => setImmediate(resolve));
  context.mock.timers.tick(50);
  assert.equal((await response).status, 503);
  assert.deepEqual(faults, []);
});

test("a call that cannot begin before its deadline is given up", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const gate = deferred();
  const { sso } = await fakeSso({ limits: { instances: 1, deadline: 50 }, verify: () => gate.promise });
  const first = sso.sessions.verify(CALLER, "a").catch(() => {});
  const second = errorOf(sso.sessions.verify(CALLER, "b"));
  context.mock.timers.tick(60);
  assert.equal((await second).failure.tag, "unavailable");
  gate.resolve();
  await first;
});

test("an instance is replaced after a thousand calls", async () => {
  const { sso, made } = await fakeSso({ verify: () => undefined });
  for (let call = 0; call < 1_500; call++) await sso.sessions.verify(CALLER, "a");
  assert.equal(made.length, 2);
});

test("closing waits for the calls that have begun, and refuses others", async () => {
  const gate = deferred();
  const closed = [];
  const { sso } = await fakeSso({
    verify: () => gate.promise,
    storage: { close: () => closed.push("storage") },
  });
  const call = sso.sessions.verify(CALLER, "a");
  const closing = sso.close();
  assert.deepEqual((await errorOf(sso.sessions.verify(CALLER, "b"))).failure, { tag: "busy" });
  assert.deepEqual(closed, []);
  gate.resolve();
  await Promise.all([call, closing]);
  assert.deepEqual(closed, ["storage"]);
});

test("errors of storage that the contract does not have do not reach the component", async () => {
  const faults = [];
  const storage = {
    get() {
      throw new Error("the disk is gone");
    },
    commit: async () => {
      throw new TypeError("what?");
    },
  };
  const { sso } = await fakeSso({
    storage,
    onFault: (error) => faults.push(error.message),
    async verify(_, { imports }) {
      const { get, commit } = imports["vestibule:sso/storage"];
      assert.throws(() => get([]), { tag: "unavailable" });
      await assert.rejects(async () => commit([], []), { tag: "unknown" });
      assert.deepEqual(await errorOf((async () => get([]))()), { tag: "unavailable", val: "the store failed" });
    },
  });
  await sso.sessions.verify(CALLER, "a");
  assert.deepEqual(faults, ["the disk is gone", "what?", "the disk is gone"]);
});

test("a store with promises needs a component that can wait", async () => {
  const faults = [];
  const { sso } = await fakeSso({
    canWait: false,
    storage: { get: async () => [] },
    onFault: (error) => faults.push(error.message),
    verify(_, { imports }) {
      assert.throws(() => imports["vestibule:sso/storage"].get([]), { tag: "unavailable" });
    },
  });
  await sso.sessions.verify(CALLER, "a");
  assert.match(faults[0], /Promise Integration/);
});

test("an audit log that fails does not end the call", async () => {
  const faults = [];
  const { sso } = await fakeSso({
    audit() {
      throw new Error("the log is full");
    },
    onFault: (error) => faults.push(error.message),
    verify: (_, { imports }) => imports["vestibule:sso/audit"].emit({}),
  });
  await sso.sessions.verify(CALLER, "a");
  assert.deepEqual(faults, ["the log is full"]);
});
