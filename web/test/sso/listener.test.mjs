// HTTP with `node:http`.

import assert from "node:assert/strict";
import { createServer, request as httpRequest } from "node:http";
import { test } from "node:test";
import { vestibule } from "../entry.mjs";
import { deferred, fakeSso } from "./fake.mjs";

const { listener, serve } = vestibule;

const OK = { status: 200, headers: [["content-type", "application/json"]], body: new TextEncoder().encode("{}") };

/** Sends a request; returns status, headers and body. */
function send(url, { method = "POST", path = "/zato/sso/user", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { path, method, headers }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, headers: response.headers, text });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Serves a component of the test's own for as long as `use` needs it. */
async function serving(handle, use, options = {}) {
  const { sso } = await fakeSso({ handle });
  const server = await serve(sso, { port: 0, ...options });
  try {
    return await use(server, sso);
  } finally {
    await server.stop();
  }
}

test("a request arrives as it was sent, with the address of its connection", async () => {
  let got;
  const handle = (request) => {
    got = request;
    return OK;
  };
  await serving(handle, async ({ url }) => {
    // The client of Node.js announces no length of its own with GET.
    const length = { "Content-Length": "in a GET".length };
    const headers = { Cookie: "a=1", "X-Forwarded-For": "203.0.113.9", "User-Agent": "agent", ...length };
    const answer = await send(url, { method: "GET", path: "//zato/../sso?a=b?c", headers, body: "in a GET" });
    assert.deepEqual([answer.status, answer.text], [200, "{}"]);
  });
  assert.deepEqual([got.method, got.path, got.query], ["GET", "//zato/../sso", "a=b?c"]);
  assert.equal(new TextDecoder().decode(got.body), "in a GET");
  assert.deepEqual(got.headers, [["cookie", "a=1"], ["x-forwarded-for", "203.0.113.9"]]);
  assert.equal(got.caller.remoteAddr, "127.0.0.1");
  assert.equal(got.caller.userAgent, "agent");
});

test("the embedder can say who the client is", async () => {
  let got;
  const handle = ({ caller }) => {
    got = caller;
    return OK;
  };
  const client = ({ headers }) => ({ remoteAddr: headers["x-own-proxy"], isTrustedClient: true });
  await serving(handle, ({ url }) => send(url, { headers: { "x-own-proxy": "192.0.2.7" } }), { client });
  assert.equal(got.remoteAddr, "192.0.2.7");
  assert.equal(got.isTrustedClient, true);
});

test("every header of a response is sent", async () => {
  const headers = [["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x-name", "é"]];
  const answer = await serving(() => ({ ...OK, headers }), ({ url }) => send(url));
  assert.deepEqual(answer.headers["set-cookie"], ["a=1", "b=2"]);
  assert.equal(Buffer.from(answer.headers["x-name"], "latin1").toString(), "é");
});

test("a body that is too large gets an answer, however large it is", async () => {
  await serving(() => OK, async ({ url }) => {
    assert.equal((await send(url, { body: "x".repeat(65_536) })).status, 200);
    assert.equal((await send(url, { body: "x".repeat(65_537) })).status, 413);
    assert.equal((await send(url, { body: "x".repeat(1 << 20) })).status, 413);
    assert.equal((await send(url)).status, 200);
  });
});

test("a server that is stopped answers what has begun", async () => {
  const gate = deferred();
  const began = deferred();
  const handle = async () => {
    began.resolve();
    await gate.promise;
    return OK;
  };
  await serving(handle, async ({ url, stop }) => {
    const answer = send(url);
    await began.promise;
    const stopped = stop();
    gate.resolve();
    assert.equal((await answer).status, 200);
    await stopped;
    await assert.rejects(send(url), { code: "ECONNREFUSED" });
  });
});

test("a client that goes away harms nobody", async () => {
  await serving(() => OK, async ({ url }) => {
    const request = httpRequest(`${url}/zato/sso/user`, { method: "POST", headers: { "content-length": 100 } });
    const gone = new Promise((resolve) => request.once("error", resolve));
    request.write("some", () => request.destroy(new Error("gone")));
    await gone;
    assert.equal((await send(url)).status, 200);
  });
});

test("the listener fits into a server of the embedder's own", async () => {
  const { sso } = await fakeSso({ handle: () => OK });
  const answer = listener(sso);
  const server = createServer((request, response) => {
    if (request.url.startsWith("/zato/sso/")) answer(request, response);
    else response.end("mine");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  assert.equal((await send(url)).text, "{}");
  assert.equal((await send(url, { path: "/hello" })).text, "mine");
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("a port that is taken is an error", async () => {
  await serving(() => OK, async ({ port }, sso) => {
    await assert.rejects(serve(sso, { port }), { code: "EADDRINUSE" });
  });
});
