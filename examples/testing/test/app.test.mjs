// The application without a browser. MSW answers its requests to the SSO with a real one, in this process.

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, beforeEach, test } from "node:test";
import { http, passthrough } from "msw";
import { setupServer } from "msw/node";
import { createTestSso } from "vestibule/testing";
import { handlers } from "vestibule/testing/msw";
import { createApp } from "../app.mjs";

let seeded;
let sso;
const requests = setupServer(http.all(/^http:\/\/127\.0\.0\.1:/, () => passthrough()), ...handlers(() => sso));
const app = createApp("https://sso.company.example");
let address;

before(async () => {
  requests.listen({ onUnhandledRequest: "error" });
  await once(app.listen(0, "127.0.0.1"), "listening");
  address = `http://127.0.0.1:${app.address().port}`;
  seeded = await createTestSso();
  await seeded.user({ username: "ann", password: "sunflower-7" });
});
beforeEach(async () => {
  sso = await seeded.fork();
});
after(() => {
  app.closeAllConnections();
  app.close();
  requests.close();
});

const submit = (path, form) =>
  fetch(address + path, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
const home = async (cookie) => (await fetch(address, { headers: { cookie } })).text();

test("a right password leads in", async () => {
  const response = await submit("/login", { username: "ann", password: "sunflower-7" });
  assert.equal(response.status, 303);
  const [cookie] = response.headers.get("set-cookie").split(";");
  assert.match(await home(cookie), /Hello, ann!/);
});

test("a wrong password does not", async () => {
  const response = await submit("/login", { username: "ann", password: "sunflower-8" });
  assert.equal(response.status, 403);
  assert.match(await response.text(), /Username or password is wrong/);
});

test("a session ends after an hour", async () => {
  const { ust } = await sso.user({ username: "bob" });
  sso.clock.advance("59m");
  assert.match(await home(`ust=${ust}`), /Hello, bob!/);
  sso.clock.advance("2m");
  assert.match(await home(`ust=${ust}`), /Log in/);
});

test("after ten wrong passwords one has to wait, and may try again later", async () => {
  const logIn = (password) => submit("/login", { username: "ann", password });
  for (let attempt = 0; attempt < 10; attempt++) await logIn("sunflower-8");
  assert.equal((await logIn("sunflower-7")).status, 503);
  sso.clock.advance("16m");
  assert.equal((await logIn("sunflower-7")).status, 303);
});

test("the SSO cannot reach its store", async () => {
  sso.storage.failNext("unavailable");
  const response = await submit("/login", { username: "ann", password: "sunflower-7" });
  assert.equal(response.status, 503);
  assert.match(await response.text(), /Please try again in a minute/);
});

test("a lost reply to a sign-up can be repeated without harm", async () => {
  const form = { username: "cleo", email: "cleo@example.com", password: "sunflower-9" };
  // The first commit of a sign-up counts the attempt.
  sso.storage.failNext("unknown", { after: 1 });
  assert.equal((await submit("/sign-up", form)).status, 503);
  assert.equal((await submit("/sign-up", form)).status, 403);
  assert.deepEqual((await sso.outbox()).map(({ to }) => to), ["cleo@example.com"]);
});
