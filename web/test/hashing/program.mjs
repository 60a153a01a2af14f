// Tests every way of hashing on the host that runs this. The vectors are those of the standards and of other
// implementations.

import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import process from "node:process";
import { vestibule } from "../entry.mjs";
import { printed } from "../printed.mjs";

const { loadHashing, moduleHashing, nativeHashing, workerHashing } = vestibule;
const module = await loadHashing();

const WAYS = {
  "on the calling thread": () => moduleHashing(module),
  "on worker threads": () => workerHashing(module),
  ...(nativeHashing && { "with the functions of Node.js": () => nativeHashing(workerHashing(module)) }),
};

const bytes = (text) => new TextEncoder().encode(text);
const argon2 = (tag, version, parallelism, memoryKib = 256) => ({
  tag,
  val: { memoryKib, iterations: 2, parallelism, version },
});
const scrypt = (logN, r, p) => ({ tag: "scrypt", val: { logN, r, p } });
const pbkdf2 = (hash, val) => ({ tag: `pbkdf2-hmac-${hash}`, val });
const bcrypt = (val) => ({ tag: "bcrypt", val });
const JBCRYPT_SALT = new Uint8Array(Buffer.from("144b3d691a7b4ecf39cf735c7fa7a79c", "hex"));

/** Algorithm, password, salt, length, and the beginning of the hash. */
const VECTORS = [
  // The test suite of the reference implementation of Argon2, and what it computes.
  [argon2("argon2id", "v0x13", 1), "password", "somesalt", 32, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"],
  [argon2("argon2id", "v0x13", 2), "password", "somesalt", 32, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"],
  [argon2("argon2id", "v0x10", 1), "password", "somesalt", 32, "da070e576e50f2f38a3c897cbddc6c7fb4028e870971ff9eae7b4e1879295e6e"],
  [argon2("argon2i", "v0x10", 1), "password", "somesalt", 32, "fd4dd83d762c49bdeaf57c47bdcd0c2f1babf863fdeb490df63ede9975fccf06"],
  [argon2("argon2i", "v0x13", 2), "password", "somesalt", 32, "4ff5ce2769a1d7f4c8a491df09d41a9fbe90e5eb02155a13e4c01e20cd4eab61"],
  [argon2("argon2d", "v0x13", 1), "password", "somesalt", 32, "25c4ee8ba448054b49efc804e478b9d823be1f9bd2e99f51d6ec4007a3a1501f"],
  // RFC 6070, RFC 7914, and what others compute with SHA-512.
  [pbkdf2("sha1", 4_096), "password", "salt", 20, "4b007901b765489abead49d926f721d065a429c1"],
  [pbkdf2("sha256", 1), "passwd", "salt", 64, "55ac046e56e3089f"],
  [pbkdf2("sha512", 1), "password", "salt", 64, "867f70cf1ade02cf"],
  [scrypt(4, 1, 1), "", "", 64, "77d6576238657b20"],
  [scrypt(10, 8, 16), "password", "NaCl", 64, "fdbabe1c9d347200"],
  // jBCrypt, and what libxcrypt computes.
  [bcrypt(6), "", JBCRYPT_SALT, 23, "557e94f34bf286e8719a26be94ac1e16d95ef9f819dee0"],
  [bcrypt(4), "£", JBCRYPT_SALT, 23, "d206372ab7f7763d1015320773d7f19115a5c1b0519e92"],
];

/** What the contract does not allow: algorithm, salt, length. */
const OUT_OF_BOUNDS = [
  [argon2("argon2id", "v0x13", 2, 15), "somesalt", 32],
  [argon2("argon2id", "v0x13", 1, 2 ** 20 + 1), "somesalt", 32],
  [argon2("argon2id", "v0x13", 1), "7 bytes", 32],
  [argon2("argon2id", "v0x13", 1), "s".repeat(1_025), 32],
  [argon2("argon2id", "v0x13", 1), "somesalt", 15],
  [argon2("argon2id", "v0x13", 1), "somesalt", 65],
  [pbkdf2("sha1", 10_000_001), "", 32],
  [pbkdf2("sha1", 0), "", 32],
  [scrypt(21, 8, 1), "", 32],
  [scrypt(0, 1, 1), "", 32],
  [scrypt(16, 1, 1), "", 32],
  [bcrypt(3), JBCRYPT_SALT, 24],
  [bcrypt(19), JBCRYPT_SALT, 24],
  [bcrypt(4), "fifteen bytes  ", 24],
  [bcrypt(4), JBCRYPT_SALT, 25],
];

const salted = (salt) => (typeof salt === "string" ? bytes(salt) : salt);

/** What `derive` throws, at once or later. */
async function thrown(derive) {
  try {
    await derive();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was refused");
}

for (const [way, make] of Object.entries(WAYS)) {
  const hashing = make();
  await printed(`${way}: hashes are those of other implementations`, async () => {
    for (const [algorithm, password, salt, length, expected] of VECTORS) {
      const hash = await hashing.derive(bytes(password), salted(salt), algorithm, length);
      const hex = Buffer.from(hash).toString("hex");
      assert.equal(hex.slice(0, expected.length), expected, JSON.stringify(algorithm));
      assert.equal(hash.length, length);
    }
  });
  await printed(`${way}: what is out of bounds is refused`, async () => {
    for (const [algorithm, salt, length] of OUT_OF_BOUNDS) {
      const error = await thrown(() => hashing.derive(bytes("password"), salted(salt), algorithm, length));
      assert.equal(error, "invalid-parameters", JSON.stringify(algorithm));
    }
  });
  await hashing.close?.();
}

const cheap = argon2("argon2id", "v0x13", 1, 8);
const derive = (hashing) => hashing.derive(bytes("password"), bytes("somesalt"), cheap, 32);

await printed("threads: many hashes at once are all computed", async () => {
  const hashing = workerHashing(module, 2);
  const hashes = await Promise.all(Array.from({ length: 40 }, () => derive(hashing)));
  assert.equal(new Set(hashes.map((hash) => Buffer.from(hash).toString("hex"))).size, 1);
  await hashing.close();
});

await printed("threads: what cannot wait is refused, and others are served", async () => {
  const hashing = workerHashing(module, 1);
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => derive(hashing)));
  const refused = outcomes.filter(({ reason }) => reason === "busy");
  assert.equal(refused.length, 60 - 1 - 48);
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 49);
  assert.equal((await derive(hashing)).length, 32);
  await hashing.close();
});

await printed("threads: the thread of the caller goes on while a hash is computed", async () => {
  const hashing = workerHashing(module, 1);
  let turns = 0;
  let isDone = false;
  const hash = derive(hashing).then(() => {
    isDone = true;
  });
  while (!isDone) {
    turns++;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await hash;
  assert.ok(turns > 1);
  await hashing.close();
});
process.exit();
