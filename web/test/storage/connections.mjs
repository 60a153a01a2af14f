// Several connections to one file, each on a thread of its own, so that they work at the same time.

import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Opens connections for a test; each is a store that answers with promises. */
export async function withConnections(file, number, test) {
  const script = new URL("./connection.mjs", import.meta.url);
  const workers = Array.from({ length: number }, () => new Worker(script, { workerData: { file } }));
  try {
    await Promise.all(workers.map((worker) => once(worker, "message")));
    await test(workers.map(remote));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function remote(worker) {
  const waiting = [];
  worker.on("message", ({ answer, error }) => {
    const { resolve, reject } = waiting.shift();
    if (error) reject(error);
    else resolve(answer);
  });
  const call = (operation) => (...input) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage({ operation, input });
    });
  return Object.fromEntries(["get", "scan", "count", "commit", "sweep"].map((name) => [name, call(name)]));
}
