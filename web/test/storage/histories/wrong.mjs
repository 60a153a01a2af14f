// Stores that are wrong, each in its own way. The search has to find each of them out.

import { runHistory } from "./clients.mjs";
import { isExplained } from "./order.mjs";

/** Maximum number of histories until one cannot be explained. */
const HISTORIES = 2_000;

/** Lets others do something. */
async function meanwhile() {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

/** A store that is merely slow. */
const slow = (right) => ({
  async get(keys) {
    await meanwhile();
    return right.get(keys);
  },
  async scan(range, filter, page) {
    await meanwhile();
    return right.scan(range, filter, page);
  },
  async count(range, filter, liveAt) {
    await meanwhile();
    return right.count(range, filter, liveAt);
  },
  async commit(checks, writes) {
    await meanwhile();
    right.commit(checks, writes);
  },
  async sweep(now) {
    return right.sweep(now);
  },
});

/** What each wrong store does in place of the slow one. */
export const WRONG = {
  "commits in spite of failed checks": (right) => ({
    commit: async (_, writes) => right.commit([], writes),
  }),
  "checks first and writes later": (right) => ({
    async commit(checks, writes) {
      await meanwhile();
      right.commit(checks, []);
      await meanwhile();
      right.commit([], writes);
    },
  }),
  "reads the keys of a get one after another": (right) => ({
    async get(keys) {
      const found = [];
      for (const key of keys) {
        found.push(...right.get([key]));
        await meanwhile();
      }
      return found;
    },
  }),
  "scans the second half of a range later": (right) => ({
    async scan(range, filter, page) {
      const first = right.scan(range, filter, page);
      await meanwhile();
      const half = Math.floor(first.length / 2);
      return [...first.slice(0, half), ...right.scan(range, filter, page).slice(half)];
    },
  }),
  "misses the last key of a scan": (right) => ({
    async scan(range, filter, page) {
      await meanwhile();
      const found = right.scan(range, filter, page);
      return found.length > 2 ? found.slice(0, -1) : found;
    },
  }),
  "writes the documents of a commit one after another": (right) => ({
    async commit(checks, writes) {
      await meanwhile();
      right.commit(checks, []);
      for (const write of writes) {
        right.commit([], [write]);
        await meanwhile();
      }
    },
  }),
  "says that it has committed before it has": (right) => ({
    async commit(checks, writes) {
      await meanwhile();
      right.commit(checks, []);
      meanwhile().then(() => right.commit(checks, writes)).catch(() => {});
    },
  }),
  "refuses a commit that it has done": (right) => ({
    async commit(checks, writes) {
      await meanwhile();
      right.commit(checks, writes);
      if (checks.length === 2) throw { tag: "conflict" };
    },
  }),
  "scans what has expired": (right) => ({
    async scan(range, filter, page) {
      await meanwhile();
      return right.scan(range, filter, { ...page, liveAt: undefined });
    },
  }),
  "sweeps too much": (right) => ({ sweep: async (now) => right.sweep(now + 5n) }),
  "uses the order of UTF-16": (right) => ({
    async scan(range, filter, page) {
      await meanwhile();
      const found = right.scan(range, filter, page);
      found.sort((one, other) => (one.key < other.key ? -1 : 1));
      return page.reverse ? found.reverse() : found;
    },
  }),
  "uses a version twice": (right) => {
    const cut = (entry) => entry && { ...entry, version: entry.version.slice(-1) };
    return {
      get: async (keys) => right.get(keys).map(cut),
      scan: async (range, filter, page) => right.scan(range, filter, page).map(cut),
    };
  },
};

/** How many histories it takes to find a fault out; undefined if it is not found. */
export async function foundOutAfter(right, fault) {
  const store = { ...slow(right), ...fault(right) };
  for (let number = 0; number < HISTORIES; number++) {
    if (!isExplained(await runHistory([store], number))) return number + 1;
  }
  return undefined;
}

/** No fault. */
export const merelySlow = () => ({});
