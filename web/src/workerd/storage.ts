// The store of a Durable Object: its own SQLite, which answers at once.

import { type SqlStorage, sqlStorage, type SqlValue } from "../storage/sql.js";
import type { ObjectStorage } from "./state.js";

/**
 * The store in a Durable Object. The object answers nobody before a commit is durable: the platform holds back every
 * answer until what was written before it is stored.
 */
export function durableObjectStorage(storage: ObjectStorage): SqlStorage {
  return sqlStorage({
    all: (sql: string, ...parameters: SqlValue[]) => storage.sql.exec(sql, ...parameters).toArray(),
    transaction: (work) => storage.transactionSync(work),
    // The platform's message has no values of parameters.
    describe: (error) => (error instanceof Error ? error.message : "it failed"),
  });
}
