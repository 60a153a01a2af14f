// Password hashing: `wit/password-hashing.wit` in TypeScript.

import type { Algorithm, HashingError } from "./generated/contract.js";
import type { Awaitable } from "./storage.js";

export type { Algorithm, Argon2Parameters, HashingError, ScryptParameters } from "./generated/contract.js";

/** Derives keys from passwords. */
export interface Hashing {
  /**
   * Derives `length` bytes from a password and a salt of at most 1,024 bytes. Throws a `HashingError`, a text:
   * `busy`, `invalid-parameters` or `unsupported`.
   *
   * Hashing that returns promises needs JavaScript Promise Integration (`Component.canWait`).
   */
  derive(
    password: Uint8Array,
    salt: Uint8Array,
    algorithm: Algorithm,
    length: number,
  ): Awaitable<Uint8Array>;

  /** Ends the threads, if there are any. */
  close?(): Awaitable<void>;
}

/** Whether something that was thrown is an error of the contract. */
export const isHashingError = (error: unknown): error is HashingError =>
  error === "busy" || error === "invalid-parameters" || error === "unsupported";
