// An edge of wasi:http whose settings cannot be read: the defaults must not hold in their place.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { hosts } from "./hosts.mjs";

const [, , programs, component] = hosts["wasmtime-serve"].command;

const BROKEN = {
  "a file that is not TOML": "[signup]\nenabled = false\n[session",
  "an unknown stanza": "[singup]\nenabled = false\n",
};

let directory;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), "vestibule-edge-"));
});
after(() => rm(directory, { recursive: true }));

/** Starts the program with a file of settings, and a store that nobody offers. */
function start(task, text, words = []) {
  const given = ["--dir", `${directory}::/settings`, "--env", "VESTIBULE_CONFIG=/settings/edge.toml"].concat(
    ["--env", `VESTIBULE_MAIN_KEYS=["${Buffer.alloc(32, 7).toString("base64")}"]`],
    ["--env", "VESTIBULE_STORAGE_URL=http://127.0.0.1:1", "--env", `VESTIBULE_STORAGE_TOKEN=${"t".repeat(32)}`],
  );
  const begin = () => spawn(join(programs, "wasmtime-serve"), [task, ...given, component, ...words]);
  return writeFile(join(directory, "edge.toml"), text).then(begin);
}

/** The status of a request with a body that is not JSON, which needs no store. */
async function statusWith(text) {
  const edge = await start("serve", text);
  try {
    edge.stderr.resume();
    const url = await new Promise((resolve, reject) => {
      createInterface({ input: edge.stdout }).once("line", (line) => resolve(line));
      edge.once("close", () => reject(new Error("the edge does not start")));
    });
    const { status } = await fetch(`${url}/zato/sso/user/signup`, { method: "POST", body: "{" });
    return status;
  } finally {
    edge.kill();
  }
}

test("settings that can be read are used", async () => {
  assert.equal(await statusWith("[signup]\nenabled = false\n"), 400);
});

for (const [what, text] of Object.entries(BROKEN)) {
  test(`every request is refused with ${what}`, async () => {
    assert.equal(await statusWith(text), 503);
  });

  test(`a command says what is wrong with ${what}`, async () => {
    const command = await start("run", text, ["sweep"]);
    let said = "";
    command.stderr.on("data", (part) => (said += part));
    const code = await new Promise((resolve) => command.once("close", resolve));
    assert.notEqual(code, 0);
    assert.match(said, /VESTIBULE_CONFIG: line 3|unknown stanza \[singup\]/);
  });
}
