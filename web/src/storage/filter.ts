// The meaning of a filter, for stores that compare documents themselves. Databases get the filter as a query and
// return the same, so the unusual cases are decided here as databases decide them.

import type { Clause } from "../generated/contract.js";

/**
 * Whether a document matches all clauses. A value that is not a JSON object matches no condition; of several
 * members with one name the first one counts.
 */
export function matches(filter: Clause[], document: string): boolean {
  if (filter.length === 0) return true;
  const texts = textsOf(document);
  return filter.every(({ anyOf }) =>
    anyOf.some(({ field, test, text }) => {
      const found = texts.get(field);
      if (found === undefined) return false;
      return test === "equals" ? found === text : found.includes(text);
    }),
  );
}

/** A string, or a character that structures JSON: all that matters for the top level of a valid text. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** The members of the top level that are strings. `JSON.parse` would return the last of several with one name. */
function textsOf(document: string): Map<string, string> {
  const texts = new Map<string, string>();
  if (!isObject(document)) return texts;
  const seen = new Set<string>();
  const tokens = document.match(TOKEN) ?? [];
  let depth = 0;
  tokens.forEach((token, index) => {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.startsWith('"') && tokens[index + 1] === ":") {
      const name = JSON.parse(token) as string;
      const value = tokens[index + 2] as string;
      if (!seen.has(name) && value.startsWith('"')) texts.set(name, JSON.parse(value) as string);
      seen.add(name);
    }
  });
  return texts;
}

function isObject(document: string): boolean {
  try {
    const value: unknown = JSON.parse(document);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
