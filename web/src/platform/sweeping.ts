// Removing expired documents from time to time.

import type { Sso } from "../sso.js";

const FIVE_MINUTES = 300_000;

/**
 * Sweeps at once and then again and again, with a pause in between. A sweep that fails is tried again after the pause:
 * an expired document is absent even if it is still stored. Returns a function that ends it.
 */
export function sweeping(sso: Pick<Sso, "sweep">, pause = FIVE_MINUTES): () => Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;

  async function sweep(): Promise<void> {
    await sso.sweep().catch(() => {});
    if (isEnded) return;
    timer = setTimeout(() => {
      running = sweep();
    }, pause);
    // It must not keep the process alive.
    timer.unref?.();
  }

  let running = sweep();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await running;
  };
}
