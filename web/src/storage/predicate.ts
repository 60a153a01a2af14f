// A range and a filter, as SQL. The meaning is that of `filter.ts`.
//
// A filter is one parameter, whatever it contains: a Durable Object binds at most 100, and the statements stay few,
// so that a driver can keep them prepared.

import type { Clause, KeyRange } from "../generated/contract.js";
import type { SqlValue } from "./sql.js";

const RANGE = `key >= ? AND key < ? AND coalesce(expires_at > CAST(? AS INTEGER), 1)`;

/**
 * The member that condition `c` names, if it is a text. Not `json_extract`: it expects a path and not a name, and
 * finds `"a"` in `{"a\u0000b":1}`.
 */
const MEMBER = `(SELECT CASE m.type WHEN 'text' THEN m.atom END FROM json_each(document.value) AS m
  WHERE m.key = c.value ->> 0 LIMIT 1)`;

/** JSON functions fail on a text that is not JSON. CASE is evaluated in order; AND may not be. */
const FILTER = `CASE WHEN json_valid(document.value) THEN NOT EXISTS (
  SELECT 1 FROM json_each(?) AS clause WHERE NOT EXISTS (
    SELECT 1 FROM json_each(clause.value) AS c
    WHERE CASE c.value ->> 1 WHEN 'equals' THEN ${MEMBER} = c.value ->> 2
      ELSE instr(${MEMBER}, c.value ->> 2) > 0 END)) ELSE 0 END`;

/** What follows WHERE, and its parameters. `liveAt` is a number of seconds, as a text. */
export function predicate(
  { start, end }: KeyRange,
  filter: Clause[],
  liveAt: string | null,
): { sql: string; parameters: SqlValue[] } {
  const range = [start, end, liveAt];
  if (filter.length === 0) return { sql: RANGE, parameters: range };
  const conditions = filter.map(({ anyOf }) =>
    anyOf.map(({ field, test, text }) => [field, test, text]),
  );
  return { sql: `${RANGE} AND ${FILTER}`, parameters: [...range, JSON.stringify(conditions)] };
}
