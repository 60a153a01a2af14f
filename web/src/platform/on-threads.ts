// An SSO on a host whose only other threads are worker threads: Deno and Bun.

import { moduleHashing } from "../hashing/module.js";
import { createSso, type Sso, type SsoOptions } from "../sso.js";
import { loadComponent, loadHashing } from "./files.js";
import { workerHashing } from "./worker-threads.js";

/** The parts of an SSO: component and hashing have a default. */
export type HostOptions = Omit<SsoOptions, "component" | "hashing"> &
  Partial<Pick<SsoOptions, "component" | "hashing">>;

/**
 * Makes an SSO with the component of this package. With JavaScript Promise Integration passwords are hashed on
 * worker threads, so that a session check never waits for a hash. Without it each hash stops the thread.
 *
 * @throws `SettingsError` with every problem, by stanza and key.
 */
export async function createOnThreads(options: HostOptions): Promise<Sso> {
  const component = options.component ?? (await loadComponent());
  const hashing = options.hashing ?? (component.canWait ? workerHashing : moduleHashing)(await loadHashing());
  return createSso({ ...options, component, hashing });
}
