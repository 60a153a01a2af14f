// Hashing in web workers, so that a page never stands still for a hash.

import type { Hashing } from "../hashing.js";
import { type Answer, type HashingThread, threadHashing } from "../hashing/threads.js";

/**
 * Hashing with `vestibule/wasm/hashing.wasm` in web workers, at most `threads` (default: one for each core but one).
 * Needs JavaScript Promise Integration.
 *
 * @param start starts a worker that runs `vestibule/hashing-worker`, for bundlers that do not find it by themselves
 */
export function workerHashing(
  module: WebAssembly.Module,
  { threads = Math.max(1, navigator.hardwareConcurrency - 1), start = startWorker } = {},
): Hashing {
  return threadHashing({ module, threads, start: () => threadOf(start()) });
}

const startWorker = (): Worker =>
  new Worker(new URL("../hashing/web-worker.js", import.meta.url), { type: "module" });

const threadOf = (worker: Worker): HashingThread => ({
  send: (message) => worker.postMessage(message),
  onAnswer: (take) => worker.addEventListener("message", ({ data }) => take(data as Answer)),
  onEnd: (take) => worker.addEventListener("error", ({ message }) => take(message)),
  end: () => worker.terminate(),
});
