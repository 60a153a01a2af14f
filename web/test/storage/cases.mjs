// Runs the cases of `tests/cases/storage.json` on a store. Nothing here belongs to a host.

import { assertEqual } from "./equal.mjs";
import { expandList, expandText, expandTime } from "./texts.mjs";

const EVERYTHING = ["", "\u{10ffff}\u{10ffff}"];

/** Runs a case on an empty store, which is a `Storage` of the package. Throws at the first step that fails. */
export async function runCase(store, { steps }) {
  const scene = { captured: new Map() };
  // Steps are expanded one by one: a later one may use what an earlier one captured.
  const thunks = expandList(steps, scene, (step, scene) => [step, scene]);
  for (const [index, [step, scene]] of thunks.entries()) {
    try {
      await runStep(store, step, scene);
    } catch (error) {
      throw new Error(`step ${index}, ${JSON.stringify(step).slice(0, 300)}: ${error?.stack ?? JSON.stringify(error)}`);
    }
  }
}

async function runStep(store, step, scene) {
  const [operation] = Object.keys(step);
  const run = OPERATIONS[operation];
  if (!run) throw new Error(`unknown operation ${operation}`);
  if (!("fails" in step)) return run(store, step, scene);
  let error;
  try {
    await run(store, step, scene);
  } catch (thrown) {
    error = thrown;
  }
  assertEqual(error?.tag, step.fails);
}

const texts = (list, scene) => expandList(list, scene, expandText);

const OPERATIONS = {
  async get(store, { get, gives }, scene) {
    const keys = texts(get, scene);
    const found = await store.get(keys);
    if (!gives) return;
    assertEqual(found.map((entry) => entry?.value ?? null), texts(gives, scene));
    found.forEach((entry, index) => entry && assertEqual(entry.key, keys[index]));
  },

  async scan(store, { scan, keys, entries, captures }, scene) {
    const found = await store.scan(rangeOf(scan, scene), filterOf(scan, scene), pageOf(scan, scene));
    if (keys) assertEqual(found.map(({ key }) => key), texts(keys, scene));
    if (entries) {
      const expected = expandList(entries, scene, (pair, scene) => texts(pair, scene));
      assertEqual(found.map(({ key, value }) => [key, value]), expected);
    }
    captures?.forEach((name, index) => remember(scene, name, found[index].version));
  },

  async count(store, { count, gives }, scene) {
    const number = await store.count(rangeOf(count, scene), filterOf(count, scene), expandTime(count["live-at"], scene));
    assertEqual(number, BigInt(gives));
  },

  async commit(store, { commit }, scene) {
    const checks = expandList(commit.checks, scene, ({ key, version }, scene) => ({
      key: expandText(key, scene),
      version: expandText(version, scene) ?? undefined,
    }));
    await store.commit(checks, expandList(commit.writes, scene, writeOf));
  },

  async sweep(store, { sweep, gives }, scene) {
    const removed = await store.sweep(expandTime(sweep, scene));
    if (gives !== undefined) assertEqual(Number(removed), gives);
  },

  async capture(store, { capture, "version-of": key }, scene) {
    const [entry] = await store.get([expandText(key, scene)]);
    remember(scene, capture, entry.version);
  },

  same(_, { same }, { captured }) {
    assertEqual(new Set(same.map((name) => captured.get(name))).size, 1);
  },

  distinct(_, { distinct }, { captured }) {
    assertEqual(new Set(distinct.map((name) => captured.get(name))).size, distinct.length);
  },

  async documents(store, { documents }, scene) {
    const [start, end] = EVERYTHING;
    const puts = texts(documents, scene).map((value, index) => ({
      tag: "put",
      val: { key: `${index}`.padStart(3, "0"), value, expiresAt: undefined },
    }));
    await store.commit([], [{ tag: "delete-range", val: { start, end } }, ...puts]);
  },

  async matching(store, { matching, gives }, scene) {
    const asked = { range: EVERYTHING, limit: 1_000, filter: matching };
    const found = await store.scan(rangeOf(asked, scene), filterOf(asked, scene), pageOf(asked, scene));
    assertEqual(found.map(({ key }) => Number(key)), gives);
    assertEqual(await store.count(rangeOf(asked, scene), filterOf(asked, scene)), BigInt(gives.length));
  },
};

function remember({ captured }, name, version) {
  assertEqual(typeof version, "string");
  const { length } = new TextEncoder().encode(version);
  if (length < 1 || length > 64) throw new Error(`a version of ${length} bytes`);
  captured.set(name, version);
}

function rangeOf({ range }, scene) {
  const [start, end] = texts(range, scene);
  return { start, end };
}

const filterOf = ({ filter = [] }, scene) =>
  expandList(filter, scene, (clause, scene) => ({ anyOf: expandList(clause, scene, conditionOf) }));

function conditionOf({ field, ...more }, scene) {
  const [[test, text]] = Object.entries(more);
  return { field, test, text: expandText(text, scene) };
}

const pageOf = ({ limit, offset = 0, reverse = false, "live-at": liveAt }, scene) => ({
  limit,
  offset,
  reverse,
  liveAt: expandTime(liveAt, scene),
});

function writeOf(write, scene) {
  if ("put" in write) {
    const [key, value, expiresAt] = write.put;
    const document = {
      key: expandText(key, scene),
      value: expandText(value, scene),
      expiresAt: expandTime(expiresAt, scene),
    };
    return { tag: "put", val: document };
  }
  if ("delete" in write) return { tag: "delete", val: expandText(write.delete, scene) };
  return { tag: "delete-range", val: rangeOf({ range: write["delete-range"] }, scene) };
}
