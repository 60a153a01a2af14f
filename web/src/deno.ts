/**
 * Vestibule in Deno: the component and password hashing from this package, SQLite in a file, and HTTP.
 *
 * @module
 */

import { loadComponent, loadHashing } from "./platform/files.js";
import { workerHashing } from "./platform/worker-threads.js";
import { createSso as createSsoOf, type Sso, type SsoOptions } from "./sso.js";

export * from "./core.js";
export { loadComponent, loadHashing } from "./platform/files.js";
export { listener, type NodeServeOptions, type Serving, serveNode as serve } from "./platform/listener.js";
export { nodeSqlite as sqlite } from "./platform/node-sqlite.js";
export { workerHashing } from "./platform/worker-threads.js";

/** The parts of an SSO in Deno: component and hashing have a default. */
export type DenoOptions = Omit<SsoOptions, "component" | "hashing"> &
  Partial<Pick<SsoOptions, "component" | "hashing">>;

/**
 * Makes an SSO with the component of this package. Passwords are hashed on worker threads, so that a session check
 * never waits for a hash.
 *
 * @throws `SettingsError` with every problem, by stanza and key.
 */
export async function createSso(options: DenoOptions): Promise<Sso> {
  const component = options.component ?? (await loadComponent());
  const hashing = options.hashing ?? workerHashing(await loadHashing());
  return createSsoOf({ ...options, component, hashing });
}
