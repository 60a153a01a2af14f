// Serves what a bundler has written, and lets somebody log in on it in Chromium.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";

const TYPES = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

async function serve(directory) {
  const server = createServer(async (request, response) => {
    const path = request.url === "/" ? "/index.html" : request.url;
    try {
      const file = await readFile(join(directory, path));
      const type = TYPES[path.split(".").at(-1)];
      response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

/** Registers the worker, signs somebody up and in; `type` is that of the worker's script. */
async function story(type) {
  await navigator.serviceWorker.register("/service-worker.js", { type });
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
  }
  const person = { username: "ann", password: "sunflower-7", current_app: "CRM" };
  const post = (path, input) => fetch(`/zato/sso/user/${path}`, { method: "POST", body: JSON.stringify(input) });
  await post("signup", { ...person, email: "ann@example.com", app_list: ["CRM"] });
  return (await (await post("login", person)).json()).username;
}

/** Throws unless somebody can log in on the pages of a directory. */
export async function requireLogin(directory, type) {
  const server = await serve(directory);
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    assert.equal(await page.evaluate(story, type), "ann");
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
