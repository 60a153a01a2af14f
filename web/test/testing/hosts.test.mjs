// `vestibule/testing` on every JavaScript host: the same IDs and tokens.

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS, run } from "../hosts.mjs";

const script = new URL("same.mjs", import.meta.url);

for (const host of Object.keys(COMMANDS)) {
  test(host, async () => {
    const { ust, ...rest } = JSON.parse(await run(host, script));
    // In the other SSO an hour has passed.
    assert.deepEqual(rest, { userId: "zusryjxmkwy669sq9mwjbwvpk1dqq", here: "user1" });
    assert.match(ust, /^UNJsiTmbQT1UlmFlxDXoBnGj/);
  });
}
