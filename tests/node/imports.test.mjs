// The imports keep what `wit/` promises, also where the component does not look today.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createHost } from "./host-0.2/imports.mjs";

const newStorage = () => createHost().imports["vestibule:sso/storage"];

const put = (key, value = {}) => ({ tag: "put", val: { key, value: JSON.stringify(value) } });
const all = { start: "", end: "\u{10ffff}" };
const page = { limit: 1_000, offset: 0, reverse: false };
const keysOf = (entries) => entries.map(({ key }) => key).join(" ");

test("a commit is done as a whole or not at all", () => {
  const storage = newStorage();
  storage.commit([{ key: "a", version: undefined }], [put("a")]);
  const [{ version }] = storage.get(["a"]);
  const absent = { key: "b", version: undefined };
  for (const stale of [{ key: "a", version: undefined }, { key: "a", version: `${version}0` }]) {
    assert.throws(() => storage.commit([absent, stale], [put("b")]), { tag: "conflict" });
  }
  assert.deepEqual(storage.get(["b"]), [undefined]);
  storage.commit([absent, { key: "a", version }], [put("b"), { tag: "delete", val: "a" }]);
  assert.equal(keysOf(storage.scan(all, [], page)), "b");
});

test("what is above a limit is refused and changes nothing", () => {
  const storage = newStorage();
  const large = { tag: "put", val: { key: "a", value: "v".repeat(60_001) } };
  const absent = { key: "a", version: undefined };
  const full = Array.from({ length: 12 }, (_, number) => ({
    tag: "put",
    val: { key: `${number}`, value: "v".repeat(60_000) },
  }));
  for (const [checks, writes] of [
    [[], [put("b"), large]],
    [[], [put("b"), put("k".repeat(513))]],
    [[], [put("b"), put("")]],
    [[], [put("b"), put("a\0b")]],
    [[], Array(501).fill(put("b"))],
    [Array(101).fill(absent), [put("b")]],
    [[], full],
  ]) {
    assert.throws(() => storage.commit(checks, writes), { tag: "too-large" });
  }
  assert.deepEqual(storage.scan(all, [], page), []);
  storage.commit([], full.slice(0, 11));
  assert.throws(() => storage.get(Array(101).fill("a")), { tag: "too-large" });
  const wide = [{ anyOf: Array(17).fill({ field: "a", test: "equals", text: "" }) }];
  assert.throws(() => storage.count(all, wide), { tag: "too-large" });
  assert.throws(() => storage.scan(all, [], { ...page, limit: 1_001 }), { tag: "too-large" });
});

test("no version comes twice", () => {
  const storage = newStorage();
  const seen = new Set();
  for (let round = 0; round < 3; round++) {
    storage.commit([], [put("a"), put("b")]);
    for (const { version } of storage.get(["a", "b"])) {
      assert.equal(typeof version, "string");
      seen.add(version);
    }
    storage.commit([], [{ tag: "delete", val: "a" }]);
  }
  assert.equal(seen.size, 6);
});

test("a scan follows the bytes of the keys", () => {
  const storage = newStorage();
  storage.commit([], ["\u{1f600}", "b", "\uff5e", "a", "B"].map((key) => put(key)));
  assert.equal(keysOf(storage.scan(all, [], page)), "B a b \uff5e \u{1f600}");
  assert.equal(keysOf(storage.scan({ start: "a", end: "b" }, [], page)), "a");
  const second = { limit: 1, offset: 1, reverse: true };
  assert.equal(keysOf(storage.scan(all, [], second)), "\uff5e");
  storage.commit([], [{ tag: "delete-range", val: { start: "a", end: "\uff5e" } }]);
  assert.equal(keysOf(storage.scan(all, [], page)), "B \uff5e \u{1f600}");
});

test("a filter takes every clause and any condition", () => {
  const storage = newStorage();
  const documents = [{ name: "Ada", city: "London" }, { name: "Bea", city: "Lyon" }, { name: 1 }];
  storage.commit([], documents.map((document, index) => put(`${index}`, document)));
  const equals = (field, text) => ({ field, test: "equals", text });
  const contains = (field, text) => ({ field, test: "contains", text });
  const matching = (...filter) => keysOf(storage.scan(all, filter, page));
  assert.equal(matching({ anyOf: [equals("name", "Ada"), equals("name", "Bea")] }), "0 1");
  assert.equal(matching({ anyOf: [contains("name", "a")] }, { anyOf: [contains("city", "Ly")] }), "1");
  assert.equal(matching({ anyOf: [equals("name", "1"), equals("constructor", "")] }), "");
  assert.equal(storage.count(all, [{ anyOf: [contains("city", "L")] }]), 2n);
});

test("what has expired is left out if it is asked", () => {
  const storage = newStorage();
  const until = (key, expiresAt) => ({ tag: "put", val: { key, value: "{}", expiresAt } });
  storage.commit([], [until("a", 1n), until("b", 2n), until("c", undefined)]);
  const living = (liveAt) => keysOf(storage.scan(all, [], { ...page, liveAt }));
  assert.equal(living(undefined), "a b c");
  assert.equal(living(0n), "a b c");
  assert.equal(living(1n), "b c");
  assert.equal(living(2n), "c");
  assert.equal(storage.count(all, [], 1n), 2n);
});

test("a stanza has no entry that every JavaScript object inherits", () => {
  const stanzas = { user_address_list: { ann: ["192.0.2.1"] } };
  const { entry, stanza } = createHost(stanzas).imports["vestibule:sso/settings"];
  assert.equal(entry("user_address_list", "ann"), '["192.0.2.1"]');
  for (const name of ["constructor", "__proto__", "toString"]) {
    assert.equal(entry("user_address_list", name), undefined);
    assert.equal(entry(name, "ann"), undefined);
    assert.equal(stanza(name), undefined);
  }
});
