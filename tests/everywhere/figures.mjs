// How fast each host is: first answer, login, check of a session; and how large what people download for it is.
// `node run.mjs --figures` prints the table.
//
// One request after the other, with the default cost of a password hash. All figures of a table come from one
// run on one machine: only the ratios mean something elsewhere. Each host has several turns, and the best one
// counts, so that other work on the machine disturbs less.

import { loginInput } from "./company.mjs";
import { sizeOf } from "./downloads.mjs";
import { HostedCompany } from "./host.mjs";

const TURNS = 3;
const LOGINS = 15;
const CHECKS = 300;

/** Requests that are not measured: a host compiles when it is first used. */
const WARM_UP = 20;

const DEFAULT_COST = { password: { argon2_memory_kib: 19_456, argon2_iterations: 2 } };

/** The figures of hosts, by their names. */
export async function measureAll(hosts) {
  const figures = new Map();
  // First: what is missing is said at once.
  const sizes = new Map();
  for (const [name, host] of Object.entries(hosts)) sizes.set(name, await sizeOf(host.download));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, host] of Object.entries(hosts)) {
      figures.set(name, best(figures.get(name), await measure(host)));
    }
  }
  for (const [name, size] of sizes) figures.get(name).size = size;
  return figures;
}

function best(one, other) {
  if (!one) return other;
  return Object.fromEntries(Object.keys(one).map((name) => [name, Math.min(one[name], other[name])]));
}

/** Milliseconds, medians: `first` is from the start of the place to its first answer. */
async function measure(host) {
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
export function table(figures) {
  const [reference] = figures.values();
  const shown = (name, value) =>
    `${value < 10 ? value.toPrecision(2) : Math.round(value)} ms (${(value / reference[name]).toFixed(1)})`;
  const lines = [...figures].map(([host, { size, ...times }]) => {
    const cells = ["first", "login", "check"].map((name) => shown(name, times[name]));
    return `| \`${host}\` | ${[...cells, ...shownSize(size)].join(" | ")} |`;
  });
  const head = "| host | first answer | login | check of a session | download | what it is |";
  return [head, "|---|---|---|---|---|---|", ...lines].join("\n");
}

const shownSize = ({ bytes, what }) => [bytes === undefined ? "not built" : `${(bytes / 1e6).toFixed(2)} MB`, what];
