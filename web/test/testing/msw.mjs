// The handlers of `vestibule/testing/msw`, in MSW's own server.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setupServer } from "msw/node";

const lib = process.env.VESTIBULE_LIB ?? new URL("../../lib", import.meta.url).pathname;
const { createTestSso } = await import(`${lib}/testing/node.js`);
const { handlers } = await import(`${lib}/testing/msw.js`);

let original;
let sso;
const server = setupServer(...handlers(() => sso));

before(async () => {
  original = await createTestSso();
  server.listen({ onUnhandledRequest: "error" });
});
beforeEach(async () => {
  sso = await original.fork();
});
after(() => server.close());

const login = (input) =>
  fetch("https://sso.company.example/zato/sso/user/login", { method: "POST", body: JSON.stringify(input) });

test("requests to any host are answered by the SSO of the test", async () => {
  const { username, password, userId } = await sso.user();
  const response = await login({ username, password, current_app: "CRM" });
  assert.equal((await response.json()).user_id, userId);
});

test("each test has its own SSO", async () => {
  const response = await login({ username: "user1", password: "open-sesame-1", current_app: "CRM" });
  assert.deepEqual((await response.json()).sub_status, ["E005001"]);
});

test("another path is not answered", async () => {
  await assert.rejects(fetch("https://sso.company.example/healthz"));
});
