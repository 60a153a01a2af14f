/**
 * Vestibule without a host: every function takes what it needs as an argument. The entries for Node.js, Deno, Bun,
 * Workers and browsers are conveniences around it.
 *
 * @module
 */

export { operator, session } from "./authority.js";
export {
  type Component,
  CORE_MODULES,
  HASHING_MODULE,
  hasPromiseIntegration,
  type Instance,
  type Instantiate,
} from "./component.js";
export { SettingsError, SsoError } from "./errors.js";
export * from "./generated/contract.js";
export type { Calls } from "./generated/functions.js";
export type { Hashing } from "./hashing.js";
export { moduleHashing } from "./hashing/module.js";
export { queuedHashing, type QueueLimits } from "./hashing/queue.js";
export { type HashingThread, threadHashing } from "./hashing/threads.js";
export type { ClientInfo, HttpRequest, HttpResponse } from "./http.js";
export type { Callbacks, Messages } from "./messages.js";
export type { PoolLimits } from "./pool.js";
export type { Json, Settings } from "./settings.js";
export { createSso, type Sso, type SsoOptions } from "./sso.js";
export { type Awaitable, compareKeys, isStoreError, limits, matches, type Storage } from "./storage.js";
export { memoryStorage, type MemorySnapshot, type MemoryStorage } from "./storage/memory.js";
export { type SqlDriver, type SqlRow, type SqlStorage, sqlStorage, type SqlValue } from "./storage/sql.js";
export { fromDate, toDate } from "./time.js";
export type { SignupValidator } from "./validator.js";
