// Requests and responses, between the web's types and the component's.

/** What the host knows about the client of a request. Nothing of it comes from the request itself. */
export interface ClientInfo {
  /** The client's IP address without port. Without it every rule about addresses refuses. */
  readonly remoteAddr?: string | undefined;
  /** Whether this client may send `login-metadata` about an end user. Default: false. */
  readonly isTrustedClient?: boolean | undefined;
  /** The correlation ID. Default: 24 random hexadecimal characters. */
  readonly cid?: string | undefined;
}

/** A request in parts, for servers that have no `Request`, or whose `Request` cannot have all of it. */
export interface HttpRequest {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  /** Query string without `?`. */
  readonly query?: string | undefined;
  /** Names in any case; values as bytes of UTF-8, one byte a character, as HTTP libraries have them. */
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: Uint8Array;
}

/** A response in parts. */
export interface HttpResponse {
  readonly status: number;
  /** Several may have one name. Values as bytes of UTF-8, one byte a character. */
  readonly headers: [string, string][];
  readonly body: Uint8Array;
}

/** Maximum bytes of a request's body. */
export const MAX_BODY = 65_536;

/** The header that `apps.http_header` names by default. */
const CURRENT_APP = "x-zato-sso-current-app";

/** The headers that the component gets: the list of `wit/rest.wit`. `tests/cases/headers.json` has it for every host. */
const PASSED_ON = [
  "authorization",
  "cookie",
  "accept",
  "accept-language",
  "origin",
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
  "sec-fetch-user",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-method",
  "x-forwarded-uri",
  "x-original-url",
  "x-original-uri",
  "x-original-method",
];

/** The names of the headers that are passed on; `httpHeader` is the setting `apps.http_header`. */
export function passedOn(httpHeader: unknown): ReadonlySet<string> {
  const currentApp = typeof httpHeader === "string" ? httpHeader.toLowerCase() : CURRENT_APP;
  return new Set([...PASSED_ON, currentApp]);
}

/** The headers that the component gets, those of one name in their order. */
export function passedHeaders(headers: HttpRequest["headers"], names: ReadonlySet<string>): [string, string][] {
  const passed: [string, string][] = [];
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (names.has(lower)) passed.push([lower, decoded(value)]);
  }
  return passed;
}

/** The first value of a header. */
export function headerOf(headers: HttpRequest["headers"], wanted: string): string | undefined {
  for (const [name, value] of headers) {
    if (name.toLowerCase() === wanted) return decoded(value);
  }
  return undefined;
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** A header's bytes as text; those that are not UTF-8 become U+FFFD. */
function decoded(value: string): string {
  if (isAscii(value)) return value;
  return new TextDecoder().decode(Uint8Array.from(value, (each) => each.charCodeAt(0)));
}

/** A text as a header's bytes. */
export function encoded(value: string): string {
  if (isAscii(value)) return value;
  return Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join("");
}

/** Why a body was not read, as a status. */
export type BodyRefusal = 400 | 408 | 413;

/**
 * Reads the body of a request.
 *
 * @throws `TypeError` if somebody else reads it, or has read it.
 */
export async function readBody(request: Request, deadline: number): Promise<Uint8Array | BodyRefusal> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY) return 413;
  if (request.bodyUsed) throw new TypeError("the body of the request has been read before");
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<408>((resolve) => {
    timer = setTimeout(() => resolve(408), deadline);
  });
  const body = await Promise.race([collect(reader), tooLate]).catch((): BodyRefusal => 400);
  clearTimeout(timer);
  if (typeof body === "number") reader.cancel().catch(() => {});
  return body;
}

async function collect(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | 413> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, length);
    length += value.length;
    if (length > MAX_BODY) return 413;
    chunks.push(value);
  }
}

/** Several chunks as one. */
export function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const REFUSALS: Readonly<Record<BodyRefusal, string>> = {
  400: "Bad request",
  408: "Request timeout",
  413: "Payload too large",
};

/** A request that was refused before it reached the component. */
export const refusal = (cid: string, status: BodyRefusal): HttpResponse =>
  json(status, { result: "Error", cid, details: REFUSALS[status] });

/** A fault of the server; 503 asks the client to try again. */
export function fault(cid: string, status: 500 | 503): HttpResponse {
  const response = json(status, { status: "error", sub_status: ["E008004"], cid });
  if (status === 503) response.headers.push(["retry-after", "1"]);
  return response;
}

const json = (status: number, value: object): HttpResponse => ({
  status,
  headers: [
    ["content-type", "application/json"],
    ["cache-control", "no-store"],
  ],
  body: new TextEncoder().encode(JSON.stringify(value)),
});

/** A response as the web has it. */
export function webResponse({ status, headers, body }: HttpResponse): Response {
  // These have no body; the constructor refuses even an empty one.
  const isBodiless = status === 204 || status === 304;
  return new Response(isBodiless ? null : (body as Uint8Array<ArrayBuffer>), { status, headers });
}
