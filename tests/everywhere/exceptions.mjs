// What is known not to hold on a host, and why. An exception that is not needed any more fails the run.

import { readFileSync } from "node:fs";

/**
 * By host: `checks` are names, in which a final `*` stands for any text; all of them fail with a message that
 * contains `fails`; `reason` is for the documentation.
 */
export const exceptions = JSON.parse(readFileSync(new URL("exceptions.json", import.meta.url)));

/** The exception of a host for a check. */
export function exceptionFor(host, name) {
  return exceptions[host]?.find(({ checks }) => checks.some((pattern) => covers(pattern, name)));
}

/** Patterns of a host's exceptions that no check has. */
export function unknownPatterns(host, names) {
  const patterns = (exceptions[host] ?? []).flatMap(({ checks }) => checks);
  return patterns.filter((pattern) => !names.some((name) => covers(pattern, name)));
}

function covers(pattern, name) {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
