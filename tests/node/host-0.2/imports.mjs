// A host written against contract 0.2.0, in memory. It is never changed while the contract is 0.2.x, and so
// shows that a host of today runs each later component (`frozen.test.mjs`).
//
// `wit/` says what each function promises; the comments here say only what JavaScript adds.
// jco names an imported interface without its version, an absent option is `undefined`, a u64 is
// a BigInt, and the error of a `result` is what is thrown.

import { randomBytes } from "node:crypto";
import { derive } from "./hashing.mjs";

/** The imports of one host, and its audit events. The settings need a secret key. */
export function createHost(stanzas = { main: { keys: [randomBytes(32).toString("base64")] } }) {
  const events = [];
  const imports = {
    "vestibule:sso/audit": { emit: (event) => events.push(event) },
    "vestibule:sso/password-hashing": { derive },
    "vestibule:sso/settings": createSettings(stanzas),
    "vestibule:sso/storage": createStorage(),
    "wasi:clocks/wall-clock": { now, resolution: () => ({ seconds: 0n, nanoseconds: 1_000_000 }) },
    "wasi:random/random": {
      getRandomBytes: (length) => randomBytes(Number(length)),
      getRandomU64: () => randomBytes(8).readBigUInt64LE(),
    },
  };
  return { events, imports };
}

/** Documents in a `Map`. No call is ever interrupted by another, so each is a transaction. */
function createStorage() {
  const documents = new Map();
  let lastVersion = 0; // One counter for all keys: no version comes twice, even after a deletion.

  const read = (key) => {
    if (!documents.has(key)) return undefined;
    const { value, version } = documents.get(key);
    return { key, value, version };
  };
  const keysWithin = ({ start, end }) =>
    [...documents.keys()]
      .filter((key) => byBytes(start, key) <= 0 && byBytes(key, end) < 0)
      .sort(byBytes);
  const matching = (range, filter, liveAt) =>
    keysWithin(range)
      .filter((key) => !(documents.get(key).expiresAt <= liveAt))
      .map(read)
      .filter(({ value }) => matches(JSON.parse(value), filter));

  // A store may drop what has expired, and may as well keep it: the component looks itself.
  const perform = {
    put: ({ key, value, expiresAt }) =>
      documents.set(key, { value, expiresAt, version: `${++lastVersion}` }),
    delete: (key) => documents.delete(key),
    "delete-range": (range) => keysWithin(range).forEach((key) => documents.delete(key)),
  };

  return {
    get(keys) {
      require(keys.length <= 100 && keys.every(isKey));
      return keys.map(read);
    },
    scan(range, filter, { limit, offset, reverse, liveAt }) {
      require(1 <= limit && limit <= 1_000 && isRange(range) && isFilter(filter));
      const found = matching(range, filter, liveAt);
      return (reverse ? found.reverse() : found).slice(offset, offset + limit);
    },
    count(range, filter, liveAt) {
      require(isRange(range) && isFilter(filter));
      return BigInt(matching(range, filter, liveAt).length);
    },
    commit(checks, writes) {
      require(isCommit(checks, writes));
      const holds = ({ key, version }) => documents.get(key)?.version === version;
      if (!checks.every(holds)) throw { tag: "conflict" };
      for (const { tag, val } of writes) perform[tag](val);
    },
  };
}

/** The limits of `wit/storage.wit`: nothing is done beyond them. */
function require(isWithin) {
  if (!isWithin) throw { tag: "too-large" };
}

const bytesOf = (text) => Buffer.byteLength(text);
const isBound = (text) => bytesOf(text) <= 512 && !text.includes("\0");
const isKey = (text) => text !== "" && isBound(text);
const isRange = ({ start, end }) => isBound(start) && isBound(end);
const isFilter = (filter) =>
  filter.length <= 16 && filter.flatMap(({ anyOf }) => anyOf).length <= 16;

function isCommit(checks, writes) {
  const texts = checks.map(({ key }) => key);
  const isWithin = {
    put({ key, value }) {
      texts.push(key, value);
      return isKey(key) && bytesOf(value) <= 60_000 && !value.includes("\0");
    },
    delete(key) {
      texts.push(key);
      return isKey(key);
    },
    "delete-range"(range) {
      texts.push(range.start, range.end);
      return isRange(range);
    },
  };
  return (
    checks.length <= 100 &&
    checks.every(({ key }) => isKey(key)) &&
    writes.length <= 500 &&
    writes.every(({ tag, val }) => isWithin[tag](val)) &&
    texts.reduce((sum, text) => sum + bytesOf(text), 0) <= 700_000
  );
}

/** The order of UTF-8 bytes. JavaScript's own, by UTF-16 units, differs beyond U+FFFF. */
const byBytes = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));

function matches(document, filter) {
  const holds = ({ field, test, text }) => {
    const member = document[field];
    if (typeof member !== "string") return false;
    return test === "equals" ? member === text : member.includes(text);
  };
  return filter.every(({ anyOf }) => anyOf.some(holds));
}

/** Passes on the stanzas as they are. Defaults are the component's. */
function createSettings(stanzas) {
  const json = (value) => (value === undefined ? undefined : JSON.stringify(value));
  // Every object inherits members, and a user may be called `constructor`.
  const own = (object, key) => (Object.hasOwn(object ?? {}, key) ? object[key] : undefined);
  const definition = (key) =>
    stanzas.linked_auth?.definition?.find((one) => `${one.auth_type}/${one.username}` === key);
  return {
    stanza: (name) => json(own(stanzas, name)),
    entry: (stanza, key) =>
      json(stanza === "linked_auth" ? definition(key) : own(own(stanzas, stanza), key)),
  };
}

function now() {
  const milliseconds = Date.now();
  return {
    seconds: BigInt(Math.floor(milliseconds / 1_000)),
    nanoseconds: (milliseconds % 1_000) * 1_000_000,
  };
}
