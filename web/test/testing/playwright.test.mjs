// `routeToSso`: a page whose requests to the SSO are answered without a server. (The fixtures are tested where they are
// used, in `examples/testing`.)

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "../browser/chromium.mjs";

const lib = process.env.VESTIBULE_LIB ?? new URL("../../lib", import.meta.url).pathname;
const { createTestSso } = await import(`${lib}/testing/node.js`);
const { routeToSso } = await import(`${lib}/testing/playwright.js`);

let browser;
let page;
let sso;

before(async () => {
  browser = await startBrowser();
  page = await browser.newPage();
  sso = await createTestSso();
  await page.route("http://app.example/", (route) => route.fulfill({ contentType: "text/html", body: "<h1>App</h1>" }));
  await routeToSso(page, sso);
  await page.goto("http://app.example/");
});
after(() => browser?.close());

test("a page's requests are answered by the SSO", async () => {
  const { username, password, userId, ust } = await sso.user();
  const [login, own] = await page.evaluate(
    async ([username, password, ust]) => {
      const input = { username, password, current_app: "CRM" };
      const login = await fetch("/zato/sso/user/login", { method: "POST", body: JSON.stringify(input) });
      const own = await fetch("/zato/sso/user?current_app=CRM", { headers: { authorization: `Bearer ${ust}` } });
      return [await login.json(), { ...(await own.json()), type: own.headers.get("content-type") }];
    },
    [username, password, ust],
  );
  assert.equal(login.user_id, userId);
  assert.deepEqual([own.username, own.type], [username, "application/json"]);
});

test("a refusal and a failure reach the page", async () => {
  const { ust } = await sso.user();
  const ask = (ust) =>
    page.evaluate(async (ust) => (await fetch(`/zato/sso/user?current_app=CRM&ust=${ust}`)).status, ust);
  sso.storage.failNext("unavailable");
  assert.equal(await ask(ust), 503);
  assert.equal(await ask(ust), 200);
  assert.equal(await ask("of-nobody"), 403);
});
