// Runs all checks on one host.

import { names, groups } from "./checks.mjs";
import { exceptionFor, unknownPatterns } from "./exceptions.mjs";
import { HostedCompany } from "./host.mjs";

/** How many checks run at the same time. */
const AT_ONCE = 8;

/**
 * Runs all checks, or those whose names contain a text, on a host. Returns the number of checks that passed
 * and of exceptions, and a text for each failure.
 */
export async function runSuite(hostName, host, only = "") {
  const report = { passed: 0, excepted: 0, failures: [] };
  if (!names.some((name) => name.includes(only))) report.failures.push(`no check has ${only} in its name`);
  for (const group of groups) {
    const checks = group.checks.filter(({ name }) => name.includes(only));
    if (checks.length > 0) await runGroup(hostName, host, { ...group, checks }, report);
  }
  for (const pattern of unknownPatterns(hostName, names)) {
    report.failures.push(`there is an exception for ${pattern}, but no such check`);
  }
  return report;
}

async function runGroup(hostName, host, { topics, settings, checks }, report) {
  const judge = (name, error) => note(report, name, exceptionFor(hostName, name), error);
  const fail = (what) => (error) => void report.failures.push(`cannot ${what}: ${error.message}`);
  const company = await HostedCompany.begin(host, settings).catch(fail("begin"));
  if (!company) return;
  for (const topic of topics) await topic.prepare?.(company).catch(fail("prepare"));
  const turns = new Map();
  await inParallel(checks, async ({ name, inTurn, run }) => {
    const turn = (inTurn && turns.get(inTurn)) ?? Promise.resolve();
    const outcome = turn.then(() => run(company)).then(
      () => undefined,
      (error) => error,
    );
    if (inTurn) turns.set(inTurn, outcome);
    judge(name, await outcome);
  });
  await company.end().catch(fail("end"));
}

/** Counts the outcome of a check. */
function note(report, name, exception, error) {
  if (exception && !error) {
    report.failures.push(`${name}: passes, so its exception is not needed any more`);
  } else if (exception && error.message.includes(exception.fails)) {
    report.excepted += 1;
  } else if (error) {
    report.failures.push(`${name}: ${error.message}`);
  } else {
    report.passed += 1;
  }
}

async function inParallel(checks, run) {
  const left = [...checks];
  const worker = async () => {
    for (let check = left.shift(); check; check = left.shift()) await run(check);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
