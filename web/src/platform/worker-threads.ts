// Hashing on worker threads, which Node.js, Deno and Bun have.

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Hashing } from "../hashing.js";
import { type HashingThread, threadHashing } from "../hashing/threads.js";

/** Hashes at the same time: one for each core, but at most 8. */
export const atOnce = (): number => Math.min(availableParallelism(), 8);

/**
 * Hashing with `vestibule/wasm/hashing.wasm` on worker threads. Default: one for each core, at most 8; 48 hashes may
 * wait.
 */
export function workerHashing(module: WebAssembly.Module, threads = atOnce()): Hashing {
  return threadHashing({ module, threads, start });
}

function start(): HashingThread {
  const worker = new Worker(new URL("./hashing-worker.js", import.meta.url));
  // A thread that waits for work must not keep the process alive.
  worker.unref();
  return {
    send: (message) => worker.postMessage(message),
    onAnswer: (take) => worker.on("message", take),
    onEnd(take) {
      worker.on("error", take);
      worker.on("exit", take);
    },
    end: () => void worker.terminate(),
  };
}
