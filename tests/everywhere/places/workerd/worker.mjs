// The SSO of the place in workerd, and a second way in for the commands of the place.

import { WorkerEntrypoint } from "cloudflare:workers";
import { createWorker, operator, Vestibule as Base } from "./lib/workerd.js";

/** Messages stay in the outbox until the place is asked for them. */
export class Vestibule extends Base {
  constructor(ctx, env) {
    super(ctx, env, { deliversMessages: true });
  }

  async messages() {
    const found = [];
    await this.sso.messages.deliver(({ to, username, content: { tag: kind, val } }) => {
      found.push({ to, username, kind, token: val?.confirmToken ?? val?.token });
    });
    return found;
  }

  sweep() {
    return this.sso.sweep();
  }
}

/** The commands: a socket of its own, which only the place knows. */
export class Commands extends WorkerEntrypoint {
  async fetch(request) {
    const { do: command, username, password } = await request.json();
    const object = this.env.VESTIBULE.getByName("sso");
    switch (command) {
      case "create-super-user": {
        const account = { username, password, isSuperUser: true };
        return Response.json({ ok: await object.call("users", "create", {}, operator("place"), account) });
      }
      case "messages":
        return Response.json({ ok: await object.messages() });
      case "sweep":
        await object.sweep();
        return Response.json({ ok: null });
      default:
        return Response.json({ error: "unsupported" });
    }
  }
}

// The place listens on 127.0.0.1 only, so that is the address of every client.
export default createWorker({ client: () => ({ remoteAddr: "127.0.0.1" }) });
