// Runs histories on a store and requires that some order explains each.

import { runHistory } from "./clients.mjs";
import { isExplained } from "./order.mjs";

/** Runs histories. Throws at one that cannot be explained, and if they would not have found much. */
export async function checkHistories(stores, histories) {
  let overlaps = 0;
  let fruitful = 0;
  for (let number = 0; number < histories; number++) {
    const history = await runHistory(stores, number);
    if (!isExplained(history)) throw new Error(`no order explains history ${number}:\n${shown(history)}`);
    const commits = history.filter(({ asked }) => asked.operation === "commit");
    const done = commits.filter(({ answer }) => answer.committed);
    if (done[0] !== commits[0] || done.at(-1) !== commits.at(-1)) {
      throw new Error(`a commit failed though nothing was in the way:\n${shown(history)}`);
    }
    // Besides the first and the last.
    if (done.length > 2) fruitful++;
    overlaps += overlapsOf(history);
  }
  if (overlaps <= histories) throw new Error("hardly anything happened at the same time");
  // A store that always answers "conflict" would pass.
  if (fruitful * 4 < histories * 3) throw new Error(`${fruitful} of ${histories} histories had a commit`);
  return { histories, overlaps, fruitful };
}

/** How many pairs of operations there were at the same time. */
const overlapsOf = (history) =>
  history.reduce(
    (sum, one) => sum + history.filter(({ began }) => one.began < began && began < one.ended).length,
    0,
  );

export const shown = (history) =>
  history
    .map(({ asked, answer, began, ended }) => `${began}-${ended}: ${json(asked)}\n    => ${json(answer)}`)
    .join("\n");

const json = (value) => JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}n` : each));
