// A store in memory: for tests, and for hosts that need no persistence.

import type { Check, Clause, Document, Entry, KeyRange, Write } from "../generated/contract.js";
import { conflict, type Storage } from "../storage.js";
import { matches } from "./filter.js";
import * as limits from "./limits.js";
import { firstAtOrAfter } from "./order.js";

/** A store whose documents are lost with the process. */
export interface MemoryStorage extends Storage {
  get(keys: string[]): (Entry | undefined)[];
  scan(...input: Parameters<Storage["scan"]>): Entry[];
  count(...input: Parameters<Storage["count"]>): bigint;
  commit(checks: Check[], writes: Write[]): void;
  sweep(now: bigint): number;

  /** The documents as they are now. Later changes do not reach it. */
  snapshot(): MemorySnapshot;

  /** A store of its own that begins with the documents of this one. */
  fork(): MemoryStorage;

  /** Replaces all documents by those of a snapshot, or by none. */
  reset(snapshot?: MemorySnapshot): void;
}

/** The documents of a store in memory at one moment. */
export interface MemorySnapshot {
  readonly documents: ReadonlyMap<string, Readonly<Stored>>;
  /** The keys in their order. */
  readonly keys: readonly string[];
  /** The last version that was used. */
  readonly version: number;
}

interface Stored {
  readonly value: string;
  readonly version: string;
  readonly expiresAt: bigint | undefined;
}

/** A store in memory, empty or with the documents of a snapshot. No operation is interrupted by another. */
export function memoryStorage(snapshot?: MemorySnapshot): MemoryStorage {
  let documents = new Map<string, Stored>();
  let keys: string[] = [];
  // One counter for all keys: no version comes twice, even after a deletion or a reset.
  let version = 0;
  reset(snapshot);

  function reset(from?: MemorySnapshot): void {
    documents = new Map(from?.documents);
    keys = [...(from?.keys ?? [])];
    version = Math.max(version, from?.version ?? 0);
  }

  function read(key: string): Entry | undefined {
    const stored = documents.get(key);
    return stored && { key, value: stored.value, version: stored.version };
  }

  function put({ key, value, expiresAt }: Document): void {
    if (!documents.has(key)) keys.splice(firstAtOrAfter(keys, key), 0, key);
    documents.set(key, { value, expiresAt, version: `${++version}` });
  }

  function remove(key: string): void {
    if (documents.delete(key)) keys.splice(firstAtOrAfter(keys, key), 1);
  }

  function bounds({ start, end }: KeyRange): [number, number] {
    const first = firstAtOrAfter(keys, start);
    return [first, Math.max(first, firstAtOrAfter(keys, end))];
  }

  function removeRange(range: KeyRange): void {
    const [first, last] = bounds(range);
    for (const key of keys.splice(first, last - first)) documents.delete(key);
  }

  function write({ tag, val }: Write): void {
    if (tag === "put") put(val);
    else if (tag === "delete") remove(val);
    else removeRange(val);
  }

  function* matching(range: KeyRange, filter: Clause[], reverse: boolean, liveAt?: bigint) {
    const within = keys.slice(...bounds(range));
    for (const key of reverse ? within.reverse() : within) {
      const { value, expiresAt } = documents.get(key) as Stored;
      if (liveAt !== undefined && expiresAt !== undefined && expiresAt <= liveAt) continue;
      if (matches(filter, value)) yield read(key) as Entry;
    }
  }

  return {
    get(asked) {
      limits.get(asked);
      return asked.map(read);
    },
    scan(range, filter, page) {
      limits.scan(range, filter, page);
      const found: Entry[] = [];
      let skipped = 0;
      for (const entry of matching(range, filter, page.reverse, page.liveAt)) {
        if (skipped++ < page.offset) continue;
        found.push(entry);
        if (found.length === page.limit) break;
      }
      return found;
    },
    count(range, filter, liveAt) {
      limits.count(range, filter);
      let count = 0n;
      for (const _ of matching(range, filter, false, liveAt)) count++;
      return count;
    },
    commit(checks, writes) {
      limits.commit(checks, writes);
      const holds = ({ key, version }: Check) => documents.get(key)?.version === version;
      if (!checks.every(holds)) throw conflict();
      writes.forEach(write);
    },
    sweep(now) {
      const isOver = (key: string) => {
        const { expiresAt } = documents.get(key) as Stored;
        return expiresAt !== undefined && expiresAt <= now;
      };
      const over = new Set(keys.filter(isOver));
      for (const key of over) documents.delete(key);
      keys = keys.filter((key) => !over.has(key));
      return over.size;
    },
    snapshot: () => ({ documents: new Map(documents), keys: [...keys], version }),
    fork: () => memoryStorage({ documents, keys, version }),
    reset,
  };
}
