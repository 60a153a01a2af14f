/**
 * Vestibule in Bun: the component and password hashing from this package, SQLite in a file, and HTTP.
 *
 * @module
 */

export * from "./core.js";
export { loadComponent, loadHashing } from "./platform/files.js";
export { listener, type NodeServeOptions, type Serving, serveNode as serve } from "./platform/listener.js";
export { bunSqlite as sqlite } from "./platform/bun-sqlite.js";
export { createOnThreads as createSso, type HostOptions } from "./platform/on-threads.js";
export { workerHashing } from "./platform/worker-threads.js";
