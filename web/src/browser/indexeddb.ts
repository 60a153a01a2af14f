// The store of `wit/storage.wit` in IndexedDB. It is asynchronous, so the component needs JavaScript Promise
// Integration.
//
// IndexedDB orders texts by UTF-16 units, the contract by UTF-8 bytes. So a key is stored as its bytes.
//
// Each operation is one transaction. Those that write run one after another in all tabs of an origin, and each sees
// all of those before it: this makes the operations serializable.

import type { Check, Clause, Entry, KeyRange, Page, Write } from "../generated/contract.js";
import {
  conflict,
  isStoreError,
  limits,
  matches,
  type Storage,
  unavailable,
  unknownOutcome,
} from "../storage.js";
import { answerOf } from "./requests.js";

/** A document as it is stored, under the bytes of its key. */
interface StoredDocument {
  key: string;
  value: string;
  version: string;
  expiresAt?: bigint;
  /** `expiresAt` as a number, because an index takes no BigInt. Rounding it only delays the sweep. */
  sweepAt?: number;
}

/** Options of {@link indexedDb}. */
export interface IndexedDbOptions {
  /** Name of the database in the page's origin. Default: `vestibule`. */
  name?: string;
  /**
   * Milliseconds after which an operation that IndexedDB has not answered is given up: `unavailable`, or
   * `unknown` if a commit could not be stopped. Default: 10,000.
   */
  timeout?: number;
}

/** A storage that can be closed. */
export interface IndexedDbStorage extends Storage {
  /** Closes the connection after the operations that have begun. Later operations are `unavailable`. */
  close(): void;
}

const DOCUMENTS = "documents";
const COUNTER = "counter";
const SWEEP_AT = "sweepAt";
/** Documents that are read at once when a range is read in order. */
const BATCH = 500;

/**
 * Opens the database, and creates it if it does not exist.
 *
 * @throws the browser's `DOMException` if it permits no database, for instance in some private windows.
 */
export async function indexedDb(options: IndexedDbOptions = {}): Promise<IndexedDbStorage> {
  const database = await open(options.name ?? "vestibule");
  // Without this a page that deletes the database would wait for as long as this tab is open.
  database.onversionchange = () => database.close();
  const timeout = options.timeout ?? 10_000;
  const read = <T>(work: (documents: IDBObjectStore) => Promise<T>) =>
    inTransaction(database, "readonly", timeout, (transaction) =>
      work(transaction.objectStore(DOCUMENTS)),
    );
  const write = <T>(work: (transaction: IDBTransaction) => Promise<T>) =>
    inTransaction(database, "readwrite", timeout, work);

  return {
    async get(keys) {
      limits.get(keys);
      return read((documents) => Promise.all(keys.map((key) => find(documents, key).then(entryOf))));
    },
    async scan(range, filter, page) {
      limits.scan(range, filter, page);
      return read((documents) => scan(documents, range, filter, page));
    },
    async count(range, filter, liveAt) {
      limits.count(range, filter);
      return read((documents) => count(documents, range, filter, liveAt));
    },
    async commit(checks, writes) {
      limits.commit(checks, writes);
      await write((transaction) => commit(transaction, checks, writes));
    },
    sweep: (now) => write((transaction) => sweep(transaction.objectStore(DOCUMENTS), now)),
    close: () => database.close(),
  };
}

function open(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(DOCUMENTS).createIndex(SWEEP_AT, SWEEP_AT);
    opening.result.createObjectStore(COUNTER);
  };
  return answerOf(opening);
}

/**
 * Runs `work` in one transaction, and returns its result once the transaction is complete. A contract's
 * error that `work` throws is passed on; every other failure becomes `unavailable`.
 */
function inTransaction<T>(
  database: IDBDatabase,
  mode: "readonly" | "readwrite",
  timeout: number,
  work: (transaction: IDBTransaction) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let transaction: IDBTransaction;
    try {
      transaction = database.transaction([DOCUMENTS, COUNTER], mode, { durability: "strict" });
    } catch (error) {
      return reject(failed(error));
    }
    let result: T;
    let failure: unknown;
    const giveUp = () => {
      failure = unavailable("IndexedDB: no answer in time");
      // It cannot be aborted any more when it is being committed: then nobody knows the outcome.
      if (!abort(transaction)) reject(unknownOutcome());
    };
    const timer = setTimeout(giveUp, timeout);
    transaction.oncomplete = () => {
      clearTimeout(timer);
      if (failure === undefined) resolve(result);
      else reject(failure);
    };
    transaction.onabort = () => {
      clearTimeout(timer);
      reject(failure ?? failed(transaction.error));
    };
    work(transaction).then(
      (value) => {
        result = value;
      },
      (error: unknown) => {
        failure ??= isStoreError(error) ? error : failed(error);
        abort(transaction);
      },
    );
  });
}

/** The browser's own error, such as `QuotaExceededError`: nothing was changed. */
const failed = (error: unknown) =>
  unavailable(`IndexedDB: ${error instanceof DOMException ? error.name : "it failed"}`);

/** Whether nothing of the transaction happens. */
function abort(transaction: IDBTransaction): boolean {
  try {
    transaction.abort();
    return true;
  } catch {
    return false;
  }
}

async function commit(transaction: IDBTransaction, checks: Check[], writes: Write[]) {
  const documents = transaction.objectStore(DOCUMENTS);
  const counter = transaction.objectStore(COUNTER);
  const current = await Promise.all(checks.map(({ key }) => find(documents, key)));
  if (!checks.every(({ version }, number) => current[number]?.version === version)) {
    throw conflict();
  }
  // One counter for all keys: no version comes twice, not even after a deletion.
  let last: number = (await answerOf(counter.get(0))) ?? 0;
  for (const { tag, val } of writes) {
    if (tag === "put") {
      const document: StoredDocument = { key: val.key, value: val.value, version: `${++last}` };
      if (val.expiresAt !== undefined) {
        document.expiresAt = val.expiresAt;
        document.sweepAt = Number(val.expiresAt);
      }
      documents.put(document, bytesOf(val.key));
    } else if (tag === "delete") {
      documents.delete(bytesOf(val));
    } else if (!isEmpty(val)) {
      documents.delete(rangeOf(val));
    }
  }
  counter.put(last, 0);
}

/** Removes what has expired; returns the number of documents. */
async function sweep(documents: IDBObjectStore, now: bigint): Promise<number> {
  const expired = IDBKeyRange.upperBound(Number(now));
  const keys = await answerOf(documents.index(SWEEP_AT).getAllKeys(expired));
  for (const key of keys) documents.delete(key);
  return keys.length;
}

async function scan(
  documents: IDBObjectStore,
  range: KeyRange,
  filter: Clause[],
  { limit, offset, reverse, liveAt }: Page,
): Promise<Entry[]> {
  const found: Entry[] = [];
  let skipped = 0;
  await walk(documents, range, reverse, (document) => {
    if (!isLive(document, liveAt) || !matches(filter, document.value)) return true;
    if (skipped < offset) skipped += 1;
    else found.push(entryOf(document));
    return found.length < limit;
  });
  return found;
}

async function count(
  documents: IDBObjectStore,
  range: KeyRange,
  filter: Clause[],
  liveAt: bigint | undefined,
): Promise<bigint> {
  if (isEmpty(range)) return 0n;
  if (filter.length === 0 && liveAt === undefined) {
    return BigInt(await answerOf(documents.count(rangeOf(range))));
  }
  let matching = 0n;
  await walk(documents, range, false, (document) => {
    if (isLive(document, liveAt) && matches(filter, document.value)) matching += 1n;
    return true;
  });
  return matching;
}

/** Shows the documents of a range to `see`, in order, until it returns false. */
async function walk(
  documents: IDBObjectStore,
  range: KeyRange,
  reverse: boolean,
  see: (document: StoredDocument) => boolean,
): Promise<void> {
  if (isEmpty(range)) return;
  if (reverse) return walkBackwards(documents, range, see);
  // Batches: a cursor needs an event for each document.
  let rest = rangeOf(range);
  for (;;) {
    const batch: StoredDocument[] = await answerOf(documents.getAll(rest, BATCH));
    for (const document of batch) if (!see(document)) return;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return;
    const after = bytesOf(last.key);
    if (indexedDB.cmp(after, rest.upper) >= 0) return;
    rest = IDBKeyRange.bound(after, rest.upper, true, true);
  }
}

function walkBackwards(
  documents: IDBObjectStore,
  range: KeyRange,
  see: (document: StoredDocument) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = documents.openCursor(rangeOf(range), "prev");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor !== null && see(cursor.value)) cursor.continue();
      else resolve();
    };
  });
}

const find = (documents: IDBObjectStore, key: string): Promise<StoredDocument | undefined> =>
  answerOf(documents.get(bytesOf(key)));

function entryOf(document: StoredDocument): Entry;
function entryOf(document: StoredDocument | undefined): Entry | undefined;
function entryOf(document: StoredDocument | undefined): Entry | undefined {
  return document && { key: document.key, value: document.value, version: document.version };
}

const isLive = ({ expiresAt }: StoredDocument, liveAt: bigint | undefined) =>
  expiresAt === undefined || liveAt === undefined || expiresAt > liveAt;

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text);

/** `IDBKeyRange.bound` would throw for it. */
const isEmpty = ({ start, end }: KeyRange) => indexedDB.cmp(bytesOf(start), bytesOf(end)) >= 0;

const rangeOf = ({ start, end }: KeyRange) =>
  IDBKeyRange.bound(bytesOf(start), bytesOf(end), false, true);
