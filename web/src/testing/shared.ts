// What the entry `vestibule/testing` has on every platform.

export * from "../core.js";
export type { Duration, TestClock } from "./clock.js";
export type { TestModules, TestSso, TestSsoOptions } from "./create.js";
export type { FailureOptions, StoreFailure, TestStorage } from "./failures.js";
export type { TestMessage } from "./messages.js";
export type { StorageState, StorageStateOptions } from "./storage-state.js";
export type { TestUser, TestUserOptions } from "./users.js";
