// The component in a page. A Service Worker may not import later, so it does not use this.

import { type Component, hasPromiseIntegration } from "../component.js";
import { loadModules } from "./modules.js";

/**
 * The component of this package. With JavaScript Promise Integration storage and hashing may return promises, unless
 * `canWait` is false. Only the glue that is needed is loaded.
 */
export async function loadComponent({ canWait = hasPromiseIntegration() } = {}): Promise<Component> {
  const modules = loadModules();
  const { instantiate } = canWait ? await import("../glue/jspi.js") : await import("../glue/sync.js");
  return { instantiate, modules: await modules, canWait };
}
