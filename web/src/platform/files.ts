// The files of the package, for platforms with a file system.

import { readFile } from "node:fs/promises";
import { type Component, CORE_MODULES, HASHING_MODULE, hasPromiseIntegration } from "../component.js";

async function compiled(name: string): Promise<WebAssembly.Module> {
  const bytes = await readFile(new URL(`../wasm/${name}`, import.meta.url));
  return WebAssembly.compile(bytes);
}

let coreModules: Promise<Component["modules"]> | undefined;
let hashing: Promise<WebAssembly.Module> | undefined;

async function readCore(): Promise<Component["modules"]> {
  const modules = CORE_MODULES.map(async (name) => [name, await compiled(name)] as const);
  return Object.fromEntries(await Promise.all(modules));
}

/**
 * The component of this package, compiled once for a process. With JavaScript Promise Integration storage and hashing
 * may return promises, unless `canWait` is false.
 */
export async function loadComponent({ canWait = hasPromiseIntegration() } = {}): Promise<Component> {
  coreModules ??= readCore();
  const glue = canWait ? await import("../glue/jspi.js") : await import("../glue/sync.js");
  return { instantiate: glue.instantiate, modules: await coreModules, canWait };
}

/** The hashing module of this package, compiled once for a process. */
export function loadHashing(): Promise<WebAssembly.Module> {
  hashing ??= compiled(HASHING_MODULE);
  return hashing;
}
