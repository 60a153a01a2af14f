// Runs the suite on all hosts: `node run.mjs [--host NAME]… [--only TEXT]`. With `--figures` it measures them
// instead, and writes the figures of all hosts into `README.md`; with `--write-page` it writes the exceptions into
// `docs/hosts/README.md`.

import { parseArgs } from "node:util";
import { measureAll, table } from "./figures.mjs";
import { hosts } from "./hosts.mjs";
import { packages } from "./packages.mjs";
import { checkPages, writeExceptions, writeFigures } from "./page.mjs";
import { runSuite } from "./suite.mjs";

/** Failures of a host that are shown: one defect can make most checks fail. */
const SHOWN = 30;

/** Characters of a failure that are shown: a place that does not start may say much. */
const LENGTH = 800;

const { values } = parseArgs({
  options: {
    host: { type: "string", multiple: true, default: Object.keys(hosts) },
    only: { type: "string", default: "" },
    figures: { type: "boolean", default: false },
    "write-page": { type: "boolean", default: false },
  },
});

const all = { ...hosts, ...packages };
const unknown = values.host.find((name) => !all[name]);
if (unknown) throw new Error(`no host ${unknown}; there are ${Object.keys(all).join(", ")}`);

const chosen = Object.fromEntries(values.host.map((name) => [name, all[name]]));

if (values["write-page"]) await writeExceptions();
else if (values.figures) await measure(chosen);
else await runAll(chosen, values.only);

async function measure(chosen) {
  const figures = table(await measureAll(chosen));
  console.log(figures);
  // Of one run, or they could not be compared.
  if (Object.keys(chosen).join() === Object.keys(hosts).join()) await writeFigures(figures);
}

async function runAll(chosen, only) {
  let failed = 0;
  for (const [name, host] of Object.entries(chosen)) {
    const began = performance.now();
    const { passed, excepted, failures } = await runSuite(host.exceptionsOf ?? name, host, only);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const counts = `${passed} passed, ${excepted} exceptions, ${failures.length} failed`;
    console.log(`${name}: ${counts}, ${seconds} s`);
    for (const failure of failures.slice(0, SHOWN)) console.log(`  ${failure.slice(0, LENGTH)}`);
    if (failures.length > SHOWN) console.log(`  and ${failures.length - SHOWN} more`);
    failed += failures.length;
  }
  await checkPages();
  process.exitCode = failed === 0 ? 0 : 1;
}
