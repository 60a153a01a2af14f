// Password hashing, on every host.

import { suite, test } from "node:test";
import { COMMANDS, report } from "../hosts.mjs";

const program = new URL("./program.mjs", import.meta.url);

suite("password hashing", { concurrency: true }, () => {
  for (const host of Object.keys(COMMANDS)) test(host, (context) => report(context, host, program));
});
