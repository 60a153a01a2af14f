// `vestibule/testing` on every JavaScript host: the same IDs and tokens.

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS, run } from "../hosts.mjs";

const script = new URL("same.mjs", import.meta.url);

for (const host of Object.keys(COMMANDS)) {
  test(host, async () => {
    const [userId, ust, ...sessions] = (await run(host, script)).trimEnd().split(" ");
    assert.equal(userId, "zusryjxmkwy669sq9mwjbwvpk1dqq");
    assert.match(ust, /^UNJsiTmbQT1UlmFlxDXoBnGj/);
    assert.deepEqual(sessions, ["user1", ""]);
  });
}
