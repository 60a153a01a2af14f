// The store in a file, on every host that has SQLite: what it has beside the contract, several processes, kill -9.

import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { suite, test } from "node:test";
import { report, run, start, WITH_SQLITE } from "../hosts.mjs";
import { inDirectory } from "../scratch.mjs";

const here = (name) => new URL(name, import.meta.url);
const PROCESSES = 4;
const SIGN_UPS = 40;
const KILLS = 4;

suite("files of SQLite", { concurrency: true }, () => {
  for (const host of WITH_SQLITE) {
    test(`in ${host}`, (context) => report(context, host, here("program.mjs")));

    test(`${SIGN_UPS} sign-ups of one name from ${PROCESSES} processes, in ${host}: one is done`, () =>
      inDirectory(async (directory) => {
        const file = join(directory, "vestibule.db");
        const children = await Promise.all(Array.from({ length: PROCESSES }, () => ready(host, file)));
        const outcomes = await Promise.all(children.map(({ answer }) => answer()));
        const counted = outcomes.flat();
        assert.equal(counted.length, SIGN_UPS);
        assert.deepEqual(counted.filter((each) => each !== "done" && each !== "E001002"), []);
        assert.equal(counted.filter((each) => each === "done").length, 1);
      }));

    test(`kill -9 in the middle of commits, in ${host}: each is there as a whole or not at all`, () =>
      inDirectory(async (directory) => {
        const file = join(directory, "vestibule.db");
        let acknowledged = 0;
        for (let kill = 0; kill < KILLS; kill++) {
          acknowledged = await writeUntilKilled(host, file, acknowledged + 5 + 3 * kill);
          const found = JSON.parse(await run(host, here("read.mjs"), [file]));
          assert.equal(found.length, 1, `documents of several commits: ${found}`);
          assert.ok(found[0] >= acknowledged, `${acknowledged} was acknowledged, ${found[0]} is there`);
          acknowledged = found[0];
        }
      }));
  }
});

/** A process that has an SSO over the file, and signs up when it is told to. */
async function ready(host, file) {
  const child = start(host, here("sign-ups.mjs"), [file, `${SIGN_UPS / PROCESSES}`]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "close");
  assert.equal((await lines.next()).value, "ready");
  return {
    async answer() {
      child.stdin.end("go\n");
      const { value } = await lines.next();
      assert.deepEqual(await ended, [0, null]);
      return JSON.parse(value);
    },
  };
}

/** Kills a process that writes as soon as it acknowledged so many commits. Returns the last that it acknowledged. */
async function writeUntilKilled(host, file, until) {
  const child = start(host, here("write.mjs"), [file]);
  const ended = once(child, "close");
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged >= until) child.kill("SIGKILL");
  }
  const [, signal] = await ended;
  assert.equal(signal, "SIGKILL");
  return acknowledged;
}
