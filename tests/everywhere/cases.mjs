// The tables of `tests/cases/`, which the tests in Rust read as well.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

const read = (name) => JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url)));

export const operations = read("operations");
export const refusals = read("refusals");
export const settings = read("settings");
export const tour = read("tour");

/** Everybody's password. */
export const PASSWORD = "correct horse battery staple";

/** What stands for any value of a kind, in a documented answer. */
const KINDS = {
  "<cid>": /^[0-9a-f]{24}$/,
  "<time>": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/,
  "<token>": /^[A-Za-z0-9_-]{32}$/,
  "<user id>": /^zusr[0-9a-z]{20,}$/,
  "<ust>": /^[A-Za-z0-9_-]{100,}$/,
};

/**
 * A value in which each text `{name}` is replaced by what `known` returns for the name. A member whose value
 * is not known is left out.
 */
export async function fill(value, known) {
  if (typeof value === "string") {
    const name = /^\{(\w+)\}$/.exec(value)?.[1];
    return name === undefined ? value : await known(name);
  }
  if (Array.isArray(value)) return Promise.all(value.map((element) => fill(element, known)));
  if (value === null || typeof value !== "object") return value;
  const filled = {};
  for (const [key, member] of Object.entries(value)) {
    const text = await fill(member, known);
    if (text !== undefined) filled[key] = text;
  }
  return filled;
}

/** Whether an answer is as documented: equal, or of the kind that a text such as `<time>` names. */
export function matches(answer, documented) {
  if (documented in KINDS) return typeof answer === "string" && KINDS[documented].test(answer);
  if (documented === null || typeof documented !== "object") {
    return isDeepStrictEqual(answer, documented);
  }
  if (answer === null || typeof answer !== "object") return false;
  const keys = Object.keys(documented);
  return (
    Array.isArray(answer) === Array.isArray(documented) &&
    isDeepStrictEqual(Object.keys(answer).sort(), [...keys].sort()) &&
    keys.every((key) => matches(answer[key], documented[key]))
  );
}
