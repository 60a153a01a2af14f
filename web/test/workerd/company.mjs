// The SSO of the tests, with ways in for what the tests ask as the operator.

import { WorkerEntrypoint } from "cloudflare:workers";
import { cloudflareClient, createWorker, operator, Vestibule as Base } from "./lib/workerd.js";

export class Vestibule extends Base {
  #clock;

  constructor(ctx, env) {
    const clock = { ahead: 0 };
    super(ctx, env, { clock: () => Date.now() + clock.ahead, deliver: (message) => send(message, env) });
    this.#clock = clock;
  }

  advance(milliseconds) {
    this.#clock.ahead += milliseconds;
  }
}

async function send({ to, content: { tag: kind, val } }, { MAIL }) {
  const body = JSON.stringify({ to, kind, token: val?.confirmToken });
  const { ok, status } = await MAIL.fetch("http://mail/", { method: "POST", body });
  if (!ok) throw new Error(`the mail server answered ${status}`);
}

/** Calls of the contract, as JSON, and `["clock", milliseconds]`. */
export class Operator extends WorkerEntrypoint {
  async fetch(request) {
    const [group, name, ...input] = await request.json();
    const object = this.env.VESTIBULE.getByName("sso");
    try {
      if (group === "clock") return Response.json({ result: await object.advance(name) });
      const result = await object.call(group, name, {}, operator("test"), ...input);
      return new Response(JSON.stringify({ result }, (_, each) => (typeof each === "bigint" ? `${each}` : each)));
    } catch (error) {
      return Response.json({ error: error.message, failure: error.failure }, { status: 500 });
    }
  }
}

/** The class as it is, without a mail server. */
export { Base as Plain };
export const plain = createWorker({ binding: "PLAIN", name: "another company" });

/** As on Cloudflare's network. */
export const onCloudflare = createWorker({ client: cloudflareClient });

export default createWorker();
