// The flow of an account, with the package as it is installed: `vestibule/node`, SQLite and HTTP.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as byCondition from "vestibule";
import { createSso, memoryStorage, operator, serve, sqlite } from "vestibule/node";

assert.equal(byCondition.createSso, createSso);

const [file] = process.argv.slice(2);
const sso = await createSso({
  storage: file ? await sqlite(file) : memoryStorage(),
  settings: { main: { keys: [randomBytes(32).toString("base64")] } },
  deliversMessages: true,
});
const server = await serve(sso, { port: 0 });

async function ask(method, path, input) {
  const response = await fetch(`${server.url}/zato/sso/user${path}`, {
    method,
    body: JSON.stringify({ current_app: "CRM", ...input }),
  });
  return response.json();
}

const ann = { username: "ann", password: "gelato-Breeze-41" };
const { confirm_token } = await ask("POST", "/signup", { ...ann, email: "ann@example.com", app_list: ["CRM"] });
assert.equal((await ask("POST", "/signup/confirm", { confirm_token })).status, "ok");
assert.deepEqual((await ask("POST", "/login", ann)).sub_status, ["E005003"]);
const [{ userId }] = await sso.registration.pending({}, operator("test"), {});
await sso.registration.approve({}, operator("test"), userId);
const { ust, user_id } = await ask("POST", "/login", ann);
assert.equal(user_id, userId);
assert.equal((await sso.sessions.verify({}, ust)).username, "ann");
const messages = [];
await sso.messages.deliver(({ content }) => void messages.push(content.tag));
assert.deepEqual(messages.sort(), ["signup-confirm", "signup-welcome"]);
assert.equal((await ask("POST", "/logout", { ust })).status, "ok");
assert.equal(await sso.sessions.verify({}, ust), undefined);
await server.stop();
await sso.close();
console.log("done");
