// The SQLite of a Durable Object keeps the storage contract.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./launch.mjs";

const inside = (path) => fileURLToPath(new URL(path, import.meta.url));
const table = inside("../../../tests/cases/storage.json");
const { cases } = JSON.parse(await readFile(table, "utf8"));

let directory;
let workerd;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), "vestibule-workerd-"));
  const files = ["cases", "equal", "texts", "histories/check", "histories/clients", "histories/order"];
  const modules = files.map((name) => [`${name}.mjs`, inside(`../storage/${name}.mjs`)]);
  const worker = {
    name: "contract",
    script: inside("contract.mjs"),
    modules: { ...Object.fromEntries(modules), "storage.json": table },
    objects: ["Store"],
    bindings: '(name = "STORE", durableObjectNamespace = "Store")',
  };
  workerd = await launch({ directory, workers: [worker], sockets: [{ name: "http", service: '"contract"' }] });
});

after(async () => {
  await workerd?.stop();
  await rm(directory, { recursive: true });
});

async function run(path) {
  const response = await fetch(`http://127.0.0.1:${workerd.ports.http}/${path}`);
  assert.equal(await response.text(), "");
}

describe("the storage contract in a Durable Object", () => {
  assert.ok(cases.length > 0);
  cases.forEach(({ name }, number) => test(name, () => run(`case/${number}`)));
});

test("concurrent operations on a Durable Object are serializable", () => run("histories/200"));
