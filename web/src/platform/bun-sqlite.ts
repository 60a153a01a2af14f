// `bun:sqlite`.

import type { SqlRow, SqlStorage, SqlValue } from "../storage/sql.js";
import { type Database, openStore } from "./sqlite-file.js";

/** What is used of `bun:sqlite`. */
interface Connection {
  query(sql: string): { all(...parameters: SqlValue[]): SqlRow[] };
  close(): void;
}

interface Module {
  readonly Database: new (path: string) => Connection;
}

/** The store in a file, which is made if it does not exist. Several processes may open it. */
export async function bunSqlite(path: string): Promise<SqlStorage> {
  return openStore(path, await bunDatabases());
}

/** Opens databases. */
export async function bunDatabases(): Promise<(path: string) => Database> {
  // The compiler for Node.js does not know the module.
  const name = "bun:sqlite";
  const { Database } = (await import(name)) as Module;
  return (path) => databaseOf(new Database(path));
}

function databaseOf(connection: Connection): Database {
  return {
    // Bun keeps the statements of `query`.
    all: (sql, ...parameters) => connection.query(sql).all(...parameters),
    codeOf(error) {
      const { errno } = error as { errno?: unknown };
      return typeof errno === "number" ? errno & 0xff : undefined;
    },
    close: () => connection.close(),
  };
}
