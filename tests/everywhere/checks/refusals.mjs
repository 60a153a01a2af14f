// A request for each documented code that requests alone can produce.

import { PASSWORD, fill, refusals } from "../cases.mjs";
import { expect } from "../client.mjs";
import { emailOf } from "../company.mjs";

/** A code that an application's developer gets: the request itself was accepted. */
const UNKNOWN_APP = "E004001";

const A_DAY = 24 * 60 * 60 * 1000;

export const checks = refusals.refusals.map(({ code, steps }) => ({
  name: `refusal: ${code}`,
  run: (company) => play(company, code, steps),
}));

async function play(company, code, steps) {
  const member = await company.member();
  const newcomer = company.newName();
  const known = {
    boss: company.boss.ust,
    boss_id: company.boss.userId,
    username: member.username,
    user_id: member.userId,
    ust: member.ust,
    password: PASSWORD,
    newcomer,
    newcomer_email: emailOf(newcomer),
    other_newcomer: company.newName(),
    tomorrow: new Date(Date.now() + A_DAY).toISOString().slice(0, 19),
  };
  for (const [number, step] of steps.entries()) {
    const [[route, members]] = Object.entries(step);
    const input = await fill({ ...refusals.inputs[route], ...members }, (name) => known[name]);
    if (number < steps.length - 1) await company.client.done(route, input);
    else expectCode(await company.client.ask(route, input), code);
  }
}

function expectCode(answer, code) {
  if (code.startsWith("W")) {
    const { status, sub_status } = answer.json;
    return expect({ ...answer, json: { status, sub_status } }, 200, { status: "warning", sub_status: [code] });
  }
  const status = code === UNKNOWN_APP ? 200 : 403;
  expect(answer, status, { status: "error", sub_status: [code] });
}
