// The SSO in a Service Worker of Chromium. The tests tell one story, in order.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { servePages, startBrowser } from "./chromium.mjs";

const PASSWORD = "gelato-Breeze-41";

let server;
let browser;
let page;
const errors = [];
/** Files in place of those of `pages/`. */
const texts = {};
/** What later chapters need from earlier ones. */
const story = {};

before(async () => {
  server = await servePages({ texts });
  browser = await startBrowser();
  page = await (await browser.newContext()).newPage();
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(`${error}`));
  await page.goto(server.url);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const call = (name, ...input) =>
  page.evaluate(async ([name, input]) => (await import("/client.mjs"))[name](...input), [name, input]);
const ask = (path, input) => call("ask", `/zato/sso/user/${path}`, input);

/** Ends the worker; the next request starts it again. */
async function stopWorker() {
  const session = await page.context().newCDPSession(page);
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.stopAllWorkers");
  await session.detach();
}

test("it answers the pages of its origin", async () => {
  await call("register");
  const input = { username: "ann", password: PASSWORD, email: "ann@example.com", app_list: ["CRM"] };
  assert.equal((await ask("signup", input)).http, 200);
  const { kind, token } = await call("mailTo", "ann@example.com");
  assert.equal(kind, "signup-confirm");
  assert.equal((await ask("signup/confirm", { confirm_token: token })).http, 200);
});

test("its operator has a way in that the worker's script decides on, and people log in", async () => {
  const created = await page.evaluate(async (password) => {
    const body = JSON.stringify({ username: "bob", password });
    return (await fetch("/operator/create", { method: "POST", body })).status;
  }, PASSWORD);
  assert.equal(created, 200);
  const { http, ust } = await ask("login", { username: "bob", password: PASSWORD });
  assert.equal(http, 200);
  story.ust = ust;
});

test("of 40 sign-ups for one username one is done", async () => {
  assert.deepEqual(await call("race", 40), [200, ...Array(39).fill(403)]);
});

test("its data are there after a reload", async () => {
  await page.reload();
  assert.equal((await call("own", story.ust)).username, "bob");
});

test("its data are there after a restart of the worker", async () => {
  await stopWorker();
  assert.equal((await call("own", story.ust)).username, "bob");
});

test("a page of the SSO can be opened", async () => {
  const other = await page.context().newPage();
  const response = await other.goto(`${server.url}/zato/sso/user?current_app=CRM&ust=${story.ust}`);
  assert.equal((await response.json()).username, "bob");
});

test("another path is left to the server", async () => {
  const { status } = await page.evaluate(async () => ({ status: (await fetch("/zato/other")).status }));
  assert.equal(status, 404);
});

test("a new version of the worker takes over, with the data", async () => {
  const script = await readFile(new URL("pages/sw.mjs", import.meta.url), "utf8");
  texts["/sw.mjs"] = `${script}\naddEventListener("message", ({ source }) => source.postMessage("two"));\n`;
  const answer = await page.evaluate(async () => {
    const { serviceWorker } = navigator;
    const taken = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    await (await serviceWorker.getRegistration()).update();
    await taken;
    const { controller } = serviceWorker;
    while (controller.state !== "activated") {
      await new Promise((resolve) => controller.addEventListener("statechange", resolve, { once: true }));
    }
    const answered = new Promise((resolve) => serviceWorker.addEventListener("message", resolve, { once: true }));
    controller.postMessage("which?");
    return { version: (await answered).data, caches: await caches.keys() };
  });
  assert.deepEqual(answer, { version: "two", caches: ["vestibule"] });
  assert.equal((await call("own", story.ust)).username, "bob");
});

test("it starts without the server", async () => {
  await page.evaluate(() => import("/client.mjs"));
  await server.stop();
  await stopWorker();
  assert.equal((await call("own", story.ust)).username, "bob");
  assert.equal((await ask("login", { username: "bob", password: PASSWORD })).http, 200);
});

test("nothing broke the page's Content-Security-Policy", () => {
  assert.deepEqual(errors.filter((text) => !/status of 40[34]/.test(text)), []);
});
