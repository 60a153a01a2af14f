// The thread of a connection: performs one operation after another.

import { parentPort, workerData } from "node:worker_threads";
import { vestibule } from "../entry.mjs";

const store = await vestibule.sqlite(workerData.file);
parentPort.on("message", ({ operation, input }) => {
  try {
    parentPort.postMessage({ answer: store[operation](...input) });
  } catch (error) {
    parentPort.postMessage({ error });
  }
});
parentPort.postMessage("ready");
