// The search for an order finds each wrong store out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStorage } from "../../lib/core.js";
import { isExplained } from "./histories/order.mjs";
import { foundOutAfter, merelySlow, WRONG } from "./histories/wrong.mjs";

for (const [fault, wrong] of Object.entries(WRONG)) {
  test(`a store that ${fault} is found out`, async () => {
    assert.ok(await foundOutAfter(memoryStorage(), wrong), "every history was explained");
  });
}

test("a merely slow store passes", async () => {
  assert.equal(await foundOutAfter(memoryStorage(), merelySlow), undefined);
});

const put = (key, value) => ({ tag: "put", val: { key, value, expiresAt: undefined } });
const commit = (began, ended, checks, ...writes) => ({
  asked: { operation: "commit", checks, writes },
  answer: { committed: true },
  began,
  ended,
});
const absent = (key) => ({ key, version: undefined });
const everything = { start: "", end: "\u{10ffff}" };
const count = (began, ended, number) => ({
  asked: { operation: "count", range: everything },
  answer: { number: BigInt(number) },
  began,
  ended,
});
const get = (began, ended, key, value, version = "7") => ({
  asked: { operation: "get", keys: [key] },
  answer: { entries: [value && { key, value, version }] },
  began,
  ended,
});

test("operations at the same time may have any order, others have that of time", () => {
  const write = commit(0, 9, [absent("a")], put("a", "1"));
  assert.ok(isExplained([write, get(1, 2, "a", undefined)]));
  assert.ok(isExplained([write, get(1, 2, "a", "1")]));
  assert.ok(!isExplained([write, get(1, 2, "a", "1"), get(3, 4, "a", undefined)]));
  assert.ok(!isExplained([commit(0, 1, [], put("a", "1")), get(2, 3, "a", undefined)]));
});

test("two exclusive commits cannot both succeed", () => {
  const one = commit(0, 9, [absent("a")], put("b", "1"));
  const other = commit(1, 8, [absent("b")], put("a", "2"));
  assert.ok(!isExplained([one, other]));
  assert.ok(isExplained([one, { ...other, answer: { conflict: true } }]));
  assert.ok(isExplained([one, { ...other, answer: { unknown: true } }]));
});

test("a lost reply may come true later, and once", () => {
  const lost = { ...commit(0, 1, [], put("a", "1")), answer: { unknown: true } };
  assert.ok(isExplained([lost, count(2, 3, 0), count(4, 5, 1)]));
  assert.ok(isExplained([lost, count(2, 3, 0), count(4, 5, 0)]));
  assert.ok(!isExplained([lost, count(2, 3, 1), count(4, 5, 0)]));
});

test("a version means one value always", () => {
  const writes = [commit(0, 1, [], put("a", "1")), commit(4, 5, [], put("a", "2"))];
  assert.ok(isExplained([...writes, get(2, 3, "a", "1", "7"), get(6, 7, "a", "2", "8")]));
  assert.ok(!isExplained([...writes, get(2, 3, "a", "1", "7"), get(6, 7, "a", "2", "7")]));
});
