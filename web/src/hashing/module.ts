// Password hashing in WebAssembly, on the calling thread.

import type { Algorithm } from "../generated/contract.js";
import type { Hashing, HashingError } from "../hashing.js";

/** The exports of `hashing.wasm`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  /** Makes the buffer this long and returns its address; 0 if there is not enough memory. */
  reserve(bytes: number): number;
  /** Hashes what is in the buffer: password, then salt. Returns 0, or a number for an error. */
  derive(
    password: number,
    salt: number,
    algorithm: number,
    cost1: number,
    cost2: number,
    cost3: number,
    version: number,
    length: number,
  ): number;
}

/** Bytes of the longest hash. */
const LONGEST = 64;

const ERRORS: Readonly<Record<number, HashingError>> = { 1: "invalid-parameters", 2: "unsupported" };

/**
 * Hashing with the module `vestibule/wasm/hashing.wasm`: all algorithms of the contract. Computes on the calling
 * thread, which does nothing else meanwhile: some 50 ms with the default cost. Checks the bounds of the contract.
 */
export function moduleHashing(module: WebAssembly.Module): Hashing {
  return {
    derive(password, salt, algorithm, length) {
      // The memory of an instance never shrinks, so each hash has an instance of its own.
      const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
      const address = exports.reserve(Math.max(password.length + salt.length, LONGEST));
      if (address === 0) throw "unsupported" satisfies HashingError;
      const input = new Uint8Array(exports.memory.buffer, address);
      input.set(password);
      input.set(salt, password.length);
      const status = exports.derive(password.length, salt.length, ...numbers(algorithm), length);
      const error = ERRORS[status];
      if (error) throw error;
      return new Uint8Array(exports.memory.buffer, address, length).slice();
    },
  };
}

const ARGON2 = { argon2id: 0, argon2i: 1, argon2d: 2 } as const;
const PBKDF2 = { "pbkdf2-hmac-sha1": 3, "pbkdf2-hmac-sha256": 4, "pbkdf2-hmac-sha512": 5 } as const;
const SCRYPT = 6;
const BCRYPT = 7;

/** An algorithm as the module has it: its number, three costs, and a version. */
function numbers({ tag, val }: Algorithm): [number, number, number, number, number] {
  switch (tag) {
    case "argon2id":
    case "argon2i":
    case "argon2d": {
      const version = val.version === "v0x10" ? 0x10 : 0x13;
      return [ARGON2[tag], val.memoryKib, val.iterations, val.parallelism, version];
    }
    case "pbkdf2-hmac-sha1":
    case "pbkdf2-hmac-sha256":
    case "pbkdf2-hmac-sha512":
      return [PBKDF2[tag], val, 0, 0, 0];
    case "scrypt":
      return [SCRYPT, val.logN, val.r, val.p, 0];
    case "bcrypt":
      return [BCRYPT, val, 0, 0, 0];
  }
}
