// How fast each host is: first answer, login, check of a session. `node run.mjs --figures` prints the table.
//
// One host after the other, one request after the other, with the default cost of a password hash. All
// figures of a table come from one run on one machine: only the ratios mean something elsewhere.

import { HostedCompany } from "./host.mjs";
import { loginInput } from "./company.mjs";

const LOGINS = 15;
const CHECKS = 300;

/** Requests that are not measured: a host compiles when it is first used. */
const WARM_UP = 20;

const DEFAULT_COST = { password: { argon2_memory_kib: 19_456, argon2_iterations: 2 } };

/** Milliseconds, medians: `first` is from the start of the program to its first answer. */
export async function measure(host) {
  const company = await HostedCompany.begin(host, DEFAULT_COST);
  try {
    const first = await firstAnswer(company);
    const { username, ust } = await company.member();
    const login = await median(LOGINS, () => company.login(username));
    const session = { current_ust: company.boss.ust, target_ust: ust, current_app: "CRM" };
    const check = () => company.client.done("POST /user/session", session);
    await median(WARM_UP, check);
    return { first, login, check: await median(CHECKS, check) };
  } finally {
    await company.end();
  }
}

/** Of a start with data: nothing has to be prepared or compiled for the first time. */
async function firstAnswer(company) {
  await company.place.stop();
  const began = performance.now();
  await company.startAgain();
  await company.client.ask("POST /user/login", loginInput("nobody"));
  return performance.now() - began;
}

async function median(times, run) {
  const all = [];
  for (let time = 0; time < times; time++) {
    const began = performance.now();
    await run();
    all.push(performance.now() - began);
  }
  return all.sort((one, other) => one - other)[times >> 1];
}

/** The table, with ratios to the first host. */
export function table(rows) {
  const [[, reference]] = rows;
  const shown = (value, name) =>
    `${value.toPrecision(value < 10 ? 2 : 3)} ms (${(value / reference[name]).toFixed(1)})`;
  const lines = rows.map(([host, figures]) =>
    `| ${host} | ${["first", "login", "check"].map((name) => shown(figures[name], name)).join(" | ")} |`);
  return ["| host | first answer | login | check of a session |", "|---|---|---|---|", ...lines].join("\n");
}
