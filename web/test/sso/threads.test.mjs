// An SSO whose passwords are hashed on threads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { threadHashing } from "../../lib/hashing/threads.js";
import { loadComponent } from "../../lib/platform/files.js";
import { createOnThreads } from "../../lib/platform/on-threads.js";
import { vestibule } from "../entry.mjs";
import { KEY } from "./make.mjs";

const ARGON2 = { tag: "argon2id", val: { memoryKib: 8, iterations: 1, parallelism: 1, version: "v0x13" } };

test("a host whose WebAssembly cannot wait hashes on the thread of the program", async () => {
  const component = await loadComponent({ canWait: false });
  const sso = await createOnThreads({
    component,
    storage: vestibule.memoryStorage(),
    settings: { main: { keys: [KEY] } },
  });
  const account = { username: "ann", password: "gelato-Breeze-41" };
  assert.match(await sso.users.create({}, vestibule.operator("test"), account), /^zusr/);
  await sso.close();
});

test("the reason why a thread has ended is not lost, and the next hash gets another thread", async () => {
  const ends = [];
  const start = () => ({ send() {}, onAnswer() {}, onEnd: (take) => ends.push(take), end() {} });
  const hashing = threadHashing({ module: undefined, start, threads: 1 });
  for (const reason of [new Error("no memory"), "it was not found"]) {
    const hash = hashing.derive(new Uint8Array(8), new Uint8Array(16), ARGON2, 32);
    await new Promise(setImmediate);
    ends.at(-1)(reason);
    await assert.rejects(hash, (error) => error.cause === reason);
  }
  assert.equal(ends.length, 2);
});

test("a hash that waits when hashing is closed is refused, and starts no thread", async () => {
  let started = 0;
  const start = () => {
    started += 1;
    return { send() {}, onAnswer() {}, onEnd() {}, end() {} };
  };
  const hashing = threadHashing({ module: undefined, start, threads: 1 });
  const derive = () => hashing.derive(new Uint8Array(8), new Uint8Array(16), ARGON2, 32);
  const hashes = [derive(), derive()];
  await new Promise(setImmediate);
  hashing.close();
  await assert.rejects(hashes[0], (error) => error === "busy");
  const answered = await Promise.race([hashes[1].catch((error) => error), new Promise(setImmediate)]);
  assert.deepEqual([answered, started], ["busy", 1]);
});
