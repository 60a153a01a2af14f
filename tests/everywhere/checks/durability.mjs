// What was acknowledged is there after a restart, however the place ended.

import { describe } from "../client.mjs";

/** Clients that sign people up, and sign-ups after which the place is killed. */
const CLIENTS = 8;
const SIGN_UPS = 120;

export const checks = [
  {
    name: "durability: every acknowledged sign-up is there after kill -9",
    inTurn: "place",
    run: async (company) => {
      const tokens = await signUpUntilKilled(company);
      await company.startAgain();
      for (const token of tokens) await company.confirm(token);
    },
  },
  {
    name: "durability: a session outlives a restart",
    inTurn: "place",
    run: async (company) => {
      const { ust, userId } = await company.member();
      await company.place.stop();
      await company.startAgain();
      const answer = await company.client.ask("GET /user", { ust, current_app: "CRM" });
      if (answer.json.user_id !== userId) throw new Error(describe(answer));
    },
  },
  {
    name: "durability: a sweep removes nothing that has not expired",
    inTurn: "place",
    run: async (company) => {
      const { confirm_token } = await company.signUp(company.newName());
      const { ust } = await company.member();
      await company.place.command("sweep");
      await company.confirm(confirm_token);
      await company.client.done("GET /user", { ust, current_app: "CRM" });
    },
  },
];

/** Kills the place while sign-ups are under way; returns the tokens of those that were acknowledged. */
async function signUpUntilKilled(company) {
  const tokens = [];
  let killed;
  const client = async () => {
    while (!killed) {
      try {
        tokens.push((await company.signUp(company.newName())).confirm_token);
      } catch (error) {
        if (!killed) throw error;
      }
      if (tokens.length >= SIGN_UPS) killed ??= company.place.kill();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await killed;
  return tokens;
}
