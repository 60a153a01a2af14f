// Who may do what: every operation for every kind of caller that requests alone can make.

import { operations } from "../cases.mjs";
import { describe, outcome } from "../client.mjs";
import { Scene } from "../scene.mjs";

const { callers, only_with_the_store: impossible, samples } = operations;

/** A password that expired then. */
const LONG_AGO = "2020-01-01T00:00:00";

export async function prepare(company) {
  company.expired = await expiredSessions(company);
}

export const checks = samples.flatMap((sample) => {
  const answers = sample.answers.split(" ");
  const possible = callers.filter((caller) => !impossible.includes(caller));
  return possible.map((caller) => ({
    name: `access: ${nameOf(sample)} as ${caller}`,
    run: (company) => check(company, sample, caller, answers[callers.indexOf(caller)]),
  }));
});

/** The route; with a number if several samples have it. */
function nameOf(sample) {
  const same = samples.filter(({ route }) => route === sample.route);
  return same.length === 1 ? sample.route : `${sample.route} (${same.indexOf(sample) + 1})`;
}

async function check(company, sample, caller, expected) {
  const input = await new Scene(company, caller).filled(sample.input);
  const answer = await company.client.ask(sample.route, input);
  if (outcome(answer) !== expected) {
    throw new Error(`${describe(answer)}, not ${expected}`);
  }
}

/** Sessions of a super-user, one for each sample, whose password has expired since. */
async function expiredSessions(company) {
  const { username, userId, ust } = await company.appoint("boss.without.password");
  const sessions = [ust];
  while (sessions.length < samples.length) sessions.push(await company.login(username));
  await company.ask("PATCH /user", { user_id: userId, password_expiry: LONG_AGO });
  return sessions;
}
