// What a store has to do: `wit/storage.wit` in TypeScript, and the sweep.

import type {
  Check,
  Clause,
  Entry,
  KeyRange,
  Page,
  StoreError,
  Write,
} from "./generated/contract.js";

export type {
  Check,
  Clause,
  Condition,
  ConditionTest,
  Document,
  Entry,
  KeyRange,
  Page,
  StoreError,
  Write,
} from "./generated/contract.js";

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/**
 * An ordered, transactional key-value store: all data that the component keeps. Its operations are serializable:
 * their effect is as if they had run one after another. Keys are ordered by their bytes in UTF-8, which is not the
 * order of JavaScript's strings (`compareKeys`).
 *
 * An operation that fails throws a `StoreError`, such as `{ tag: "conflict" }`. Each checks the limits of the
 * contract first (`limits`) and throws `{ tag: "too-large" }` beyond them.
 *
 * A store that returns promises needs JavaScript Promise Integration (`Component.canWait`).
 */
export interface Storage {
  /** Reads at most 100 keys as of one moment; the results are in the order of the keys. */
  get(keys: string[]): Awaitable<(Entry | undefined)[]>;

  /** Reads a page of the entries of a range that match all clauses, in the order of their keys. */
  scan(range: KeyRange, filter: Clause[], page: Page): Awaitable<Entry[]>;

  /** Counts the entries of a range that match all clauses and have not expired at `liveAt`. */
  count(range: KeyRange, filter: Clause[], liveAt?: bigint): Awaitable<bigint>;

  /** Does all writes, in their order, if every check holds; otherwise none. Then the writes are durable. */
  commit(checks: Check[], writes: Write[]): Awaitable<void>;

  /**
   * Removes every document whose `expiresAt` is at or before `now` (seconds since 1970). Returns the number of
   * removed documents. Documents that expire in the same second are removed together.
   */
  sweep(now: bigint): Awaitable<number>;

  /** Closes files and connections. No other operation follows. */
  close?(): Awaitable<void>;
}

/** Whether something that was thrown is an error of the contract. */
export function isStoreError(error: unknown): error is StoreError {
  if (typeof error !== "object" || error === null || !Object.hasOwn(error, "tag")) return false;
  const { tag } = error as { tag: unknown };
  return tag === "conflict" || tag === "unknown" || tag === "too-large" || tag === "unavailable";
}

/** The error of a check that does not hold. */
export const conflict = (): StoreError => ({ tag: "conflict" });

/** The error of a store that cannot be reached or cannot write. The text is for a log: no keys and no values. */
export const unavailable = (text: string): StoreError => ({ tag: "unavailable", val: text });

/** The error of a commit that may or may not have happened. */
export const unknownOutcome = (): StoreError => ({ tag: "unknown" });

export * as limits from "./storage/limits.js";
export { matches } from "./storage/filter.js";
export { compareKeys } from "./storage/order.js";
