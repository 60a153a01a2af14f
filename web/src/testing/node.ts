/**
 * A real SSO inside your tests, for Node.js, Deno and Bun: no server, no database, no waiting.
 *
 * @module
 */

// Evaluated with this module, so that making the first SSO does not wait for it.
import "../glue/sync.js";
import { loadComponent, loadHashing } from "../platform/files.js";
import { createTestSso as createOf, type TestSso, type TestSsoOptions } from "./create.js";

export * from "./shared.js";
export { listener, serveNode as serve } from "../platform/listener.js";

/**
 * Makes an SSO for tests, in memory. The modules are compiled once for a process.
 *
 * @throws `SettingsError` with every problem of the settings, by stanza and key.
 */
export async function createTestSso(options: TestSsoOptions = {}): Promise<TestSso> {
  const [component, hashing] = await Promise.all([loadComponent({ canWait: false }), loadHashing()]);
  return createOf({ component, hashing }, options);
}
