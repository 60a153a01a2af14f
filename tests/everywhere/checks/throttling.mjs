// Guessing, on a place of its own: its limits are low.

import { describe, expect } from "../client.mjs";
import { loginInput } from "../company.mjs";

/** Failures after which an account, or a source, has to wait. */
const OF_ACCOUNT = 2;
const OF_SOURCE = 4;

/** Seconds. */
const WAIT = 60;

export const settings = {
  throttling: {
    failures_per_account: OF_ACCOUNT,
    failures_per_source: OF_SOURCE,
    first_wait: WAIT,
  },
};

export const checks = [
  {
    name: "throttling: after wrong passwords an account has to wait, and no other",
    inTurn: "throttling",
    run: async (company) => {
      const [guessed, other] = [await company.hire(), await company.hire()];
      await guess(company, guessed, OF_ACCOUNT);
      await waits(company, guessed);
      await company.login(other.username);
    },
  },
  {
    name: "throttling: after wrong passwords for several accounts their source has to wait",
    inTurn: "throttling",
    run: async (company) => {
      const [guessed, other] = [await company.hire(), await company.hire()];
      await guess(company, guessed, OF_SOURCE - OF_ACCOUNT);
      await waits(company, other);
    },
  },
];

async function guess({ client }, { username }, times) {
  for (let time = 0; time < times; time++) {
    const input = { ...loginInput(username), password: `guess ${time}` };
    expect(await client.ask("POST /user/login", input), 403, { status: "error", sub_status: ["E005001"] });
  }
}

/** Not even the right password is accepted. */
async function waits({ client }, { username }) {
  const answer = await client.ask("POST /user/login", loginInput(username));
  expect(answer, 429, { status: "error", sub_status: ["E005001"] });
  const seconds = Number(answer.headers["retry-after"]);
  if (!(seconds >= 1 && seconds <= WAIT)) throw new Error(`${describe(answer)}: retry-after is ${seconds}`);
}
