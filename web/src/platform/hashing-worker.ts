// The script of a worker thread that hashes passwords (Node.js, Deno, Bun).

import { parentPort } from "node:worker_threads";
import { serveHashes } from "../hashing/worker.js";

if (!parentPort) throw new Error("this script is for a worker thread");
parentPort.on("message", serveHashes(parentPort));
