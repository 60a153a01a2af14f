// The storage contract in a page.

import { indexedDb } from "/lib/browser.js";
import { runCase } from "/storage/cases.mjs";
import { checkHistories } from "/storage/histories/check.mjs";

const table = await (await fetch("/cases/storage.json")).json();

/** Runs one case on an empty database. */
export async function runOne(number) {
  const name = `case-${number}`;
  const store = await indexedDb({ name });
  try {
    await runCase(store, table.cases[number]);
  } finally {
    store.close();
    await remove(name);
  }
}

/** Runs histories of clients in this tab and in another one (`serve`). */
export async function runHistories(histories) {
  const here = await indexedDb({ name: "histories" });
  const there = remote(new BroadcastChannel("store"));
  return checkHistories([here, there], histories);
}

/** Lets another tab use the database through this one. */
export async function serve() {
  const store = await indexedDb({ name: "histories" });
  const channel = new BroadcastChannel("store");
  channel.onmessage = async ({ data: { id, operation, input } }) => {
    if (operation === undefined) return;
    try {
      channel.postMessage({ id, result: await store[operation](...input) });
    } catch (error) {
      channel.postMessage({ id, error });
    }
  };
}

function remote(channel) {
  const waiting = new Map();
  let last = 0;
  channel.onmessage = ({ data: { id, result, error } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(error);
  };
  const operation = (operation) => (...input) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      channel.postMessage({ id, operation, input });
    });
  const names = ["get", "scan", "count", "commit", "sweep"];
  return Object.fromEntries(names.map((name) => [name, operation(name)]));
}

function remove(name) {
  const request = indexedDB.deleteDatabase(name);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}
