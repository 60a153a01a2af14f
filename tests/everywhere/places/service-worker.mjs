// The place in a Service Worker of Chromium. A server of Node.js hands every request to a page, which sends it.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { servePages, startProfile } from "../../../web/test/browser/chromium.mjs";

const { VESTIBULE_PLACE_SETTINGS: settingsFile, VESTIBULE_PLACE_DATA: directory } = process.env;

/** The data belong to the origin, so it has to be the same after a restart, whatever the port of the files is. */
const ORIGIN = "http://vestibule.localhost";

const files = await servePages({
  pages: fileURLToPath(new URL("service-worker", import.meta.url)),
  texts: { "/settings.mjs": `export const settings = ${await readFile(settingsFile, "utf8")};` },
});
const rule = `MAP vestibule.localhost:80 ${new URL(files.url).host}`;
const browser = await startProfile(join(directory, "profile"), [`--host-resolver-rules=${rule}`]);
const page = await browser.newPage();
await page.goto(ORIGIN);
await page.evaluate(async () => {
  const { register, send } = await import("/page.mjs");
  await register();
  globalThis.send = send;
});
const send = (request) => page.evaluate((request) => globalThis.send(request), request);

const bridge = createServer(async (request, response) => {
  try {
    const body = Buffer.concat(await request.toArray()).toString("latin1");
    const { method, url: path, headers } = request;
    const answer = await send({ method, path, headers: sendable(headers), body });
    for (const [name, value] of answer.headers) response.appendHeader(name, value);
    response.writeHead(answer.status).end(Buffer.from(answer.body, "latin1"));
  } catch (error) {
    // What a browser cannot send, such as a body with GET; or the client is gone.
    console.error(error);
    if (request.complete) response.writeHead(501).end();
    else response.destroy();
  }
});

/** Without the headers that are about the connection to the bridge. */
function sendable({ host, connection, "content-length": length, "transfer-encoding": encoding, ...headers }) {
  return headers;
}

await once(bridge.listen(0, "127.0.0.1"), "listening");
console.log(JSON.stringify({ url: `http://127.0.0.1:${bridge.address().port}` }));

for await (const line of createInterface({ input: process.stdin })) {
  const { id } = JSON.parse(line);
  const { body } = await send({ method: "POST", path: "/commands", headers: {}, body: line });
  console.log(JSON.stringify({ id, ...JSON.parse(Buffer.from(body, "latin1").toString()) }));
}
bridge.closeAllConnections();
bridge.close();
await browser.close();
await files.stop();
