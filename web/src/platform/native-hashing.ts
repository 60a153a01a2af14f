// Hashing with Node's own functions, on the threads of libuv.

import * as crypto from "node:crypto";
import { promisify } from "node:util";
import type { Algorithm, Argon2Parameters, ScryptParameters } from "../generated/contract.js";
import type { Hashing } from "../hashing.js";
import { queuedHashing, WAITING } from "../hashing/queue.js";
import { atOnce } from "./worker-threads.js";

/** `crypto.argon2` of Node.js 24.7 and later. */
type Argon2 = (
  algorithm: string,
  parameters: {
    message: Uint8Array;
    nonce: Uint8Array;
    parallelism: number;
    tagLength: number;
    memory: number;
    passes: number;
  },
  done: (error: Error | null, hash: Uint8Array) => void,
) => void;

const { argon2 } = crypto as { argon2?: Argon2 };
const pbkdf2 = promisify(crypto.pbkdf2);
const scrypt = promisify<Uint8Array, Uint8Array, number, crypto.ScryptOptions, Uint8Array>(crypto.scrypt);

const DIGESTS = {
  "pbkdf2-hmac-sha1": "sha1",
  "pbkdf2-hmac-sha256": "sha256",
  "pbkdf2-hmac-sha512": "sha512",
} as const;

/** Whether this Node.js computes Argon2. */
export const hasArgon2 = (): boolean => typeof argon2 === "function";

/**
 * Hashing with Node's own functions. `others` computes what Node does not have: bcrypt and version 0x10 of Argon2.
 * Default: as many at a time as there are cores, at most 8; 48 hashes may wait.
 */
export function nativeHashing(others: Hashing, threads = atOnce()): Hashing {
  const hashing: Hashing = {
    async derive(password, salt, algorithm, length) {
      if (!isNative(algorithm)) return others.derive(password, salt, algorithm, length);
      return new Uint8Array(await native(password, salt, algorithm, length));
    },
    close: () => others.close?.(),
  };
  return queuedHashing(hashing, { atOnce: threads, waiting: WAITING });
}

function isNative(algorithm: Algorithm): boolean {
  switch (algorithm.tag) {
    case "argon2id":
    case "argon2i":
    case "argon2d":
      return hasArgon2() && algorithm.val.version === "v0x13";
    case "bcrypt":
      return false;
    default:
      return true;
  }
}

function native(password: Uint8Array, salt: Uint8Array, algorithm: Algorithm, length: number): Promise<Uint8Array> {
  switch (algorithm.tag) {
    case "argon2id":
    case "argon2i":
    case "argon2d":
      return argon2Hash(password, salt, algorithm.tag, algorithm.val, length);
    case "scrypt":
      return scryptHash(password, salt, algorithm.val, length);
    case "bcrypt":
      throw new Error("Node.js has no bcrypt");
    default:
      return pbkdf2(password, salt, algorithm.val, length, DIGESTS[algorithm.tag]);
  }
}

function argon2Hash(
  message: Uint8Array,
  nonce: Uint8Array,
  tag: string,
  { memoryKib, iterations, parallelism }: Argon2Parameters,
  tagLength: number,
): Promise<Uint8Array> {
  const parameters = { message, nonce, parallelism, tagLength, memory: memoryKib, passes: iterations };
  return new Promise((resolve, reject) =>
    argon2?.(tag, parameters, (error, hash) => (error ? reject(error) : resolve(hash))),
  );
}

function scryptHash(
  password: Uint8Array,
  salt: Uint8Array,
  { logN, r, p }: ScryptParameters,
  length: number,
): Promise<Uint8Array> {
  const N = 2 ** logN;
  // Node also counts the blocks.
  const maxmem = 128 * r * (N + p + 2);
  return scrypt(password, salt, length, { N, r, p, maxmem });
}
