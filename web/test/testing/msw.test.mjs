// MSW 3 needs Node.js 22. (The example in `examples/testing` has MSW 2, which runs in Node.js 20.)

import { test } from "node:test";
import { run } from "../hosts.mjs";

test("the handlers for MSW, in Node.js 22", () => run("Node.js 22", new URL("msw.mjs", import.meta.url)));
