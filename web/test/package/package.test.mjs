// The package as it is published: installed from its tarball into an empty directory.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../hosts.mjs";
import { inDirectory } from "../scratch.mjs";
import { packedIn, requireSmall } from "../sizes.mjs";

const web = fileURLToPath(new URL("../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));

function done(command, parameters, options) {
  const { status, stdout, stderr } = spawnSync(command, parameters, { encoding: "utf8", ...options });
  assert.equal(status, 0, `${command} ${parameters.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Packs the package as it is built, and installs it into a directory. */
function install(directory) {
  // `--ignore-scripts`: it is built already.
  const packed = done("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", directory], { cwd: web });
  const [{ filename, files, size }] = packedIn(packed);
  writeFileSync(join(directory, "package.json"), '{ "private": true, "type": "module" }');
  done("npm", ["install", "--offline", "--no-audit", "--no-fund", "--omit=peer", `./${filename}`], { cwd: directory });
  return { filename, files: files.map(({ path }) => path), size };
}

test("the tarball is small, has what is needed and nothing else, and answers the flow", async (context) => {
  await inDirectory(async (directory) => {
    const { filename, files, size } = install(directory);
    context.diagnostic(`${files.length} files, ${size} bytes packed`);
    requireSmall("npm", filename, size);
    assert.deepEqual(files.filter((file) => !/^(lib\/|package\.json$|README\.md$|LICENSE)/.test(file)), []);
    assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 4);

    copyFileSync(join(here, "flow.mjs"), join(directory, "flow.mjs"));
    assert.equal(done(process.execPath, ["flow.mjs"], { cwd: directory }), "done\n");
    const [node24] = COMMANDS["Node.js 24"];
    const file = join(directory, "data/vestibule.db");
    assert.equal(done(node24, ["flow.mjs", file], { cwd: directory }), "done\n");

    const { exports } = JSON.parse(readFileSync(join(directory, "node_modules/vestibule/package.json"), "utf8"));
    for (const path of pathsOf(exports).filter((path) => !path.includes("*"))) {
      assert.ok(files.includes(path.slice(2)), `${path} is exported, but missing`);
    }
  });
});

const pathsOf = (exports) =>
  typeof exports === "string" ? [exports] : Object.values(exports).flatMap(pathsOf);

test("a strict program compiles against the types", () =>
  inDirectory((directory) => {
    install(directory);
    mkdirSync(join(directory, "node_modules/@types"));
    symlinkSync(join(web, "node_modules/@types/node"), join(directory, "node_modules/@types/node"));
    copyFileSync(join(here, "consumer.ts"), join(directory, "consumer.ts"));
    const strict = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--skipLibCheck", "false"];
    const compiler = [join(web, "node_modules/typescript/bin/tsc"), "--noEmit", "--target", "es2022", "--module", "nodenext"];
    done(process.execPath, [...compiler, ...strict, "--types", "node", "consumer.ts"], { cwd: directory });
  }));
