/**
 * Vestibule in Node.js: the component and password hashing from this package, SQLite in a file, and HTTP.
 *
 * @module
 */

import type { Component } from "./component.js";
import type { Hashing } from "./hashing.js";
import { moduleHashing } from "./hashing/module.js";
import { loadComponent, loadHashing } from "./platform/files.js";
import { hasArgon2, nativeHashing } from "./platform/native-hashing.js";
import type { HostOptions } from "./platform/on-threads.js";
import { workerHashing } from "./platform/worker-threads.js";
import { createSso as createSsoOf, type Sso } from "./sso.js";

export * from "./core.js";
export { loadComponent, loadHashing } from "./platform/files.js";
export { listener, type NodeServeOptions, type Serving, serveNode as serve } from "./platform/listener.js";
export { nativeHashing } from "./platform/native-hashing.js";
export { nodeSqlite as sqlite } from "./platform/node-sqlite.js";
export type { HostOptions } from "./platform/on-threads.js";
export { workerHashing } from "./platform/worker-threads.js";

/**
 * Makes an SSO with the component of this package.
 *
 * With JavaScript Promise Integration (Node.js 24 and later) passwords are hashed on other threads, so that a session
 * check never waits for a hash. Before, each hash stops the thread.
 *
 * @throws `SettingsError` with every problem, by stanza and key.
 */
export async function createSso(options: HostOptions): Promise<Sso> {
  const component = options.component ?? (await loadComponent());
  const hashing = options.hashing ?? (await hashingFor(component));
  return createSsoOf({ ...options, component, hashing });
}

async function hashingFor({ canWait }: Component): Promise<Hashing> {
  const module = await loadHashing();
  if (!canWait) return moduleHashing(module);
  const threads = workerHashing(module);
  return hasArgon2() ? nativeHashing(threads) : threads;
}
