// The tour of the README, on a place without data.

import { fill, matches, tour } from "../cases.mjs";
import { describe } from "../client.mjs";
import { Memory } from "../memory.mjs";

export const checks = [
  { name: "tour: sign up, confirm, approve, reject, log in", inTurn: "place", run: walk },
];

async function walk({ client, boss, address }) {
  const memory = new Memory();
  memory.learn("boss", boss.ust);
  memory.learn("address", address);
  const known = (name) => memory.last(name);
  for (const { route, input, status = 200, answer: documented, keep = {} } of tour) {
    const answer = await client.ask(route, await fill(input, known));
    if (answer.status !== status || !matches(answer.json, await fill(documented, known))) {
      throw new Error(`${describe(answer)}, not ${status} ${JSON.stringify(documented)}`);
    }
    memory.learnFrom(answer.json);
    for (const [name, pointer] of Object.entries(keep)) {
      memory.learn(name, pointer.slice(1).split("/").reduce((value, key) => value[key], answer.json));
    }
  }
}
