// The Worker in front of the object.

import { type ClientInfo, readBody, refusal, webResponse } from "../http.js";
import { randomBytes } from "../random.js";
import type { Vestibule } from "./object.js";

/** The stub of an object, as a namespace gives it. */
export type VestibuleStub = Pick<Vestibule, "handle" | "call">;

/** The namespace of the objects. */
export interface VestibuleNamespace {
  getByName(name: string): VestibuleStub;
}

/** Options of `createWorker`. */
export interface WorkerOptions {
  /** Name of the binding of the namespace. Default: `VESTIBULE`. */
  readonly binding?: string;
  /** Name of the object: one for each company. Default: `sso`. */
  readonly name?: string;
  /**
   * What is known about the client of a request. Default: nothing, and then every rule about addresses refuses. On
   * Cloudflare's network take `cloudflareClient`.
   */
  readonly client?: (request: Request) => ClientInfo;
}

const BASE = "/zato/sso/";

/** Milliseconds. */
const BODY_DEADLINE = 30_000;

const CID_BYTES = 12;

/**
 * The client as Cloudflare's network knows it: the header `cf-connecting-ip`, which the network replaces in every
 * request from outside. Anywhere else a client could write any address there.
 */
export const cloudflareClient = (request: Request): ClientInfo => ({
  remoteAddr: request.headers.get("cf-connecting-ip") ?? undefined,
});

/**
 * A Worker that answers the paths below `/zato/sso/`, and 404 elsewhere:
 * `export default createWorker({ client: cloudflareClient })`.
 */
export function createWorker(options: WorkerOptions = {}) {
  const { binding = "VESTIBULE", name = "sso", client = () => ({}) } = options;
  return {
    async fetch(request: Request, env: object): Promise<Response> {
      if (!pathOf(request).path.startsWith(BASE)) return new Response(null, { status: 404 });
      const namespace = (env as Record<string, VestibuleNamespace | undefined>)[binding];
      if (!namespace) throw new Error(`the Worker has no binding ${binding}`);
      return forward(request, namespace.getByName(name), client(request));
    },
  };
}

/**
 * Has a request answered by an object, for Workers of your own. The object gets the request in parts, because a
 * `Request` with the method GET loses its body on the way.
 */
export async function forward(request: Request, object: VestibuleStub, client: ClientInfo = {}): Promise<Response> {
  const cid = client.cid ?? newCid();
  const body = await readBody(request, BODY_DEADLINE);
  if (typeof body === "number") return webResponse(refusal(cid, body));
  const parts = { ...pathOf(request), method: request.method, headers: [...request.headers], body };
  return webResponse(await object.handle(parts, { ...client, cid }));
}

/** Path and query as they were sent: `URL` would change the path. */
function pathOf(request: Request): { path: string; query: string | undefined } {
  const [, path = "/", query] = /^[^:]+:\/\/[^/?]*([^?]*)(?:\?(.*))?$/.exec(request.url) ?? [];
  return { path, query };
}

const newCid = (): string =>
  Array.from(randomBytes(CID_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("");
