// The limits of `wit/storage.wit`, checked in one place for every store. Each function throws
// `{ tag: "too-large" }` for an input beyond them, and is called before anything is read or changed.

import type { Check, Clause, KeyRange, Page, StoreError, Write } from "../generated/contract.js";
import { bytesOf } from "./utf8.js";

const KEY_BYTES = 512;
const VALUE_BYTES = 60_000;
const KEYS = 100;
const ENTRIES = 1_000;
const CHECKS = 100;
const WRITES = 500;
/** Maximum bytes of all keys, bounds of ranges and values of a commit. */
const COMMIT_BYTES = 700_000;
/** Maximum number of conditions in all, and of clauses. */
const CONDITIONS = 16;

/** Checks the input of `Storage.get`. */
export function get(keys: string[]): void {
  within(keys.length <= KEYS && keys.every(isKey));
}

/** Checks the input of `Storage.scan`. */
export function scan(range: KeyRange, filter: Clause[], page: Page): void {
  within(1 <= page.limit && page.limit <= ENTRIES && isRange(range) && isFilter(filter));
}

/** Checks the input of `Storage.count`. */
export function count(range: KeyRange, filter: Clause[]): void {
  within(isRange(range) && isFilter(filter));
}

/** Checks the input of `Storage.commit`. */
export function commit(checks: Check[], writes: Write[]): void {
  within(checks.length <= CHECKS && writes.length <= WRITES);
  within(checks.every(({ key }) => isKey(key)) && writes.every(isWrite));
  const texts = [...checks.map(({ key }) => key), ...writes.flatMap(textsOf)];
  within(texts.reduce((sum, text) => sum + bytesOf(text), 0) <= COMMIT_BYTES);
}

function within(isWithin: boolean): void {
  if (!isWithin) throw { tag: "too-large" } satisfies StoreError;
}

function isWrite(write: Write): boolean {
  switch (write.tag) {
    case "put":
      return isKey(write.val.key) && isText(write.val.value, VALUE_BYTES);
    case "delete":
      return isKey(write.val);
    case "delete-range":
      return isRange(write.val);
  }
}

function textsOf(write: Write): string[] {
  switch (write.tag) {
    case "put":
      return [write.val.key, write.val.value];
    case "delete":
      return [write.val];
    case "delete-range":
      return [write.val.start, write.val.end];
  }
}

const isKey = (text: string): boolean => text !== "" && isText(text, KEY_BYTES);

/** The bounds of a range may also be empty, which is before every key. */
const isRange = ({ start, end }: KeyRange): boolean =>
  isText(start, KEY_BYTES) && isText(end, KEY_BYTES);

const isText = (text: string, bytes: number): boolean =>
  bytesOf(text) <= bytes && !text.includes("\0");

const isFilter = (filter: Clause[]): boolean =>
  filter.length <= CONDITIONS &&
  filter.reduce((sum, { anyOf }) => sum + anyOf.length, 0) <= CONDITIONS;
