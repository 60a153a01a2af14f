// The page in Chromium, from Vite's development server and as Vite builds it: somebody signs up and logs in.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { chromium } from "playwright-core";
import { createServer, preview } from "vite";
import { requireSmall } from "../../../web/test/sizes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const options = { root, logLevel: "warn", clearScreen: false };
const listen = { host: "127.0.0.1", port: 0 };

const run = promisify(execFile);
const PRODUCTION = { ...process.env, NODE_ENV: "production" };
let browser;

before(async () => {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
after(() => browser?.close());

/** Signs somebody up and in. Returns what the page's console has of errors. */
async function story(url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(`${error}`));
  await page.goto(url);
  await outcome(page, "Ready.");

  const signUp = page.locator("#signup");
  await signUp.getByLabel("Username").fill("ann");
  await signUp.getByLabel("E-mail address").fill("ann@example.com");
  await signUp.getByLabel("Password").fill("sunflower-7");
  await signUp.getByRole("button").click();
  await page.getByRole("button", { name: "Confirm ann@example.com" }).click();
  await outcome(page, "Thank you. You can log in.");

  await logIn(page);
  await page.reload();
  await outcome(page, "Ready.");
  await logIn(page);
  await context.close();
  return errors.filter((text) => !text.includes("favicon.ico") && !/status of 404/.test(text));
}

async function logIn(page) {
  const form = page.locator("#login");
  await form.getByLabel("Username").fill("ann");
  await form.getByLabel("Password").fill("sunflower-7");
  await form.getByRole("button").click();
  await outcome(page, "Hello, ann!");
}

/** Bytes of all files, compressed as servers do it (brotli). */
async function downloadOf(directory) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  let sum = 0;
  for (const file of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    sum += brotliCompressSync(await readFile(join(file.parentPath, file.name)), { params }).length;
  }
  return sum;
}

const outcome = (page, text) => page.getByRole("status").getByText(text, { exact: true }).waitFor();

test("in development", async () => {
  const server = await createServer({ ...options, server: listen });
  try {
    await server.listen();
    assert.deepEqual(await story(server.resolvedUrls.local[0]), []);
  } finally {
    await server.close();
  }
});

test("as it is built: small, and under a Content-Security-Policy", async () => {
  const outDir = await mkdtemp(join(tmpdir(), "vestibule-vite-"));
  try {
    // In a process of its own: the development server has left its environment here.
    const vite = join(root, "node_modules/vite/bin/vite.js");
    await run(process.execPath, [vite, "build", "--outDir", outDir, "--emptyOutDir"], { cwd: root, env: PRODUCTION });
    requireSmall("browser-example", "the example as it is built", await downloadOf(outDir));
    const server = await preview({ ...options, build: { outDir }, preview: listen });
    try {
      assert.deepEqual(await story(server.resolvedUrls.local[0]), []);
    } finally {
      await server.close();
    }
  } finally {
    await rm(outDir, { recursive: true });
  }
});
