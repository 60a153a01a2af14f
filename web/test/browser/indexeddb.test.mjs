// IndexedDB keeps the storage contract, also with two tabs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { servePages, startBrowser } from "./chromium.mjs";

const { cases } = JSON.parse(await readFile(new URL("../../../tests/cases/storage.json", import.meta.url), "utf8"));

let server;
let browser;
let context;

before(async () => {
  server = await servePages();
  browser = await startBrowser();
  context = await browser.newContext();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function openTab() {
  const page = await context.newPage();
  await page.goto(server.url);
  return page;
}

/** Calls a function of a module in a page. */
const call = (page, module, name, ...input) =>
  page.evaluate(
    async ([module, name, input]) => (await import(module))[name](...input),
    [`/${module}.mjs`, name, input],
  );

describe("the storage contract in IndexedDB", () => {
  let page;
  before(async () => {
    page = await openTab();
  });
  assert.ok(cases.length > 0);
  cases.forEach(({ name }, number) => test(name, () => call(page, "contract", "runOne", number)));
});

test("concurrent operations of two tabs are serializable", async () => {
  const [here, there] = [await openTab(), await openTab()];
  await call(there, "contract", "serve");
  const { overlaps } = await call(here, "contract", "runHistories", 150);
  assert.ok(overlaps > 0);
});

test("a tab that is closed in the middle of a commit leaves all of it or nothing", async () => {
  const reader = await openTab();
  let done = 0;
  for (let round = 1; round <= 10; round++) {
    const writer = await openTab();
    const closed = new Promise((resolve) => {
      writer.exposeBinding("report", async (_, what, number) => {
        if (what === "done") done = number;
        // The commit of this number is under way when the tab closes.
        else if (number === done + 1 && number % 3 === 0) resolve(writer.close({ runBeforeUnload: false }));
      });
    });
    // It ends with its tab.
    writer.evaluate(async () => (await import("/closing.mjs")).writeOn(globalThis.report)).catch(() => {});
    await closed;
    const newest = await call(reader, "closing", "newest");
    assert.ok(newest === done || newest === done + 1, `${newest} after ${done}`);
    done = newest;
  }
});
