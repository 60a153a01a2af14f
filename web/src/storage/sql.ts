// A store over a synchronous SQLite: `node:sqlite`, `bun:sqlite`, a Durable Object's.

import type { Check, Clause, Document, Entry, KeyRange, Write } from "../generated/contract.js";
import { conflict, isStoreError, type Storage, unavailable } from "../storage.js";
import * as limits from "./limits.js";
import { predicate } from "./predicate.js";

/** A value of a column, or of a parameter. */
export type SqlValue = string | number | null;

/** A row by the names of its columns. */
export type SqlRow = Record<string, unknown>;

/** What `sqlStorage` needs from a database. */
export interface SqlDriver {
  /** Runs one statement and returns its rows. At most 100 parameters are bound, each of them `?`. */
  all(sql: string, ...parameters: SqlValue[]): SqlRow[];

  /**
   * Runs `work` in a transaction that no other writer can be in (`BEGIN IMMEDIATE`), and returns when the
   * transaction is durable. If `work` throws, rolls back and throws that.
   *
   * May throw a `StoreError` itself: `unavailable` if nothing was changed, `unknown` if nobody knows.
   */
  transaction<T>(work: () => T): T;

  /** A short description of an error of this database, for a log. Must not contain what was written. */
  describe?(error: unknown): string;

  /** Closes the database. */
  close?(): void;
}

/** A store in a database. Every operation answers at once. */
export interface SqlStorage extends Storage {
  get(keys: string[]): (Entry | undefined)[];
  scan(...input: Parameters<Storage["scan"]>): Entry[];
  count(...input: Parameters<Storage["count"]>): bigint;
  commit(checks: Check[], writes: Write[]): void;
  sweep(now: bigint): number;
  close(): void;
}

/**
 * The tables. Texts are compared by their bytes (collation BINARY), the order that the contract demands. The last
 * version is stored beside the documents, because it has to survive the deletion of the document that has it.
 *
 * The server has the same tables.
 */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS document (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires_at INTEGER
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS document_expires_at ON document (expires_at)
    WHERE expires_at IS NOT NULL`,
  `CREATE TABLE IF NOT EXISTS last_version (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL
  ) STRICT`,
  "INSERT INTO last_version VALUES (1, 0) ON CONFLICT DO NOTHING",
];

/** Minimum number of documents in a batch of a sweep, except the last. */
const SWEPT_AT_ONCE = 500;

/** The last second that SQLite's integers can hold; a later time is stored as that. */
const LAST_SECOND = (1n << 63n) - 1n;

/** A time as a parameter: a text, because not every driver takes a BigInt. Cast to an integer in the statement. */
const seconds = (time: bigint | undefined): string | null =>
  time === undefined ? null : `${time > LAST_SECOND ? LAST_SECOND : time}`;

/**
 * A store in a database, whose tables are made if they are missing.
 *
 * @throws A `StoreError` if the database cannot be used.
 */
export function sqlStorage(driver: SqlDriver): SqlStorage {
  const describe = driver.describe ?? (() => "the database failed");

  /** Errors of the database that are not yet those of the contract: nothing was changed. */
  function attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw isStoreError(error) ? error : unavailable(`SQL: ${describe(error)}`);
    }
  }
  const transaction = <T>(work: () => T): T => attempt(() => driver.transaction(work));

  function perform({ tag, val }: Write, nextVersion: () => number): void {
    if (tag === "put") put(val, nextVersion());
    else if (tag === "delete") driver.all("DELETE FROM document WHERE key = ?", val);
    else driver.all("DELETE FROM document WHERE key >= ? AND key < ?", val.start, val.end);
  }

  function put({ key, value, expiresAt }: Document, version: number): void {
    driver.all(
      `INSERT INTO document (key, value, version, expires_at) VALUES (?, ?, ?, CAST(? AS INTEGER))
       ON CONFLICT (key) DO UPDATE SET value = excluded.value,
         version = excluded.version, expires_at = excluded.expires_at`,
      key,
      value,
      version,
      seconds(expiresAt),
    );
  }

  function holds({ key, version }: Check): boolean {
    const [row] = driver.all("SELECT version FROM document WHERE key = ?", key);
    return version === (row && String(row.version));
  }

  function write(writes: Write[]): void {
    const [last] = driver.all("SELECT version FROM last_version");
    const before = Number(last?.version);
    let version = before;
    for (const each of writes) perform(each, () => ++version);
    if (version !== before) driver.all("UPDATE last_version SET version = ?", version);
  }

  /** Removes the documents that expired first, as many as a batch has or a few more. */
  function sweepSome(now: bigint): number {
    // The time of the last document of the batch; all documents with the same one are removed too.
    const [last] = driver.all(
      `SELECT CAST(expires_at AS TEXT) AS at FROM document WHERE expires_at <= CAST(? AS INTEGER)
       ORDER BY expires_at LIMIT 1 OFFSET ?`,
      seconds(now),
      SWEPT_AT_ONCE - 1,
    );
    const until = last ? String(last.at) : seconds(now);
    const over = "FROM document WHERE expires_at <= CAST(? AS INTEGER)";
    const [counted] = driver.all(`SELECT count(*) AS number ${over}`, until);
    driver.all(`DELETE ${over}`, until);
    return Number(counted?.number);
  }

  transaction(() => {
    for (const statement of SCHEMA) driver.all(statement);
  });

  return {
    get(keys) {
      limits.get(keys);
      const rows = attempt(() =>
        driver.all(
          "SELECT key, value, version FROM document WHERE key IN (SELECT value FROM json_each(?))",
          JSON.stringify(keys),
        ),
      );
      const found = new Map(rows.map((row) => [row.key, entry(row)]));
      return keys.map((key) => found.get(key));
    },
    scan(range, filter, page) {
      limits.scan(range, filter, page);
      const { sql, parameters } = predicate(range, filter, seconds(page.liveAt));
      const order = page.reverse ? "DESC" : "ASC";
      const rows = attempt(() =>
        driver.all(
          `SELECT key, value, version FROM document WHERE ${sql} ORDER BY key ${order} LIMIT ? OFFSET ?`,
          ...parameters,
          page.limit,
          page.offset,
        ),
      );
      return rows.map(entry);
    },
    count(range: KeyRange, filter: Clause[], liveAt) {
      limits.count(range, filter);
      const { sql, parameters } = predicate(range, filter, seconds(liveAt));
      const select = `SELECT count(*) AS number FROM document WHERE ${sql}`;
      const [row] = attempt(() => driver.all(select, ...parameters));
      return BigInt(row?.number as number);
    },
    commit(checks, writes) {
      limits.commit(checks, writes);
      transaction(() => {
        if (!checks.every(holds)) throw conflict();
        write(writes);
      });
    },
    sweep(now) {
      let removed = 0;
      for (;;) {
        const batch = transaction(() => sweepSome(now));
        removed += batch;
        if (batch < SWEPT_AT_ONCE) return removed;
      }
    },
    close: () => driver.close?.(),
  };
}

const entry = ({ key, value, version }: SqlRow): Entry => ({
  key: key as string,
  value: value as string,
  version: String(version),
});
