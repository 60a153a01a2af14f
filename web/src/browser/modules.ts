// The files of the package, for browsers. Bundlers find them by `new URL("…", import.meta.url)`.

import type { Component } from "../component.js";

/** The addresses of the core modules, by their names. */
const CORE: Readonly<Record<string, URL>> = {
  "vestibule.core.wasm": new URL("../wasm/vestibule.core.wasm", import.meta.url),
  "vestibule.core2.wasm": new URL("../wasm/vestibule.core2.wasm", import.meta.url),
  "vestibule.core3.wasm": new URL("../wasm/vestibule.core3.wasm", import.meta.url),
};

const HASHING = new URL("../wasm/hashing.wasm", import.meta.url);

/** Whether the file is in its address: bundlers write small files so. */
const isInAddress = ({ protocol }: URL): boolean => protocol === "data:";

/** The addresses of all files that are fetched: a Service Worker keeps them for when it is offline. */
export const FILES: readonly URL[] = [...Object.values(CORE), HASHING].filter((url) => !isInAddress(url));

/** Gets a file. */
export type Fetch = (url: URL) => Promise<Response>;

const compiled = new Map<URL, Promise<WebAssembly.Module>>();

/** Compiles a file once for a page. A file that could not be had is asked for again. */
function compile(url: URL, get: Fetch): Promise<WebAssembly.Module> {
  const known = compiled.get(url);
  if (known) return known;
  const compiling = isInAddress(url)
    ? WebAssembly.compile(bytesIn(url))
    : WebAssembly.compileStreaming(get(url));
  compiled.set(url, compiling);
  compiling.catch(() => compiled.delete(url));
  return compiling;
}

/** Not `fetch`, which a Content-Security-Policy may forbid for such an address. */
function bytesIn({ href }: URL): Uint8Array<ArrayBuffer> {
  const [, base64 = ""] = href.split(";base64,");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The compiled core modules of this package. */
export async function loadModules(get: Fetch = fetch): Promise<Component["modules"]> {
  const modules = Object.entries(CORE).map(async ([name, url]) => [name, await compile(url, get)] as const);
  return Object.fromEntries(await Promise.all(modules));
}

/** The compiled hashing module of this package. */
export const loadHashing = (get: Fetch = fetch): Promise<WebAssembly.Module> => compile(HASHING, get);
