// Proves that the suite can fail: `node finds.mjs` puts a proxy with one defect after the other in front
// of our server, and requires that the check which is to find it fails.

import { fileURLToPath } from "node:url";
import { defects } from "./defects.mjs";
import { hosts } from "./hosts.mjs";
import { runSuite } from "./suite.mjs";

const PROXY = fileURLToPath(new URL("places/defective.mjs", import.meta.url));

const { command, ...server } = hosts.server;
let missed = 0;
for (const [name, { found, only = found }] of Object.entries(defects)) {
  const host = { ...server, command: [process.execPath, PROXY, name, ...command] };
  const { failures } = await runSuite("defective", host, only);
  const failure = failures.find((failure) => failure.startsWith(found));
  console.log(failure ? `found: ${name}` : `MISSED: ${name}: ${failures.join("; ") || "no failure"}`);
  missed += failure ? 0 : 1;
}
process.exitCode = missed === 0 ? 0 : 1;
