// Another place behind a proxy with one defect: `node defective.mjs DEFECT COMMAND…`. Only for `finds.mjs`,
// which proves that the suite finds each.

import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import http from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { defects } from "../defects.mjs";

const [, , name, program, ...parameters] = process.argv;
const defect = defects[name];
const agent = new http.Agent({ keepAlive: true });

let data = process.env.VESTIBULE_PLACE_DATA;
if (defect.ownData) {
  data = join(data, `${process.pid}`);
  await mkdir(data);
}
const place = spawn(program, parameters, {
  env: { ...process.env, VESTIBULE_PLACE_DATA: data },
  stdio: ["pipe", "pipe", "inherit"],
});
place.once("exit", (code) => process.exit(defect.exitCode ?? code ?? 1));
process.stdin.pipe(place.stdin);

let address;
for await (const line of createInterface({ input: place.stdout })) {
  if (address) {
    console.log(line);
  } else {
    address = new URL(JSON.parse(line).url);
    server().listen(0, "127.0.0.1", function () {
      console.log(JSON.stringify({ url: `http://127.0.0.1:${this.address().port}` }));
    });
  }
}

function server() {
  return http.createServer(async (incoming, outgoing) => {
    const request = {
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
      body: await bytesOf(incoming),
    };
    const answer = defect.instead?.(request) ?? (await pass(defect.request?.(request) ?? request));
    const { status, headers, body } = defect.answer?.(answer, request) ?? answer;
    const { "content-length": _, "transfer-encoding": __, connection: ___, ...rest } = headers;
    outgoing.writeHead(status, { ...rest, "content-length": Buffer.byteLength(body) });
    outgoing.end(request.method === "HEAD" ? undefined : body);
  });
}

function pass({ method, path, headers, body }) {
  const { hostname, port } = address;
  const { "transfer-encoding": _, connection: __, ...rest } = headers;
  const sent = { ...rest, "content-length": body.length };
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers: sent, agent }, async (response) => {
      const text = (await bytesOf(response)).toString();
      resolve({ status: response.statusCode, headers: response.headers, body: text });
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function bytesOf(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
