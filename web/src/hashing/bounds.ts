// The bounds of `wit/password-hashing.wit`. They keep the memory of a hash at 1 GiB, and are checked before a hash
// gets a place in a queue.

import type { Algorithm, Argon2Parameters, ScryptParameters } from "../generated/contract.js";
import type { HashingError } from "../hashing.js";

const MAX_SALT = 1_024;
const MAX_KIB = 1_048_576;

const isWithin = (number: number, least: number, most: number): boolean =>
  Number.isInteger(number) && least <= number && number <= most;

/** Throws `invalid-parameters` for an input outside the bounds. */
export function requireBounded(salt: Uint8Array, algorithm: Algorithm, length: number): void {
  const isBounded =
    salt.length <= MAX_SALT && isLength(algorithm, length) && isAllowed(algorithm, salt.length);
  if (!isBounded) throw "invalid-parameters" satisfies HashingError;
}

const isLength = ({ tag }: Algorithm, length: number): boolean =>
  tag === "bcrypt" ? isWithin(length, 23, 24) : isWithin(length, 16, 64);

function isAllowed({ tag, val }: Algorithm, salt: number): boolean {
  switch (tag) {
    case "argon2id":
    case "argon2i":
    case "argon2d":
      return salt >= 8 && isArgon2(val);
    case "pbkdf2-hmac-sha1":
    case "pbkdf2-hmac-sha256":
    case "pbkdf2-hmac-sha512":
      return isWithin(val, 1, 10_000_000);
    case "scrypt":
      return isScrypt(val);
    case "bcrypt":
      return salt === 16 && isWithin(val, 4, 18);
  }
}

const isArgon2 = ({ memoryKib, iterations, parallelism }: Argon2Parameters): boolean =>
  isWithin(parallelism, 1, 16) &&
  isWithin(memoryKib, 8 * parallelism, MAX_KIB) &&
  isWithin(iterations, 1, 100);

const isScrypt = ({ logN, r, p }: ScryptParameters): boolean =>
  isWithin(logN, 1, 23) &&
  isWithin(r, 1, 64) &&
  isWithin(p, 1, 16) &&
  logN < 16 * r &&
  128 * r * 2 ** logN <= MAX_KIB * 1_024;
