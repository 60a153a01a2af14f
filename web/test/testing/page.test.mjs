// The programs of `docs/hosts/testing.md` run as they are printed there.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../hosts.mjs";
import { inDirectory } from "../scratch.mjs";

const web = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(new URL("../../../docs/hosts/testing.md", import.meta.url), "utf8");
const programs = [...page.matchAll(/^```js\n\/\/ (\S+\.mjs)\n(.*?)^```/gms)];

assert.deepEqual(programs.map(([, name]) => name), ["session.test.mjs", "serving.mjs", "application.test.mjs"]);

for (const [, name, text] of programs) {
  test(name, () =>
    inDirectory((directory) => {
      mkdirSync(join(directory, "node_modules"));
      for (const [link, target] of [["vestibule", "."], ["msw", "node_modules/msw"]]) {
        symlinkSync(join(web, target), join(directory, "node_modules", link));
      }
      writeFileSync(join(directory, name), text);
      const [program, ...parameters] = COMMANDS["Node.js 22"];
      const { status, stdout, stderr } = spawnSync(program, [...parameters, name], { cwd: directory, encoding: "utf8" });
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, name.endsWith(".test.mjs") ? /pass 1\b/ : /http:\/\/127\.0\.0\.1:\d+/);
    }),
  );
}
