// A bounded queue in front of hashing that is asynchronous: a storm of logins neither takes all memory nor makes
// anybody wait without end.

import type { Hashing, HashingError } from "../hashing.js";
import { requireBounded } from "./bounds.js";

/**
 * How many hashes are computed and may wait: together fewer than there are instances (64), so that a call without a
 * hash always gets one.
 */
export interface QueueLimits {
  /** Hashes at the same time. */
  readonly atOnce: number;
  /** Hashes that wait; a further one is refused with `busy`. */
  readonly waiting: number;
}

/** Hashes that wait unless the embedder says otherwise. */
export const WAITING = 48;

/** Hashing with a queue. Checks the bounds of the contract before a hash gets a place. */
export function queuedHashing(hashing: Hashing, { atOnce, waiting }: QueueLimits): Hashing {
  const queue: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < atOnce) {
      running++;
      return;
    }
    if (queue.length >= waiting) throw "busy" satisfies HashingError;
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  /** The place goes to the hash that has waited longest. */
  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else running--;
  }

  return {
    async derive(password, salt, algorithm, length) {
      requireBounded(salt, algorithm, length);
      await enter();
      try {
        return await hashing.derive(password, salt, algorithm, length);
      } finally {
        leave();
      }
    },
    close: () => hashing.close?.(),
  };
}
