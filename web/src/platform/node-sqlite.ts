// `node:sqlite`, which Node.js (22.13 and later) and Deno have.

import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { SqlRow, SqlStorage } from "../storage/sql.js";
import { type Database, openStore } from "./sqlite-file.js";

/** The store in a file, which is made if it does not exist. Several processes may open it. */
export async function nodeSqlite(path: string): Promise<SqlStorage> {
  return openStore(path, await nodeDatabases());
}

/** Opens databases. */
export async function nodeDatabases(): Promise<(path: string) => Database> {
  // Not a static import: older versions of Node.js lack the module, and may use another store.
  const { DatabaseSync } = await import("node:sqlite");
  return (path) => databaseOf(new DatabaseSync(path));
}

function databaseOf(connection: DatabaseSync): Database {
  // The number of statements is bounded, because texts and filters are parameters.
  const statements = new Map<string, StatementSync>();
  return {
    all(sql, ...parameters) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = connection.prepare(sql);
        statements.set(sql, statement);
      }
      return statement.all(...parameters) as SqlRow[];
    },
    // The extended code has more bits.
    codeOf(error) {
      const { errcode } = error as { errcode?: unknown };
      return typeof errcode === "number" ? errcode & 0xff : undefined;
    },
    close: () => connection.close(),
  };
}
