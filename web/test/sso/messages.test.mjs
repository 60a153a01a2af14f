// Messages and callbacks wait until they are delivered.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CALLER, makeSso, PASSWORD } from "./make.mjs";

const signUp = (sso, username) =>
  sso.registration.signup(CALLER, { username, password: PASSWORD, email: `${username}@example.com`, appList: ["CRM"] });

test("a message is queued only for who delivers it", async () => {
  const sso = await makeSso();
  await signUp(sso, "ann");
  assert.deepEqual(await sso.messages.claim(), []);
});

test("a message is delivered once, and its token works", async () => {
  let now = Date.UTC(2026, 0, 1);
  const sso = await makeSso({ deliversMessages: true, clock: () => now });
  await signUp(sso, "ann");
  const sent = [];
  assert.deepEqual(await sso.messages.deliver((message) => void sent.push(message)), { sent: 1, failed: 0 });
  assert.equal(sent[0].to, "ann@example.com");
  assert.equal(sent[0].content.tag, "signup-confirm");
  // Longer than any lease.
  now += 3_601_000;
  assert.deepEqual(await sso.messages.deliver(() => {}), { sent: 0, failed: 0 });
  await sso.registration.confirm(CALLER, sent[0].content.val.confirmToken);
});

test("a message that cannot be sent is tried again later, and the others are sent", async () => {
  let now = Date.UTC(2026, 0, 1);
  const sso = await makeSso({ deliversMessages: true, clock: () => now });
  await signUp(sso, "ann");
  await signUp(sso, "bob");
  const deliver = async () => {
    const sent = [];
    const result = await sso.messages.deliver(async ({ username, attempts }) => {
      if (username === "ann" && attempts === 0) throw new Error("no route");
      sent.push(username);
    });
    return { ...result, names: sent };
  };
  assert.deepEqual(await deliver(), { sent: 1, failed: 1, names: ["bob"] });
  assert.deepEqual(await deliver(), { sent: 0, failed: 0, names: [] });
  now += 60_000;
  assert.deepEqual(await deliver(), { sent: 1, failed: 0, names: ["ann"] });
});

test("a claimed message is nobody else's until its lease ends", async () => {
  let now = Date.UTC(2026, 0, 1);
  const sso = await makeSso({ deliversMessages: true, clock: () => now });
  await signUp(sso, "ann");
  const [first] = await sso.messages.claim({ leaseSeconds: 10 });
  assert.deepEqual(await sso.messages.claim(), []);
  now += 11_000;
  const [second] = await sso.messages.claim();
  assert.equal(second.username, first.username);
  // Too late: somebody else has it.
  await sso.messages.done(first);
  now += 301_000;
  const [third] = await sso.messages.claim();
  await sso.messages.done(third);
  now += 3_600_000;
  assert.deepEqual(await sso.messages.claim(), []);
});

test("a callback is queued for the embedder and for each URL", async () => {
  const settings = { signup: { callback_url_list: ["https://hooks.example/sso"] } };
  const sso = await makeSso({ hasCallback: true, settings });
  await signUp(sso, "ann");
  const callbacks = await sso.callbacks.claim();
  assert.deepEqual(callbacks.map(({ url }) => url).sort(), ["https://hooks.example/sso", undefined]);
  assert.equal(JSON.parse(callbacks[0].body).data.username, "ann");
  for (const callback of callbacks) await sso.callbacks.done(callback);
  assert.deepEqual(await sso.callbacks.claim(), []);
});
