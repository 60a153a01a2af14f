/**
 * A real SSO inside your tests, for Node.js, Deno and Bun: no server, no database, no waiting.
 *
 * The component is compiled when this module is imported, once for a process, and runs once what nearly every test
 * needs: afterwards the first SSO is made as quickly as the next ones.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { CORE_MODULES, HASHING_MODULE } from "../component.js";
import { instantiate } from "../glue/sync.js";
import { createTestSso as createOf, type TestModules, type TestSso, type TestSsoOptions } from "./create.js";
import { warmUp } from "./warm-up.js";

export * from "./shared.js";
export { listener, serveNode as serve } from "../platform/listener.js";

const compiled = (name: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(new URL(`../wasm/${name}`, import.meta.url)));

const modules: TestModules = {
  component: {
    instantiate,
    modules: Object.fromEntries(CORE_MODULES.map((name) => [name, compiled(name)])),
    canWait: false,
  },
  hashing: compiled(HASHING_MODULE),
};
warmUp(modules);

/**
 * Makes an SSO for tests, in memory.
 *
 * @throws `SettingsError` with every problem of the settings, by stanza and key.
 */
export function createTestSso(options: TestSsoOptions = {}): Promise<TestSso> {
  return createOf(modules, options);
}
