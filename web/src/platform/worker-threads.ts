// Hashing on worker threads, which Node.js, Deno and Bun have.

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Hashing } from "../hashing.js";
import { type HashingThread, threadHashing } from "../hashing/threads.js";

/** Hashing with `vestibule/wasm/hashing.wasm` on worker threads, one for each core unless `threads` says otherwise. */
export function workerHashing(module: WebAssembly.Module, threads = availableParallelism()): Hashing {
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
