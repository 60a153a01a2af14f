// In a page: the SSO over IndexedDB, and `vestibule/testing` in memory.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { servePages, startBrowser } from "./chromium.mjs";

let server;
let browser;
let page;

before(async () => {
  server = await servePages();
  browser = await startBrowser();
  page = await browser.newPage();
  await page.goto(server.url);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Makes the SSO of a page, and a user or the session of a UST. */
async function inPage(ust) {
  const { createSso, indexedDb, operator } = await import("/lib/browser.js");
  const sso = await createSso({ storage: await indexedDb() });
  const caller = { currentApp: "CRM", remoteAddr: "127.0.0.1" };
  if (ust) return (await sso.sessions.verify(caller, ust)).username;
  const person = { username: "ann", password: "gelato-Breeze-41" };
  await sso.users.create(caller, operator("page"), person);
  return (await sso.authentication.login(caller, person)).ust;
}

test("a page has an SSO, with its data and its key after a reload", async () => {
  const ust = await page.evaluate(inPage);
  await page.reload();
  assert.equal(await page.evaluate(inPage, ust), "ann");
});

test("a page does not stand still while web workers hash", async () => {
  const turns = await page.evaluate(async () => {
    const { createSso, loadHashing, memoryStorage, operator, workerHashing } = await import("/lib/browser.js");
    const settings = { password: { argon2_memory_kib: 65_536, argon2_iterations: 4 } };
    const hashing = workerHashing(await loadHashing());
    const sso = await createSso({ storage: memoryStorage(), hashing, settings });
    let turns = 0;
    let isOver = false;
    const creating = sso.users.create({}, operator("page"), { username: "bob", password: "gelato-Breeze-41" });
    creating.finally(() => {
      isOver = true;
    });
    for (; !isOver; turns++) await new Promise((resolve) => setTimeout(resolve));
    await creating;
    await sso.close();
    return turns;
  });
  assert.ok(turns > 10, `${turns} turns`);
});

test("a browser's key is made once, though two pages ask for it at once", async () => {
  const keys = await page.evaluate(async () => {
    const { browserKey } = await import("/lib/browser.js");
    return Promise.all(Array.from({ length: 10 }, () => browserKey("other")));
  });
  assert.equal(new Set(keys).size, 1);
  assert.equal(Buffer.from(keys[0], "base64").length, 32);
});

test("a store that does not answer in time is unavailable, or nobody knows", async () => {
  const tags = await page.evaluate(async () => {
    const { indexedDb } = await import("/lib/browser.js");
    const patient = await indexedDb({ name: "slow" });
    const hasty = await indexedDb({ name: "slow", timeout: 0 });
    const write = { tag: "put", val: { key: "a", value: "{}" } };
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => hasty.commit([], [write])));
    await patient.commit([], [write]);
    return results.map(({ reason }) => reason?.tag ?? "done");
  });
  assert.ok(tags.includes("unavailable"), `${tags}`);
  assert.ok(tags.every((tag) => ["unavailable", "unknown", "done"].includes(tag)), `${tags}`);
});

test("a store that was closed is unavailable", async () => {
  const error = await page.evaluate(async () => {
    const { indexedDb } = await import("/lib/browser.js");
    const store = await indexedDb({ name: "closed" });
    store.close();
    return store.get(["a"]).catch((error) => error);
  });
  assert.deepEqual(error, { tag: "unavailable", val: "IndexedDB: InvalidStateError" });
});

test("the same test SSO runs in a page, with the same IDs as elsewhere", async () => {
  const { userId } = await page.evaluate(async () => {
    const { createTestSso } = await import("/lib/testing/web.js");
    const sso = await createTestSso();
    const { userId } = await sso.user();
    return { userId };
  });
  assert.equal(userId, "zusryjxmkwy669sq9mwjbwvpk1dqq");
});
