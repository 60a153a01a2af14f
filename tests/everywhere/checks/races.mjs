// Requests at the same moment: exactly one of those that exclude each other is done.

import { describe, outcome } from "../client.mjs";
import { signUpInput } from "../company.mjs";

const AT_ONCE = 40;

// In turn: a host refuses more hashes than it can do soon.
export const checks = [
  {
    name: `races: of ${AT_ONCE} sign-ups of one name one is done`,
    inTurn: "crowd",
    run: (company) => signUpsOfOneName([company.client], company.newName()),
  },
  {
    name: `races: ${AT_ONCE} sign-ups of different names are all done`,
    inTurn: "crowd",
    run: async (company) => {
      const sign = () => company.signUp(company.newName());
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, sign));
      const tokens = new Set(answers.map(({ confirm_token }) => confirm_token));
      if (tokens.size !== AT_ONCE) throw new Error("two sign-ups have one token");
    },
  },
  {
    name: `races: of ${AT_ONCE} creations of one attribute one is done`,
    inTurn: "crowd",
    run: async (company) => {
      const { ust } = await company.member();
      const create = (value) => ({ ust, current_app: "CRM", name: "winner", value });
      const winner = await oneIsDone([company.client], "POST /user/attr", create, "E009001");
      const { value } = await company.client.done("GET /user/attr", create());
      if (value !== winner) throw new Error(`${winner} was acknowledged, but ${value} is stored`);
    },
  },
];

/** Asks the clients in turn. Returns the number of the request that was done. */
export async function oneIsDone(clients, route, input, refusal) {
  const numbers = Array.from({ length: AT_ONCE }, (_, number) => number);
  const ask = (number) => clients[number % clients.length].ask(route, input(number));
  const answers = await Promise.all(numbers.map(ask));
  const strange = answers.find((answer) => !["ok", refusal].includes(outcome(answer)));
  if (strange) throw new Error(describe(strange));
  const winners = numbers.filter((number) => outcome(answers[number]) === "ok");
  if (winners.length !== 1) throw new Error(`${winners.length} of ${AT_ONCE} are done, not 1`);
  return winners[0];
}

/** Sign-ups of one name through these clients at the same moment. */
export function signUpsOfOneName(clients, username) {
  const input = (number) => ({ ...signUpInput(username), email: `${username}.${number}@company.example` });
  return oneIsDone(clients, "POST /user/signup", input, "E001002");
}
