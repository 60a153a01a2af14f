// An SSO on Cloudflare's network: its object, and the Worker in front.

import {
  cloudflareClient,
  createWorker,
  type Message,
  operator,
  Vestibule as Base,
  type VestibuleEnv,
  type VestibuleNamespace,
} from "vestibule/workerd";

interface Env extends VestibuleEnv {
  readonly VESTIBULE: VestibuleNamespace;
  /** Secret: whoever has it may make the first super-user. */
  readonly SETUP_TOKEN?: string;
}

/** The object with all data. */
export class Vestibule extends Base<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, { deliver });
  }
}

/** Sends a mail. In place of the log goes a call of your mail provider. */
async function deliver({ to, content }: Message): Promise<void> {
  console.log(`a mail of the kind ${content.tag} for ${to.replace(/^[^@]*/, "…")}`);
}

const sso = createWorker({ client: cloudflareClient });

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/setup/super-user" && request.method === "POST") return makeSuperUser(request, env);
    return sso.fetch(request, env);
  },
};

/** `curl -X POST -H "authorization: Bearer TOKEN" -d '{"username": "boss", "password": "…"}' …/setup/super-user` */
async function makeSuperUser(request: Request, env: Env): Promise<Response> {
  const token = request.headers.get("authorization")?.replace(/^Bearer /, "");
  if (!token || !env.SETUP_TOKEN || !(await isEqual(token, env.SETUP_TOKEN))) {
    return new Response(null, { status: 404 });
  }
  const { username, password } = (await request.json()) as { username: string; password: string };
  const account = { username, password, isSuperUser: true };
  const userId = await env.VESTIBULE.getByName("sso").call("users", "create", {}, operator("setup"), account);
  return Response.json({ user_id: userId });
}

/** Compares in a time that says nothing about where two texts differ. */
async function isEqual(one: string, other: string): Promise<boolean> {
  const digest = async (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(one), await digest(other));
}
