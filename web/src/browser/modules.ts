// The files of the package, for browsers. Bundlers find them by `new URL("…", import.meta.url)`.

import type { Component } from "../component.js";

/** The addresses of the core modules, by their names. */
const CORE: Readonly<Record<string, URL>> = {
  "vestibule.core.wasm": new URL("../wasm/vestibule.core.wasm", import.meta.url),
  "vestibule.core2.wasm": new URL("../wasm/vestibule.core2.wasm", import.meta.url),
  "vestibule.core3.wasm": new URL("../wasm/vestibule.core3.wasm", import.meta.url),
};

const HASHING = new URL("../wasm/hashing.wasm", import.meta.url);

/** The addresses of all files that are fetched: a Service Worker keeps them for when it is offline. */
export const FILES: readonly URL[] = [...Object.values(CORE), HASHING];

/** Gets a file. */
export type Fetch = (url: URL) => Promise<Response>;

const compiled = new Map<URL, Promise<WebAssembly.Module>>();

/** Compiles a file once for a page. A file that could not be had is asked for again. */
function compile(url: URL, get: Fetch): Promise<WebAssembly.Module> {
  const known = compiled.get(url);
  if (known) return known;
  const compiling = WebAssembly.compileStreaming(get(url));
  compiled.set(url, compiling);
  compiling.catch(() => compiled.delete(url));
  return compiling;
}

/** The compiled core modules of this package. */
export async function loadModules(get: Fetch = fetch): Promise<Component["modules"]> {
  const modules = Object.entries(CORE).map(async ([name, url]) => [name, await compile(url, get)] as const);
  return Object.fromEntries(await Promise.all(modules));
}

/** The compiled hashing module of this package. */
export const loadHashing = (get: Fetch = fetch): Promise<WebAssembly.Module> => compile(HASHING, get);
