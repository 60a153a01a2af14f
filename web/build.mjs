// Builds the package: `lib/` from `src/`, the component and its WIT.
//
// VESTIBULE_DIST names the directory with the artefacts (default: ../dist).

import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readContract } from "./build/contract.mjs";
import { functionTable } from "./build/functions.mjs";
import { makeGlue } from "./build/glue.mjs";
import { contractTypes } from "./build/typescript.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = process.env.VESTIBULE_DIST ?? join(here, "../dist");
const lib = join(here, "lib");
const generated = join(here, "src/generated");

async function artefact(name) {
  try {
    return await readFile(join(dist, name));
  } catch (error) {
    throw new Error(`${join(dist, name)} is missing: run "cargo xtask dist" first`, { cause: error });
  }
}

const contract = readContract(JSON.parse(await artefact("vestibule.wit.json")));
await rm(lib, { recursive: true, force: true });
for (const directory of [generated, join(lib, "glue"), join(lib, "wasm")]) {
  await mkdir(directory, { recursive: true });
}

await writeFile(join(generated, "contract.ts"), contractTypes(contract));
await writeFile(join(generated, "functions.ts"), functionTable(contract));

const { modules, glue } = await makeGlue(await artefact("vestibule.wasm"), contract);
for (const [name, bytes] of modules) await writeFile(join(lib, "wasm", name), bytes);
await writeFile(join(lib, "wasm/hashing.wasm"), await artefact("hashing.module.wasm"));
for (const [name, bytes] of Object.entries(glue)) {
  await writeFile(join(lib, "glue", name), bytes);
  const types = name.replace(/js$/, "d.ts");
  await copyFile(join(here, "src/glue", types), join(lib, "glue", types));
}

const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
const tsc = join(compiler, "../bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "--project", here], { stdio: "inherit" });
process.exitCode = status ?? 1;
