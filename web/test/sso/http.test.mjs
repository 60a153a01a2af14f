// The REST API on the web's types.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { passedOn } from "../../lib/http.js";
import { fakeSso } from "./fake.mjs";
import { CALLER, makeSso, member, PASSWORD, send } from "./make.mjs";

const TABLE = JSON.parse(readFileSync(new URL("../../../tests/cases/headers.json", import.meta.url), "utf8"));

/** The headers that the component gets, each with a value. */
const LISTED = Object.fromEntries([...TABLE["passed-on"], TABLE["current-app"]].map((name, value) => [name, `${value}`]));

/** What the component got of a request, and the response to it. */
async function passed(request, info, answer = { status: 200, headers: [], body: new Uint8Array() }) {
  let got;
  const { sso } = await fakeSso({
    handle(request) {
      got = request;
      return answer;
    },
  });
  const response = request instanceof Request ? await sso.fetch(request, info) : await sso.handle(request, info);
  return { got, response };
}

const parts = (more = {}) => ({ method: "GET", path: "/zato/sso/user", headers: [], body: new Uint8Array(), ...more });

test("the list of headers is that of every host", () => {
  assert.deepEqual([...passedOn(undefined)].sort(), Object.keys(LISTED).sort());
});

test("the component gets the headers of the list and no others", async () => {
  const others = { "x-real-ip": "1", "user-agent": "agent", "x-app": "2", "content-type": "text/plain" };
  const { got } = await passed(parts({ headers: Object.entries({ ...others, ...LISTED }) }));
  assert.deepEqual(Object.fromEntries(got.headers), LISTED);
  assert.equal(got.caller.userAgent, "agent");
});

test("headers keep their values and their order, in any case of their names", async () => {
  const headers = [["Cookie", "b"], ["ORIGIN", "x"], ["cookie", "a"]];
  // A generator can be read once.
  const { got } = await passed(parts({ headers: headers[Symbol.iterator]() }));
  assert.deepEqual(got.headers, [["cookie", "b"], ["origin", "x"], ["cookie", "a"]]);
});

test("a header has bytes of UTF-8, and what is not becomes U+FFFD", async () => {
  const { got } = await passed(parts({ headers: [["cookie", "caf\xc3\xa9 \xff"]] }));
  assert.deepEqual(got.headers, [["cookie", "café \ufffd"]]);
});

test("a response has every header, in its order", async () => {
  const headers = [["set-cookie", "a=1"], ["x-name", "é"], ["set-cookie", "b=2"]];
  const answer = { status: 201, headers, body: new TextEncoder().encode("{}") };
  const { response } = await passed(new Request("http://sso.example/zato/sso/user"), {}, answer);
  assert.equal(response.status, 201);
  assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(response.headers.get("x-name"), "\xc3\xa9");
  assert.equal(await response.text(), "{}");
});

test("a response without a body is one", async () => {
  for (const status of [204, 304]) {
    const answer = { status, headers: [], body: new Uint8Array() };
    const { response } = await passed(new Request("http://sso.example/zato/sso/user"), {}, answer);
    assert.equal(response.status, status);
  }
});

test("method, path, query and body arrive as they are", async () => {
  const request = new Request("http://sso.example/zato/sso/user%2fx?a=%C3%A9&b#c", { method: "PATCH", body: "text" });
  const { got } = await passed(request, {});
  assert.deepEqual([got.method, got.path, got.query], ["PATCH", "/zato/sso/user%2fx", "a=%C3%A9&b"]);
  assert.equal(new TextDecoder().decode(got.body), "text");
  const { got: bare } = await passed(new Request("http://sso.example/zato/sso/user"), {});
  assert.equal(bare.query, undefined);
});

test("the client is what the caller of fetch says, and nothing in the request", async () => {
  const headers = { "x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9", "cf-connecting-ip": "203.0.113.9" };
  const request = () => new Request("http://sso.example/zato/sso/user", { headers });
  const { got } = await passed(request());
  assert.equal(got.caller.remoteAddr, undefined);
  assert.equal(got.caller.isTrustedClient, false);
  assert.match(got.caller.cid, /^[0-9a-f]{24}$/);
  const info = { remoteAddr: "198.51.100.7", isTrustedClient: true, cid: "mine" };
  const { got: known } = await passed(request(), info);
  assert.equal(known.caller.remoteAddr, "198.51.100.7");
  assert.equal(known.caller.isTrustedClient, true);
  assert.equal(known.caller.cid, "mine");
  for (const isTrustedClient of [undefined, 1, "true", {}]) {
    const { got } = await passed(request(), { isTrustedClient });
    assert.equal(got.caller.isTrustedClient, false);
  }
});

test("a body has at most 65,536 bytes", async () => {
  const sso = await makeSso();
  const { username } = { username: "ann", ...(await member(sso)) };
  const login = (length) => {
    const input = JSON.stringify({ username, password: PASSWORD, current_app: "CRM", padding: "" });
    const body = input.replace('""', `"${"x".repeat(length - input.length)}"`);
    return sso.fetch(new Request("http://sso.example/zato/sso/user/login", { method: "POST", body }), { ...CALLER, cid: "c" });
  };
  assert.equal((await login(65_536)).status, 200);
  const refused = await login(65_537);
  assert.equal(refused.status, 413);
  assert.equal(refused.headers.get("cache-control"), "no-store");
  assert.deepEqual(await refused.json(), { result: "Error", cid: "c", details: "Payload too large" });
});

test("a body that comes in parts and without end is not read to its end", async () => {
  const sso = await makeSso();
  let pulled = 0;
  let isCancelled = false;
  const body = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(10_000));
    },
    cancel() {
      isCancelled = true;
    },
  });
  const request = new Request("http://sso.example/zato/sso/user/login", { method: "POST", body, duplex: "half" });
  assert.equal((await sso.fetch(request, CALLER)).status, 413);
  assert.ok(pulled < 20 && isCancelled);
});

test("a body that fails is a bad request", async () => {
  const sso = await makeSso();
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const request = new Request("http://sso.example/zato/sso/user/login", { method: "POST", body, duplex: "half" });
  assert.equal((await sso.fetch(request, CALLER)).status, 400);
});

test("every other path is not found", async () => {
  const sso = await makeSso();
  for (const path of ["/", "/zato/sso", "/zato/sso/nothing", "/user/login"]) {
    const response = await sso.fetch(new Request(`http://sso.example${path}`), { cid: "c" });
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), { result: "Error", cid: "c", details: "Not found" });
  }
});

test("fetch needs no object to be called on", async () => {
  const { fetch } = await makeSso();
  assert.equal((await fetch(new Request("http://sso.example/"))).status, 404);
});

test("the current application comes from the header of the settings", async () => {
  const settings = { apps: { all: ["CRM", "Web"], login_allowed: ["Web"], http_header: "X-App" } };
  const sso = await makeSso({ settings });
  const hash = await sso.linkedAuth.hashPassword("billing-password");
  const definition = [{ auth_type: "basic_auth", username: "billing", password_hash: hash }];
  const linked = await makeSso({ settings: { ...settings, linked_auth: { definition } } });
  const OPERATOR = { tag: "operator", val: "test" };
  const userId = await linked.users.create(CALLER, OPERATOR, { username: "ann", password: PASSWORD });
  await linked.linkedAuth.create(CALLER, OPERATOR, userId, { authType: "basic_auth", authUsername: "billing" }, true);
  const authorization = `Basic ${btoa("billing:billing-password")}`;
  const headers = (more) => ({ headers: { authorization, ...more } });
  const get = (app) => send(linked, "GET", "/user?current_app=Web", undefined, headers({ "x-app": app }));
  assert.equal((await get("Web")).user_id, userId);
  assert.equal((await get("Other")).status, "error");
});

test("a failure inside is answered without its text, and reported", async () => {
  const faults = [];
  const { sso } = await fakeSso({
    handle() {
      throw new Error("secret detail");
    },
    onFault: (error) => faults.push(error.message),
  });
  const response = await sso.fetch(new Request("http://sso.example/zato/sso/user"), { cid: "c" });
  assert.equal(response.status, 500);
  assert.deepEqual(await response.json(), { status: "error", sub_status: ["E008004"], cid: "c" });
  assert.deepEqual(faults, ["secret detail"]);
});

test("a request whose body somebody else has read is a fault and not a rejection", async () => {
  const faults = [];
  const { sso } = await fakeSso({ handle: () => assert.fail("it was passed on"), onFault: (error) => faults.push(error) });
  const make = () => new Request("http://sso.example/zato/sso/user/login", { method: "POST", body: "{}" });
  const read = make();
  await read.text();
  const locked = make();
  locked.body.getReader();
  for (const request of [read, locked]) {
    const response = await sso.fetch(request);
    assert.equal(response.status, 500);
    assert.deepEqual((await response.json()).sub_status, ["E008004"]);
  }
  assert.equal(faults.length, 2);
});
