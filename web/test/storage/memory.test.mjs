// What the store in memory has beside the contract.

import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStorage } from "../../lib/core.js";

const put = (key, value = "{}") => ({ tag: "put", val: { key, value, expiresAt: undefined } });
const keys = (store) =>
  store.scan({ start: "", end: "~" }, [], { limit: 100, offset: 0, reverse: false }).map(({ key }) => key);

test("a fork begins with the documents, and each goes its own way", () => {
  const store = memoryStorage();
  store.commit([], [put("a"), put("b")]);
  const [{ version }] = store.get(["a"]);
  const fork = store.fork();
  assert.equal(fork.get(["a"])[0].version, version);
  fork.commit([{ key: "a", version }], [put("a", "fork"), { tag: "delete", val: "b" }]);
  store.commit([{ key: "a", version }], [put("c")]);
  assert.deepEqual(keys(fork), ["a"]);
  assert.deepEqual(keys(store), ["a", "b", "c"]);
  assert.equal(store.get(["a"])[0].value, "{}");
});

test("a snapshot stays as it was, and a reset returns to it", () => {
  const store = memoryStorage();
  store.commit([], [put("a")]);
  const snapshot = store.snapshot();
  store.commit([], [put("a", "changed"), put("b")]);
  assert.deepEqual(keys(memoryStorage(snapshot)), ["a"]);
  store.reset(snapshot);
  assert.deepEqual(keys(store), ["a"]);
  assert.equal(store.get(["a"])[0].value, "{}");
  store.reset();
  assert.deepEqual(keys(store), []);
});

test("a version does not come again after a reset", () => {
  const store = memoryStorage();
  const empty = store.snapshot();
  store.commit([], [put("a")]);
  const [{ version }] = store.get(["a"]);
  store.reset(empty);
  store.commit([], [put("a")]);
  assert.notEqual(store.get(["a"])[0].version, version);
  assert.throws(() => store.commit([{ key: "a", version }], []), { tag: "conflict" });
});
