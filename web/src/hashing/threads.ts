// Password hashing on threads of its own: worker threads or web workers that run `worker.ts`.

import type { Algorithm } from "../generated/contract.js";
import type { Hashing, HashingError } from "../hashing.js";
import { queuedHashing, WAITING } from "./queue.js";

/** A hash to compute, as it is sent to a thread. */
export interface Task {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly algorithm: Algorithm;
  readonly length: number;
}

/** What a thread answers. */
export type Answer = { readonly hash: Uint8Array } | { readonly error: HashingError };

/** A thread that runs `vestibule/hashing-worker`, whatever the platform calls it. */
export interface HashingThread {
  /** Sends the module first, and then one task after another. */
  send(message: WebAssembly.Module | Task): void;
  /** Called for each answer. */
  onAnswer(take: (answer: Answer) => void): void;
  /** Called if the thread ends without being asked to, with the reason if it is known. */
  onEnd(take: (reason?: unknown) => void): void;
  /** Ends the thread. */
  end(): void;
}

/**
 * Hashing with the module `vestibule/wasm/hashing.wasm` on threads. A thread is started when it is needed first, and
 * again if it ended.
 */
export function threadHashing(options: {
  readonly module: WebAssembly.Module;
  readonly start: () => HashingThread;
  /** Maximum number of threads. */
  readonly threads: number;
  /** Hashes that wait for a thread; a further one is refused with `busy`. Default: 48. */
  readonly waiting?: number;
}): Hashing {
  const { module, start, threads, waiting = WAITING } = options;
  const free: Thread[] = [];
  const all = new Set<Thread>();
  let isClosed = false;

  function take(): Thread {
    // A hash that waited until then would start a thread that nobody ends.
    if (isClosed) throw "busy" satisfies HashingError;
    const waits = free.pop();
    if (waits) return waits;
    const thread: Thread = new Thread(start(), module, () => forget(thread));
    all.add(thread);
    return thread;
  }

  function forget(thread: Thread): void {
    all.delete(thread);
    const place = free.indexOf(thread);
    if (place >= 0) free.splice(place, 1);
  }

  const hashing: Hashing = {
    async derive(password, salt, algorithm, length) {
      const thread = take();
      try {
        return await thread.run({ password, salt, algorithm, length });
      } finally {
        if (all.has(thread)) free.push(thread);
      }
    },
    close() {
      isClosed = true;
      for (const thread of all) thread.end();
      all.clear();
      free.length = 0;
    },
  };
  return queuedHashing(hashing, { atOnce: threads, waiting });
}

/** A thread that has at most one task. */
class Thread {
  readonly #port: HashingThread;
  #settle: ((answer: Answer) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  constructor(port: HashingThread, module: WebAssembly.Module, onEnd: () => void) {
    this.#port = port;
    port.onAnswer((answer) => this.#settle?.(answer));
    port.onEnd((reason) => {
      onEnd();
      // Not an error of the contract: somebody has to learn that threads end.
      this.#fail?.(new Error("a hashing thread has ended", { cause: reason }));
    });
    port.send(module);
  }

  async run(task: Task): Promise<Uint8Array> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
      this.#port.send(task);
    });
    if ("error" in answer) throw answer.error;
    return answer.hash;
  }

  end(): void {
    this.#port.end();
    this.#settle?.({ error: "busy" });
  }
}
