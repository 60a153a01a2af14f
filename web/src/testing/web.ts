/**
 * A real SSO inside your tests, in a browser. In Node.js the same entry also has `serve`.
 *
 * @module
 */

import { loadComponent } from "../browser/component.js";
import { loadHashing } from "../browser/modules.js";
import { createTestSso as createOf, type TestSso, type TestSsoOptions } from "./create.js";

export * from "./shared.js";

/**
 * Makes an SSO for tests, in the memory of the page. The modules are compiled once for a page.
 *
 * @throws `SettingsError` with every problem of the settings, by stanza and key.
 */
export async function createTestSso(options: TestSsoOptions = {}): Promise<TestSso> {
  const [component, hashing] = await Promise.all([loadComponent({ canWait: false }), loadHashing()]);
  return createOf({ component, hashing }, options);
}
