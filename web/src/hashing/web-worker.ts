// The script of a web worker that hashes passwords: `new Worker("vestibule/hashing-worker", { type: "module" })`.

import { type Port, serveHashes } from "./worker.js";

const scope = globalThis as unknown as Port & {
  addEventListener(type: "message", take: (event: { readonly data: unknown }) => void): void;
};
const serve = serveHashes(scope);
scope.addEventListener("message", ({ data }) => serve(data));
