/**
 * Vestibule in a page: the component and password hashing from this package, IndexedDB.
 *
 * The secret key and all data are in the page's origin, within reach of each of its scripts: this is for
 * demonstrations, development and tests.
 *
 * @module
 */

import { loadComponent } from "./browser/component.js";
import { browserKey } from "./browser/key.js";
import { loadHashing } from "./browser/modules.js";
import { moduleHashing } from "./hashing/module.js";
import { createSso as createSsoOf, type Sso, type SsoOptions } from "./sso.js";

export { loadComponent } from "./browser/component.js";
export { type IndexedDbOptions, type IndexedDbStorage, indexedDb } from "./browser/indexeddb.js";
export { browserKey } from "./browser/key.js";
export { loadHashing } from "./browser/modules.js";
export { workerHashing } from "./browser/worker-hashing.js";
export * from "./core.js";

/** The parts of an SSO in a page: component, hashing and settings have a default. */
export type BrowserOptions = Omit<SsoOptions, "component" | "hashing" | "settings"> &
  Partial<Pick<SsoOptions, "component" | "hashing" | "settings">>;

/**
 * Makes an SSO with the component of this package. Without `main.keys` the settings have the key of the browser
 * (`browserKey`).
 *
 * A password is hashed on the calling thread, which then stands still for 50 ms; with
 * `hashing: workerHashing(await loadHashing())` it does not.
 *
 * @throws `SettingsError` with every problem, by stanza and key.
 */
export async function createSso(options: BrowserOptions): Promise<Sso> {
  const component = options.component ?? (await loadComponent());
  const hashing = options.hashing ?? moduleHashing(await loadHashing());
  const { settings = {} } = options;
  const main = settings.main?.keys ? settings.main : { ...settings.main, keys: [await browserKey()] };
  return createSsoOf({ ...options, component, hashing, settings: { ...settings, main } });
}
