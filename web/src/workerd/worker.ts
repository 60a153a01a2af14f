// The Worker in front of the object.

import type { ClientInfo } from "../http.js";
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
      if (!new URL(request.url).pathname.startsWith(BASE)) return new Response(null, { status: 404 });
      const namespace = (env as Record<string, VestibuleNamespace | undefined>)[binding];
      if (!namespace) throw new Error(`the Worker has no binding ${binding}`);
      return namespace.getByName(name).handle(request, client(request));
    },
  };
}
