// Settings: an SSO serves only with those that can be used.

import assert from "node:assert/strict";
import { test } from "node:test";
import { vestibule } from "../entry.mjs";
import { CALLER, errorOf, KEY, makeSso, member, optionsOf, OPERATOR } from "./make.mjs";

const { createSso, memoryStorage, SettingsError } = vestibule;
const OTHER_KEY = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";

async function problems(settings) {
  const error = await errorOf(createSso({ ...(await optionsOf()), settings }));
  assert.ok(error instanceof SettingsError, error.stack);
  for (const problem of error.problems) assert.ok(error.message.includes(problem));
  return error.problems;
}

test("a key is required", async () => {
  assert.deepEqual(await problems({}), ["[main] keys has no key; one of 32 random bytes in Base64 is needed"]);
});

test("an unknown stanza is refused by name", async () => {
  const settings = { main: { keys: [KEY] }, sessions: {}, host: {} };
  assert.deepEqual(await problems(settings), ["unknown stanza [sessions]", "unknown stanza [host]"]);
});

test("every problem is listed, with stanza and key and without a secret", async () => {
  const settings = { main: { keys: ["not-a-key-but-secret"] }, session: { expiry: 0, expire: 1 }, signup: { enabled: "yes" } };
  const found = await problems(settings);
  for (const place of ["[main] keys", "[session] expiry", "[session] expire ", "[signup] enabled"]) {
    assert.ok(found.some((problem) => problem.startsWith(place)), `${place}: ${found}`);
  }
  assert.ok(!found.join().includes("not-a-key-but-secret"));
});

test("what only the host sets is not a setting", async () => {
  const main = { keys: [KEY], is_delivery_configured: true, is_callback_configured: true };
  assert.deepEqual(await problems({ main }), [
    "[main] is_delivery_configured is an unknown key",
    "[main] is_callback_configured is an unknown key",
  ]);
});

test("settings that are not an object with stanzas are refused", async () => {
  for (const settings of [undefined, null, [], "x"]) {
    assert.deepEqual(await problems(settings), ["the settings must be an object with stanzas"]);
  }
  assert.deepEqual(await problems({ main: [KEY] }), ["main must be a stanza: an object"]);
});

test("the key that the data was written with is required", async () => {
  const storage = memoryStorage();
  await makeSso({ storage });
  const error = await errorOf(makeSso({ storage, settings: { main: { keys: [OTHER_KEY] } } }));
  assert.ok(error instanceof SettingsError);
  assert.match(error.message, /\[main\] keys/);
  await makeSso({ storage, settings: { main: { keys: [OTHER_KEY, KEY] } } });
});

test("a change of the object changes nothing", async () => {
  const settings = { session: { expiry: 30 } };
  const sso = await makeSso({ settings });
  settings.session.expiry = 1;
  const effective = await sso.configuration.effective();
  assert.equal(effective.find(({ stanza, key }) => stanza === "session" && key === "expiry").value, "30");
});

test("a username that every object has as a member has no address list", async () => {
  const sso = await makeSso({ settings: { user_address_list: { ann: ["192.0.2.1"] } } });
  for (const username of ["constructor", "tostring", "hasownproperty"]) await member(sso, username);
  assert.deepEqual((await errorOf(member(sso, "ann"))).codes, ["E005001"]);
});

test("a store that fails at the start is an error", async () => {
  const storage = {
    ...memoryStorage(),
    get() {
      throw { tag: "unavailable", val: "no disk" };
    },
  };
  const error = await errorOf(makeSso({ storage }));
  assert.equal(error.failure.tag, "unavailable");
});

test("the audit log has the operator's name and no name of a user", async () => {
  const events = [];
  const sso = await makeSso({ audit: (event) => events.push(event) });
  await member(sso, "ann");
  const { actor, operation } = events.find(({ actor }) => actor);
  assert.deepEqual([actor, operation], [OPERATOR.val, "user.create_user"]);
  assert.ok(!JSON.stringify(events).includes("ann"));
});

test("the clock decides when a session ends, and the sweep removes it", async () => {
  let now = Date.UTC(2026, 0, 1);
  const storage = memoryStorage();
  const sso = await makeSso({ storage, clock: () => now, settings: { session: { expiry: 1 } } });
  const { ust } = await member(sso);
  assert.ok(await sso.sessions.verify(CALLER, ust));
  now += 61_000;
  assert.equal(await sso.sessions.verify(CALLER, ust), undefined);
  const before = storage.count({ start: "", end: "~" }, []);
  const removed = await sso.sweep();
  assert.ok(removed > 0);
  assert.equal(storage.count({ start: "", end: "~" }, []), before - BigInt(removed));
  assert.equal(await sso.isReady(), true);
});
