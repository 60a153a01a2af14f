// All checks, in groups: each group has a place with data of its own.

import * as access from "./checks/access.mjs";
import * as corpus from "./checks/corpus.mjs";
import * as durability from "./checks/durability.mjs";
import * as manners from "./checks/manners.mjs";
import * as processes from "./checks/processes.mjs";
import * as races from "./checks/races.mjs";
import * as refusals from "./checks/refusals.mjs";
import * as throttling from "./checks/throttling.mjs";
import * as tour from "./checks/tour.mjs";

/**
 * A check has a name and a function `run`, which throws unless all is well. Checks run at the same time, but
 * for those with the same `inTurn`.
 */
export const groups = [
  { topics: [tour, durability, processes] },
  { topics: [corpus] },
  { topics: [access, manners, races, refusals] },
  { topics: [throttling], settings: throttling.settings },
].map((group) => ({ ...group, checks: group.topics.flatMap(({ checks }) => checks) }));

/** The names of all checks. */
export const names = groups.flatMap(({ checks }) => checks.map(({ name }) => name));
