// The REST API: `fetch` and `handle`.

import type { Instance } from "./component.js";
import { Busy, TooLate } from "./errors.js";
import type { RestPeekedSignup, RestRequest, RestResponse, SignupVerdict } from "./generated/contract.js";
import {
  type ClientInfo,
  encoded,
  fault,
  headerOf,
  type HttpRequest,
  type HttpResponse,
  MAX_BODY,
  passedHeaders,
  readBody,
  refusal,
  webResponse,
} from "./http.js";
import type { Pool } from "./pool.js";
import type { Awaitable } from "./storage.js";
import { type SignupValidator, verdictOf } from "./validator.js";

/** What answers requests. */
export interface Front {
  readonly pool: Pool;
  /** The names of the headers that the component gets. */
  readonly headers: ReadonlySet<string>;
  readonly validator: SignupValidator | undefined;
  readonly random: (length: number) => Uint8Array;
  /** Milliseconds for the body of a request. */
  readonly deadline: number;
  readonly onFault: (error: unknown) => void;
}

/** Answers a request of the web. */
export async function answer(front: Front, request: Request, info: ClientInfo): Promise<Response> {
  const cid = info.cid ?? newCid(front);
  try {
    return webResponse(await answered(front, request, { ...info, cid }, cid));
  } catch (error) {
    // Such as a request whose body somebody else has read.
    front.onFault(error);
    return webResponse(fault(cid, 500));
  }
}

async function answered(front: Front, request: Request, info: ClientInfo, cid: string): Promise<HttpResponse> {
  const body = await readBody(request, front.deadline);
  if (typeof body === "number") return refusal(cid, body);
  const { pathname, search } = new URL(request.url);
  const parts = {
    method: request.method,
    path: pathname,
    query: search === "" ? undefined : search.slice(1),
    headers: request.headers,
    body,
  };
  return handle(front, parts, info);
}

/** Answers a request in parts. */
export async function handle(front: Front, request: HttpRequest, info: ClientInfo): Promise<HttpResponse> {
  const cid = info.cid ?? newCid(front);
  if (request.body.length > MAX_BODY) return refusal(cid, 413);
  const headers = [...request.headers];
  const passed: RestRequest = {
    method: request.method,
    path: request.path,
    query: request.query,
    headers: passedHeaders(headers, front.headers),
    body: request.body,
    caller: {
      cid,
      currentApp: undefined,
      remoteAddr: info.remoteAddr,
      userAgent: headerOf(headers, "user-agent"),
      isTrustedClient: info.isTrustedClient === true,
    },
    signupVerdict: undefined,
  };
  try {
    const signupVerdict = await verdict(front, passed);
    const call = (instance: Instance) =>
      instance.rest?.handle?.({ ...passed, signupVerdict }) as Awaitable<RestResponse>;
    return ofComponent(await front.pool.run(call));
  } catch (error) {
    if (error instanceof Busy || error instanceof TooLate) return fault(cid, 503);
    front.onFault(error);
    return fault(cid, 500);
  }
}

/** The result of the embedder's validation, if the request is a sign-up. */
async function verdict({ pool, validator }: Front, request: RestRequest): Promise<SignupVerdict | undefined> {
  if (!validator) return undefined;
  const peek = (instance: Instance) =>
    instance.rest?.peekSignup?.(request) as Awaitable<RestPeekedSignup | undefined>;
  const peeked = await pool.run(peek);
  return peeked && verdictOf(validator, peeked.currentApp, peeked.request);
}

const ofComponent = ({ status, headers, body }: RestResponse): HttpResponse => ({
  status,
  headers: headers.map(([name, value]) => [name, encoded(value)]),
  body,
});

/** A correlation ID like those that the component makes: 24 hexadecimal characters. */
const newCid = ({ random }: Front): string =>
  Array.from(random(12), (byte) => byte.toString(16).padStart(2, "0")).join("");
