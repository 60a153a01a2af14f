/**
 * Vestibule in a Service Worker: the pages of an origin have an SSO at `/zato/sso/`, without a server. It keeps its
 * data over reload and restart, and works offline.
 *
 * The secret key and all data are in the origin, within reach of each of its scripts: this is for demonstrations,
 * development and tests.
 *
 * @module
 */

import { indexedDb } from "./browser/indexeddb.js";
import { browserKey } from "./browser/key.js";
import { loadHashing, loadModules } from "./browser/modules.js";
import type { Message } from "./generated/contract.js";
// Not imported later: a Service Worker may import only while it is evaluated.
import { instantiate } from "./glue/jspi.js";
import { moduleHashing } from "./hashing/module.js";
import { fromCache, keep, takeOver } from "./service-worker/cache.js";
import type { FetchEvent, ServiceWorkerScope } from "./service-worker/scope.js";
import { createSso, type Sso, type SsoOptions } from "./sso.js";

export { indexedDb } from "./browser/indexeddb.js";
export { browserKey } from "./browser/key.js";
export * from "./core.js";

/** Options of `serve`. */
export interface ServeOptions
  extends Partial<Pick<SsoOptions, "settings" | "deliversMessages" | "signupValidator" | "audit" | "onFault" | "limits">> {
  /** Name of the database in IndexedDB. Default: `vestibule`. */
  readonly name?: string;
  /**
   * Shows messages, such as mails with tokens, for instance to the pages. Without it none is queued, unless
   * `deliversMessages`: your script then takes them from `sso.messages`.
   */
  readonly deliver?: (message: Message) => Promise<void> | void;
}

const BASE = "/zato/sso/";

/** Milliseconds between two removals of expired documents, while the worker is in use. */
const SWEEP_INTERVAL = 300_000;

/**
 * Answers the requests of this Service Worker's pages below `/zato/sso/`. Call it while the script is evaluated.
 *
 * Returns a function that opens the SSO, for requests of your own kind, such as one that makes the first super-user.
 */
export function serve(options: ServeOptions = {}): () => Promise<Sso> {
  const scope = globalThis as unknown as ServiceWorkerScope;
  let hasChanged = false;
  let lastSweep = 0;
  let opened: Promise<Sso> | undefined;

  function open(): Promise<Sso> {
    opened ??= create(options, () => {
      hasChanged = true;
    });
    // The next request tries again.
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  }

  /** What is to be done after an answer. The browser may end the worker afterwards. */
  async function after(): Promise<void> {
    const sso = await open();
    if (options.deliver && hasChanged) {
      hasChanged = false;
      await sso.messages.deliver(options.deliver);
    }
    if (Date.now() - lastSweep >= SWEEP_INTERVAL) {
      lastSweep = Date.now();
      await sso.sweep();
    }
  }

  function answer(event: FetchEvent): void {
    const answered = open().then(
      (sso) => sso.fetch(event.request),
      (error: unknown) => {
        (options.onFault ?? console.error)(error);
        return new Response(null, { status: 503, headers: { "retry-after": "1" } });
      },
    );
    event.respondWith(answered);
    event.waitUntil(answered.then(after).catch(options.onFault ?? console.error));
  }

  scope.addEventListener("install", (event) => event.waitUntil(keep().then(() => scope.skipWaiting())));
  scope.addEventListener("activate", (event) => event.waitUntil(takeOver().then(() => scope.clients.claim())));
  scope.addEventListener("fetch", (event) => {
    const { origin, pathname } = new URL(event.request.url);
    if (origin === scope.location.origin && pathname.startsWith(BASE)) answer(event);
  });
  return open;
}

async function create(options: ServeOptions, onChange: () => void): Promise<Sso> {
  const { name = "vestibule", settings = {}, deliver, audit, ...rest } = options;
  const [modules, hashing, storage] = await Promise.all([
    loadModules(fromCache),
    loadHashing(fromCache),
    indexedDb({ name }),
  ]);
  const main = settings.main?.keys ? settings.main : { ...settings.main, keys: [await browserKey(name)] };
  return createSso({
    deliversMessages: deliver !== undefined,
    ...rest,
    component: { instantiate, modules, canWait: true },
    hashing: moduleHashing(hashing),
    storage,
    settings: { ...settings, main },
    audit: (event) => {
      if (event.changed) onChange();
      audit?.(event);
    },
  });
}
