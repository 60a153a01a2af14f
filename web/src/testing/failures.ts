// A store that fails when a test asks for it, as real stores do.

import { conflict, type StoreError, unavailable, unknownOutcome } from "../storage.js";
import type { MemoryStorage } from "../storage/memory.js";

/**
 * How the store fails:
 *
 * - `unavailable`: the next operation, reading or writing, fails and changes nothing. The SSO answers 503.
 * - `unknown`: the reply to the next commit is lost. The commit is done nevertheless, unless the test says
 *   otherwise. The SSO answers 503, and the client does not know what happened.
 * - `conflict`: the next commit loses a race and changes nothing. The SSO starts the call over, so that a single
 *   conflict is not seen from outside.
 */
export type StoreFailure = "unavailable" | "unknown" | "conflict";

/** What a test does with the store. */
export interface TestStorage {
  /**
   * Makes the store fail once, or `times` times. Several calls add up, in their order.
   *
   * A call may have several commits: logins, sign-ups and requests for a password reset first count the attempt.
   *
   * @param options `times`: default 1. `after`: how many operations that could fail in this way succeed first;
   * default 0. `isDone`: whether the commit of an `unknown` is done; default true.
   */
  failNext(failure: StoreFailure, options?: FailureOptions): void;
}

/** Options of `failNext`. */
export interface FailureOptions {
  readonly times?: number;
  readonly after?: number;
  readonly isDone?: boolean;
}

interface Pending {
  readonly failure: StoreFailure;
  readonly isDone: boolean;
  /** Operations that succeed first. */
  after: number;
}

const ERRORS: Readonly<Record<StoreFailure, () => StoreError>> = {
  unavailable: () => unavailable("the test made the store fail"),
  unknown: unknownOutcome,
  conflict,
};

/** A store in memory that can be made to fail. */
export interface FailingStorage extends MemoryStorage, TestStorage {
  /** Forgets failures that have not happened yet. */
  recover(): void;
}

export function failingStorage(storage: MemoryStorage): FailingStorage {
  const pending: Pending[] = [];

  /** Takes the first failure that this operation can have. */
  function next(isCommit: boolean): Pending | undefined {
    const index = pending.findIndex(({ failure }) => isCommit || failure === "unavailable");
    const found = pending[index];
    if (!found) return undefined;
    if (found.after > 0) {
      found.after -= 1;
      return undefined;
    }
    pending.splice(index, 1);
    return found;
  }
  function failReading(): void {
    const failure = next(false);
    if (failure) throw ERRORS[failure.failure]();
  }

  return {
    ...storage,
    get(keys) {
      failReading();
      return storage.get(keys);
    },
    scan(range, filter, page) {
      failReading();
      return storage.scan(range, filter, page);
    },
    count(range, filter, liveAt) {
      failReading();
      return storage.count(range, filter, liveAt);
    },
    commit(checks, writes) {
      const failure = next(true);
      const isDone = !failure || (failure.failure === "unknown" && failure.isDone);
      if (isDone) storage.commit(checks, writes);
      if (failure) throw ERRORS[failure.failure]();
    },
    failNext(failure, { times = 1, after = 0, isDone = true } = {}) {
      if (!Object.hasOwn(ERRORS, failure)) throw new TypeError(`the store cannot fail as ${failure}`);
      for (let time = 0; time < times; time++) pending.push({ failure, isDone, after: time === 0 ? after : 0 });
    },
    recover: () => void pending.splice(0),
  };
}
