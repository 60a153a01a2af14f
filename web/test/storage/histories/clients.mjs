// Concurrent clients whose operations come from a seed; their timing depends on the store and the host.

import { seen } from "./order.mjs";

export const CLIENTS = 4;

/**
 * Keys that byte order tells from every other order: that of UTF-16 has the emoji before U+FFFF, languages have "é"
 * before "z" and take no notice of U+0001.
 */
const NAMES = ["a", "a\u0001", "z", "z\uffffé", "z😀"];

/** The constant part of every value, beside its number. */
const AWKWARD = "e\u0301é\ufeff\uffff😀\u{10ffff}\\u00e9'\\\"%_\u2028 \u007f";

/** Seconds since 1970: documents that have expired at a sweep, and ones that have not. */
const TIMES = [undefined, undefined, 10n, 20n];
const SWEEP = 15n;

/** Numbers that look random, from a seed (splitmix32). */
function dice(seed) {
  let state = seed | 0;
  return (sides) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % sides;
  };
}

/**
 * Runs a history and returns its operations. Each client has a store of its own in `stores`, which all lead to the same
 * data, in which only documents of this history expire.
 */
export async function runHistory(stores, number) {
  const prefix = `${number}`.padStart(6, "0");
  const scene = {
    time: 0,
    values: 0,
    all: { start: `${prefix}/`, end: `${prefix}0` },
    keys: NAMES.map((name) => `${prefix}/${name}`),
  };
  const client = (index) => ({
    scene,
    store: stores[index % stores.length],
    roll: dice(number * 10 + index),
    // The versions it saw last.
    known: new Map(scene.keys.map((key) => [key, undefined])),
    records: [],
  });
  const first = client(0);
  await begin(first);
  const others = Array.from({ length: CLIENTS }, (_, index) => client(index + 1));
  await Promise.all(others.map(work));
  await end(first);
  const records = [first, ...others].flatMap(({ records }) => records);
  return records.sort((one, other) => one.began - other.began);
}

async function ask(client, asked) {
  const { scene, known, records } = client;
  const began = scene.time++;
  // Others may begin, even if the store answers at once.
  await Promise.resolve();
  const answer = await answerOf(client.store, asked);
  const record = { asked, answer, began, ended: scene.time++ };
  if (asked.operation === "get") for (const key of asked.keys) known.set(key, undefined);
  for (const { key, version } of seen(record)) known.set(key, version);
  records.push(record);
}

async function answerOf(store, asked) {
  switch (asked.operation) {
    case "get":
      return { entries: await store.get(asked.keys) };
    case "scan":
      return { entries: await store.scan(asked.range, [], asked.page) };
    case "count":
      return { number: await store.count(asked.range, [], asked.liveAt) };
    case "sweep":
      return { number: BigInt(await store.sweep(asked.now)) };
    case "commit":
      try {
        await store.commit(asked.checks, asked.writes);
        return { committed: true };
      } catch (error) {
        if (error?.tag === "conflict") return { conflict: true };
        if (error?.tag === "unknown") return { unknown: true };
        throw error;
      }
  }
}

/** Before the others, so nothing can be in the way. */
function begin(client) {
  const checks = client.scene.keys.map((key) => ({ key, version: undefined }));
  return ask(client, { operation: "commit", checks, writes: [put(client), put(client)] });
}

async function work(client) {
  const operations = 3 + client.roll(2);
  for (let index = 0; index < operations; index++) await ask(client, decide(client));
}

/**
 * After the other clients: reads all data, and changes it with the versions read. The next history finds nothing that
 * could expire.
 */
async function end(client) {
  const { all, keys } = client.scene;
  await ask(client, { operation: "get", keys });
  const page = { limit: 1_000, offset: 0, reverse: false, liveAt: undefined };
  await ask(client, { operation: "scan", range: all, page });
  const checks = [...client.known].map(([key, version]) => ({ key, version }));
  await ask(client, { operation: "commit", checks, writes: [{ tag: "delete-range", val: all }] });
}

function decide(client) {
  const { roll } = client;
  const kind = roll(20);
  if (kind < 5) return { operation: "get", keys: times(1 + roll(3), () => key(client)) };
  if (kind < 8) {
    const page = { limit: 1 + roll(6), offset: roll(2), reverse: roll(2) === 0, liveAt: liveAt(client) };
    return { operation: "scan", range: range(client), page };
  }
  if (kind < 10) return { operation: "count", range: range(client), liveAt: liveAt(client) };
  if (kind < 11) return { operation: "sweep", now: SWEEP };
  const checks = times(roll(3), () => check(client));
  return { operation: "commit", checks, writes: times(1 + roll(3), () => write(client)) };
}

const times = (number, make) => Array.from({ length: number }, make);
const key = ({ scene, roll }) => scene.keys[roll(scene.keys.length)];
const liveAt = ({ roll }) => (roll(2) === 0 ? SWEEP : undefined);
const range = (client) =>
  client.roll(2) === 0 ? client.scene.all : { start: key(client), end: key(client) };

/** As it was seen last. */
function check(client) {
  const of = key(client);
  return { key: of, version: client.known.get(of) };
}

function write(client) {
  const kind = client.roll(8);
  if (kind === 0) return { tag: "delete", val: key(client) };
  if (kind === 1) return { tag: "delete-range", val: range(client) };
  return put(client);
}

/** No value is written twice. */
function put(client) {
  const value = `{"number":${client.scene.values++},"text":"${AWKWARD}"}`;
  return { tag: "put", val: { key: key(client), value, expiresAt: TIMES[client.roll(TIMES.length)] } };
}
