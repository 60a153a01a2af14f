// Instances of the component: each serves one call at a time.
//
// No call relies on an earlier one. Instances are used again all the same, because making one takes as long as ten
// session checks; but an instance that throws anything except the error of a `result` is dropped, as is one whose
// call took too long, and each after a number of calls: the memory of an instance never shrinks.

import type { Instance } from "./component.js";
import { Busy, isResultError, TooLate } from "./errors.js";
import type { Awaitable } from "./storage.js";

/** How much is served at the same time. */
export interface PoolLimits {
  /** Maximum number of instances, and so of calls at the same time. */
  readonly instances: number;
  /** Maximum number of calls that wait for an instance. */
  readonly waiting: number;
  /** Milliseconds from the beginning of a call until it is given up. */
  readonly deadline: number;
}

/** Calls after which an instance is replaced. */
const CALLS = 1_000;

/** Free instances that are kept. */
const KEPT = 8;

interface Place {
  readonly instance: Instance;
  calls: number;
}

interface Waiter {
  resolve(place: Place): void;
  reject(error: unknown): void;
}

export class Pool {
  readonly #make: () => Instance;
  readonly #limits: PoolLimits;
  readonly #free: Place[] = [];
  readonly #waiters = new Set<Waiter>();
  /** Instances that serve a call. */
  #busy = 0;
  /** Runs when the last call has ended, once the pool is closed. */
  #ended: (() => void) | undefined;

  constructor(make: () => Instance, limits: PoolLimits) {
    this.#make = make;
    this.#limits = limits;
  }

  /**
   * Runs a call in an instance of its own. Throws what the instance throws, `Busy` if too many calls wait, and
   * `TooLate` after the deadline.
   */
  async run<T>(call: (instance: Instance) => Awaitable<T>): Promise<T> {
    if (this.#ended) throw new Busy();
    const deadline = new Deadline(this.#limits.deadline);
    try {
      const place = this.#take() ?? (await deadline.race(this.#wait(deadline)));
      return await this.#serve(place, call, deadline);
    } finally {
      deadline.clear();
    }
  }

  /** Refuses further calls, and waits for those that have begun. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#ended = resolve;
      if (this.#busy === 0) resolve();
    });
  }

  async #serve<T>(place: Place, call: (instance: Instance) => Awaitable<T>, deadline: Deadline): Promise<T> {
    place.calls++;
    let isReusable = false;
    try {
      const answer = call(place.instance);
      const result = isPromise(answer) ? await deadline.race(answer) : answer;
      isReusable = true;
      return result;
    } catch (error) {
      isReusable = isResultError(error);
      throw error;
    } finally {
      this.#leave(isReusable && place.calls < CALLS ? place : undefined);
    }
  }

  /** An instance, if one is free or may be made. */
  #take(): Place | undefined {
    const free = this.#free.pop();
    if (!free && this.#busy >= this.#limits.instances) return undefined;
    const place = free ?? this.#new();
    this.#busy++;
    return place;
  }

  #new(): Place {
    return { instance: this.#make(), calls: 0 };
  }

  #wait(deadline: Deadline): Promise<Place> {
    if (this.#waiters.size >= this.#limits.waiting) return Promise.reject(new Busy());
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      this.#waiters.add(waiter);
      deadline.onPassed = () => this.#waiters.delete(waiter);
    });
  }

  /** A call has ended. Its instance, or a new one, serves the call that has waited longest. */
  #leave(place: Place | undefined): void {
    const [waiter] = this.#waiters;
    if (waiter) {
      this.#waiters.delete(waiter);
      try {
        waiter.resolve(place ?? this.#new());
        return;
      } catch (error) {
        waiter.reject(error);
      }
    }
    this.#busy--;
    if (place && this.#free.length < KEPT) this.#free.push(place);
    if (this.#busy === 0) this.#ended?.();
  }
}

/** The time limit of one call. A timer runs only while something is waited for. */
class Deadline {
  /** Runs when the deadline has passed. */
  onPassed: () => void = () => {};
  readonly #end: number;
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.#end = performance.now() + milliseconds;
  }

  /** Waits for a promise until the deadline. Afterwards its result and its error are ignored. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.clear();
      this.#timer = setTimeout(
        () => {
          this.onPassed();
          reject(new TooLate(`the call took longer than ${this.#milliseconds} ms`));
        },
        Math.max(0, this.#end - performance.now()),
      );
      promise.then(resolve, reject);
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

const isPromise = <T>(answer: Awaitable<T>): answer is Promise<T> =>
  typeof (answer as { then?: unknown } | undefined)?.then === "function";
