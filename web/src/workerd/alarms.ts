// When the object's alarm rings: soon after a change that may have queued a message, when a message is to be tried
// again, and once an hour to sweep.

import type { ObjectStorage } from "./state.js";

/** Milliseconds after a change until messages are delivered: one alarm for all changes in between. */
const SOON = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export class Alarms {
  readonly #storage: Pick<ObjectStorage, "getAlarm" | "setAlarm">;
  readonly #onFault: (error: unknown) => void;
  #nextSweep = 0;
  /** When messages that failed are due again. After a restart the sweep of the next hour finds them. */
  #retries: number[] = [];

  constructor(
    storage: Pick<ObjectStorage, "getAlarm" | "setAlarm">,
    onFault: (error: unknown) => void = (error) => console.error("vestibule:", error),
  ) {
    this.#storage = storage;
    this.#onFault = onFault;
  }

  /** When the object starts: what was left is done soon. */
  begin(): Promise<void> {
    return this.#at(Date.now() + SOON);
  }

  /** After a change. */
  soon(): Promise<void> {
    return this.#at(Date.now() + SOON);
  }

  /**
   * What the alarm does; `deliver` tells `failed` how often a message has failed. If a part fails it is tried again
   * after a minute, and the other part is done nevertheless: the platform gives an alarm up that fails a few times.
   */
  async run(
    sweep: () => Promise<unknown>,
    deliver: ((failed: (attempts: number) => void) => Promise<void>) | undefined,
  ): Promise<void> {
    const now = Date.now();
    this.#retries = this.#retries.filter((time) => time > now);
    if (now >= this.#nextSweep) {
      const isDone = await this.#attempt(sweep);
      this.#nextSweep = now + (isDone ? HOUR : MINUTE);
    }
    // The component waits one minute after the first failure, and doubles that.
    const failed = (attempts: number) => this.#retries.push(now + MINUTE * 2 ** (attempts - 1) + SOON);
    if (deliver && !(await this.#attempt(() => deliver(failed)))) this.#retries.push(now + MINUTE);
    await this.#at(Math.min(this.#nextSweep, ...this.#retries));
  }

  async #attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#onFault(error);
      return false;
    }
  }

  /** An alarm that is set for an earlier time stays: then the next one is decided again. */
  async #at(time: number): Promise<void> {
    const set = await this.#storage.getAlarm();
    if (set === null || time < set) await this.#storage.setAlarm(time);
  }
}
