// What a hashing thread runs: the first message is the module, each further one a task.

import { type Hashing, isHashingError } from "../hashing.js";
import { moduleHashing } from "./module.js";
import type { Answer, Task } from "./threads.js";

/** The thread's end of its channel: `parentPort` of a worker thread, or a web worker itself. */
export interface Port {
  postMessage(message: Answer): void;
}

/** Answers the messages that a thread gets. An error that is not one of the contract ends the thread. */
export function serveHashes(port: Port): (message: unknown) => void {
  let hashing: Hashing | undefined;
  return (message) => {
    if (message instanceof WebAssembly.Module) hashing = moduleHashing(message);
    else if (hashing) port.postMessage(answer(hashing, message as Task));
  };
}

function answer(hashing: Hashing, { password, salt, algorithm, length }: Task): Answer {
  try {
    return { hash: hashing.derive(password, salt, algorithm, length) as Uint8Array };
  } catch (error) {
    if (isHashingError(error)) return { error };
    throw error;
  }
}
