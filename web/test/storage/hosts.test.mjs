// The requirements of every store, on every host.

import { suite, test } from "node:test";
import { report, WITH_SQLITE } from "../hosts.mjs";

const program = new URL("./program.mjs", import.meta.url);

// At the same time: SQLite mostly waits for the disk.
suite("the requirements of every store", { concurrency: true }, () => {
  test("the store in memory", (context) => report(context, "this Node.js", program, ["memory"]));

  for (const host of WITH_SQLITE) {
    test(`SQLite in ${host}`, (context) => report(context, host, program, ["sqlite"]));
  }
});
