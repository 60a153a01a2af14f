// The WebAssembly files of a Service Worker, which starts without its server.
//
// A worker that is being installed must not touch the files of the one that runs, whose glue fits only them. So it
// keeps its files apart until it takes over.

import { FILES } from "../browser/modules.js";

const CURRENT = "vestibule";
const NEXT = "vestibule-next";

/** At installation: gets the files. */
export async function keep(): Promise<void> {
  const next = await caches.open(NEXT);
  await next.addAll(FILES.map((url) => new Request(url, { cache: "reload" })));
}

/** At activation: the files become those of the worker that runs. */
export async function takeOver(): Promise<void> {
  const [current, next] = await Promise.all([caches.open(CURRENT), caches.open(NEXT)]);
  for (const request of await next.keys()) {
    const file = await next.match(request);
    if (file) await current.put(request, file);
  }
  await caches.delete(NEXT);
}

/** A file, from the server only if it is not kept: the browser may have removed it. */
export async function fromCache(url: URL): Promise<Response> {
  const current = await caches.open(CURRENT);
  return (await current.match(url)) ?? fetch(url);
}
