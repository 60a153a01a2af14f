// Password hashing of the host of contract 0.2.0: all algorithms but bcrypt, which it declines.

import { hashRawSync } from "@node-rs/argon2";
import { pbkdf2Sync, scryptSync } from "node:crypto";

const isWithin = (number, least, most) => least <= number && number <= most;

// The package's numbers.
const variants = { argon2d: 0, argon2i: 1, argon2id: 2 };
const versions = { v0x10: 0, v0x13: 1 };
const digests = {
  "pbkdf2-hmac-sha1": "sha1",
  "pbkdf2-hmac-sha256": "sha256",
  "pbkdf2-hmac-sha512": "sha512",
};

/**
 * Like every import it is synchronous and blocks the event loop: a server hashes in a worker. It throws
 * the contract's errors; an `Error` would pass by the component, which could then emit no audit event.
 */
export function derive(password, salt, { tag, val }, length) {
  if (!isWithin(length, 16, 64) || salt.length > 1_024) throw "invalid-parameters";
  if (tag in variants) return argon2(password, salt, tag, val, length);
  if (tag in digests) return pbkdf2(password, salt, digests[tag], val, length);
  if (tag === "scrypt") return scrypt(password, salt, val, length);
  throw "unsupported";
}

function argon2(password, salt, tag, { memoryKib, iterations, parallelism, version }, length) {
  const isBounded =
    isWithin(parallelism, 1, 16) &&
    isWithin(memoryKib, 8 * parallelism, 1_048_576) &&
    isWithin(iterations, 1, 100) &&
    salt.length >= 8;
  if (!isBounded) throw "invalid-parameters";
  const method = { algorithm: variants[tag], version: versions[version] };
  const cost = { memoryCost: memoryKib, timeCost: iterations, parallelism };
  return hashRawSync(password, { ...method, ...cost, salt, outputLen: length });
}

function pbkdf2(password, salt, digest, rounds, length) {
  if (!isWithin(rounds, 1, 10_000_000)) throw "invalid-parameters";
  return pbkdf2Sync(password, salt, rounds, length, digest);
}

function scrypt(password, salt, { logN, r, p }, length) {
  const isBounded =
    isWithin(logN, 1, 23) && isWithin(r, 1, 64) && isWithin(p, 1, 16) && logN < 16 * r;
  const N = 2 ** logN;
  if (!isBounded || 128 * r * N > 2 ** 30) throw "invalid-parameters";
  const maxmem = 128 * r * (N + p + 2); // Node also counts the blocks.
  return scryptSync(password, salt, length, { N, r, p, maxmem });
}
