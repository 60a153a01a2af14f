// Password hashes are everybody's: the vectors are those of the standards.

import assert from "node:assert/strict";
import { test } from "node:test";
import { derive } from "./host-0.2/hashing.mjs";

const hash = (algorithm, password, salt, length) =>
  Buffer.from(derive(Buffer.from(password), Buffer.from(salt), algorithm, length)).toString("hex");
const argon2 = (tag, version, parallelism, memoryKib = 256) => ({
  tag,
  val: { memoryKib, iterations: 2, parallelism, version },
});
const scrypt = (logN, r, p) => ({ tag: "scrypt", val: { logN, r, p } });

// From the test suite of the reference implementation of Argon2, and what it computes for Argon2d.
test("Argon2 in each variant and version", () => {
  for (const [tag, version, parallelism, expected] of [
    ["argon2id", "v0x13", 1, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"],
    ["argon2id", "v0x13", 2, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"],
    ["argon2i", "v0x10", 1, "fd4dd83d762c49bdeaf57c47bdcd0c2f1babf863fdeb490df63ede9975fccf06"],
    ["argon2d", "v0x13", 1, "25c4ee8ba448054b49efc804e478b9d823be1f9bd2e99f51d6ec4007a3a1501f"],
  ]) {
    const algorithm = argon2(tag, version, parallelism);
    assert.equal(hash(algorithm, "password", "somesalt", 32), expected);
  }
});

// RFC 6070, RFC 7914, and what others compute with SHA-512, for which no RFC has vectors.
test("PBKDF2 with each hash function", () => {
  const pbkdf2 = (hash, val) => ({ tag: `pbkdf2-hmac-${hash}`, val });
  const sha1 = hash(pbkdf2("sha1", 4_096), "password", "salt", 20);
  assert.equal(sha1, "4b007901b765489abead49d926f721d065a429c1");
  assert.match(hash(pbkdf2("sha256", 1), "passwd", "salt", 64), /^55ac046e56e3089f/);
  assert.match(hash(pbkdf2("sha512", 1), "password", "salt", 64), /^867f70cf1ade02cf/);
});

// RFC 7914. The second one takes as much memory as Node grants without being asked.
test("scrypt", () => {
  assert.match(hash(scrypt(4, 1, 1), "", "", 64), /^77d6576238657b20/);
  assert.match(hash(scrypt(10, 8, 16), "password", "NaCl", 64), /^fdbabe1c9d347200/);
  assert.match(hash(scrypt(15, 8, 1), "password", "NaCl", 64), /^[0-9a-f]{128}$/);
});

test("what is out of bounds is refused, and bcrypt is declined", () => {
  const thrown = (algorithm, salt, length) => {
    try {
      derive(Buffer.from("password"), Buffer.from(salt), algorithm, length);
    } catch (error) {
      return error;
    }
  };
  for (const [algorithm, salt, length] of [
    [argon2("argon2id", "v0x13", 2, 15), "somesalt", 32],
    [argon2("argon2id", "v0x13", 1, 2 ** 20 + 1), "somesalt", 32],
    [argon2("argon2id", "v0x13", 1), "7 bytes", 32],
    [argon2("argon2id", "v0x13", 1), "somesalt", 15],
    [{ tag: "pbkdf2-hmac-sha1", val: 10_000_001 }, "", 32],
    [scrypt(21, 8, 1), "", 32],
    [scrypt(0, 1, 1), "", 32],
    [scrypt(16, 1, 1), "", 32],
  ]) {
    assert.equal(thrown(algorithm, salt, length), "invalid-parameters");
  }
  assert.equal(thrown({ tag: "bcrypt", val: 4 }, "a".repeat(16), 24), "unsupported");
});
