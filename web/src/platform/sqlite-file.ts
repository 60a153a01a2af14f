// A store in a file of SQLite, which several processes may open. The server's store has the same format.

import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { isStoreError, type StoreError, unavailable, unknownOutcome } from "../storage.js";
import { SCHEMA, type SqlDriver, type SqlRow, type SqlStorage, sqlStorage, type SqlValue } from "../storage/sql.js";

/** What a platform's SQLite has to offer. */
export interface Database {
  /** Runs a statement and returns its rows. */
  all(sql: string, ...parameters: SqlValue[]): SqlRow[];
  /** SQLite's code for an error of this database, such as 5; `undefined` for any other error. */
  codeOf(error: unknown): number | undefined;
  close(): void;
}

/** "Vstb": marks a file as a store of Vestibule. */
const APPLICATION = 0x56737462;
/** The number of steps that made the tables, which the server counts. */
const SCHEMA_VERSION = 1;

/** How long an operation waits for another process's lock, in milliseconds. The thread waits with it. */
const PATIENCE = 5_000;

const GENERAL = 1;
const BUSY = 5;
const LOCKED = 6;
const FULL = 13;

/**
 * `synchronous=FULL` makes commits durable: in WAL mode anything less leaves out the `fsync`. Deleted data is
 * overwritten, so that nothing remains of a person who was erased.
 */
const SETTINGS = [
  `PRAGMA busy_timeout = ${PATIENCE}`,
  "PRAGMA synchronous = FULL",
  "PRAGMA journal_size_limit = 67108864",
  "PRAGMA secure_delete = ON",
];

/**
 * Opens the store in a file, which is made if it does not exist, readable by its owner alone.
 *
 * @throws `Error` if the file cannot be used, is not a store, or a newer version has written it.
 */
export function openStore(path: string, open: (path: string) => Database): SqlStorage {
  let database: Database | undefined;
  try {
    makeFile(path);
    database = open(path);
    for (const setting of SETTINGS) database.all(setting);
    // Before anything is changed: the file may belong to another program.
    const steps = inspect(database);
    writeAhead(database);
    const driver = driverOf(database);
    if (steps < SCHEMA_VERSION) setUp(database, driver);
    return sqlStorage(driver);
  } catch (error) {
    database?.close();
    throw new Error(`cannot open ${path}: ${wordsOf(error)}`, { cause: error });
  }
}

function wordsOf(error: unknown): string {
  if (!isStoreError(error)) return (error as Error).message;
  return error.tag === "unavailable" ? error.val : error.tag;
}

function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** How many steps have made the tables of a file. Throws if it is not a store, or a newer version has written it. */
function inspect(database: Database): number {
  const [row] = database.all(
    `SELECT application_id AS application, user_version AS version,
       NOT EXISTS (SELECT 1 FROM sqlite_schema) AS empty
     FROM pragma_application_id, pragma_user_version`,
  );
  const { application, version, empty } = row as { application: number; version: number; empty: number };
  if (application === APPLICATION && version <= SCHEMA_VERSION) return version;
  if (application === 0 && version === 0 && empty === 1) return 0;
  if (application !== APPLICATION) throw new Error("it is a database, but not a store of Vestibule");
  const newer = `it has schema ${version}, which is newer than schema ${SCHEMA_VERSION} of this program`;
  throw new Error(`${newer}: a newer Vestibule has written it`);
}

/**
 * Switches a new file to write-ahead logging, which is permanent. The switch needs an exclusive lock and, unlike other
 * statements, does not always wait for it.
 */
function writeAhead(database: Database): void {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      const [row] = database.all("PRAGMA journal_mode = WAL");
      if (row?.journal_mode === "wal") return;
      throw new Error(`write-ahead logging cannot be used here, only ${row?.journal_mode}`);
    } catch (error) {
      const code = database.codeOf(error);
      if ((code !== BUSY && code !== LOCKED) || performance.now() > end) throw error;
      pause(10);
    }
  }
}

/** Stops the thread, as SQLite does while it waits for a lock. */
const pause = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** Makes the tables, unless another process has made them in the meantime. */
function setUp(database: Database, driver: SqlDriver): void {
  driver.transaction(() => {
    if (inspect(database) === SCHEMA_VERSION) return;
    for (const statement of SCHEMA) database.all(statement);
    database.all(`PRAGMA application_id = ${APPLICATION}`);
    database.all(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

function driverOf(database: Database): SqlDriver {
  const describe = (error: unknown) => `error ${database.codeOf(error) ?? "without a code"}`;
  const failed = (error: unknown) => unavailable(`SQLite: ${describe(error)}`);
  let isOpen = false;

  /** If this fails, it is tried again before the next transaction. */
  function rollBack(): void {
    try {
      database.all("ROLLBACK");
      isOpen = false;
    } catch (error) {
      // SQLite has rolled back itself: there is no transaction.
      if (database.codeOf(error) === GENERAL) isOpen = false;
    }
  }

  return {
    all: (sql, ...parameters) => database.all(sql, ...parameters),
    transaction(work) {
      if (isOpen) rollBack();
      try {
        database.all("BEGIN IMMEDIATE");
      } catch (error) {
        throw failed(error);
      }
      isOpen = true;
      try {
        const result = work();
        commit(database, failed);
        isOpen = false;
        return result;
      } catch (error) {
        rollBack();
        throw error;
      }
    },
    describe,
    close: () => database.close(),
  };
}

/**
 * If the disk was full or another process held the lock, the end of the transaction was not written to the log. After
 * any other failure, for example of `fsync`, it may be in the log and be found when the log is read after a crash.
 */
function commit(database: Database, failed: (error: unknown) => StoreError): void {
  try {
    database.all("COMMIT");
  } catch (error) {
    const code = database.codeOf(error);
    throw code === FULL || code === BUSY || code === LOCKED ? failed(error) : unknownOutcome();
  }
}
