// HTTP with `node:http`.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientInfo, joined, MAX_BODY } from "../http.js";
import type { Sso } from "../sso.js";
import { sweeping } from "./sweeping.js";

/** How a server listens. */
export interface ServeOptions {
  /** Default: 127.0.0.1. */
  readonly hostname?: string;
  /** 0 is any free port. Default: 17010. */
  readonly port?: number;
  /** Milliseconds between two removals of expired documents. Default: five minutes. */
  readonly sweepInterval?: number;
}

/** What `serveNode` takes beside `ServeOptions`. */
export interface NodeServeOptions extends ServeOptions {
  /**
   * What is known about the client of a request. Default: the address of its connection. Behind a proxy, take the
   * address from the header that your proxy sets, and only from it.
   */
  readonly client?: (request: IncomingMessage) => ClientInfo;
}

/** A server that runs. */
export interface Serving {
  /** Such as `http://127.0.0.1:17010`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, and waits for the requests that have begun: at most 40 s. The SSO stays open. */
  stop(): Promise<void>;
}

/** Time limit for the head of a request, and for the whole of it, in milliseconds. */
const HEAD_DEADLINE = 10_000;
const REQUEST_DEADLINE = 30_000;
const STOP_DEADLINE = 40_000;
const MAX_HEAD = 32_768;
const MAX_CONNECTIONS = 4_096;

const byConnection = ({ socket }: IncomingMessage): ClientInfo => ({ remoteAddr: socket.remoteAddress });

/**
 * A listener for `node:http`, which also takes a body with GET:
 * `http.createServer(listener(sso))`, or within your own where the path begins with `/zato/sso/`.
 */
export function listener(
  sso: Pick<Sso, "handle">,
  client: (request: IncomingMessage) => ClientInfo = byConnection,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(sso, client, request, response).catch(() => response.destroy());
  };
}

async function answer(
  sso: Pick<Sso, "handle">,
  client: (request: IncomingMessage) => ClientInfo,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await read(request);
  const [path = "", ...query] = (request.url ?? "").split("?");
  const answered = await sso.handle(
    {
      method: request.method ?? "GET",
      path,
      query: query.length === 0 ? undefined : query.join("?"),
      headers: pairs(request.rawHeaders),
      body,
    },
    client(request),
  );
  // What follows of a body that is too large is not read: the connection cannot be used again.
  if (!request.complete) response.setHeader("connection", "close");
  for (const [name, value] of answered.headers) response.appendHeader(name, value);
  response.writeHead(answered.status);
  response.end(answered.body);
}

/** Bytes that are read at most and thrown away, so that the client of a body that is too large gets an answer. */
const MAX_DRAINED = 2 << 20;

/** The body. Of one that is too large more than the permitted length, which `handle` refuses. */
function read(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (kept <= MAX_BODY) {
        chunks.push(chunk);
        kept += chunk.length;
      }
      if (length > MAX_DRAINED) {
        request.pause();
        resolve(joined(chunks, kept));
      }
    });
    request.once("end", () => resolve(joined(chunks, kept)));
    request.once("error", reject);
    request.once("close", () => reject(new Error("the client has gone")));
  });
}

function* pairs(raw: readonly string[]): Iterable<readonly [string, string]> {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    yield [raw[index] as string, raw[index + 1] as string];
  }
}

/** Serves the REST API with `node:http`, and sweeps. */
export async function serveNode(sso: Sso, options: NodeServeOptions = {}): Promise<Serving> {
  const { hostname = "127.0.0.1", port = 17_010, client } = options;
  const limits = {
    headersTimeout: HEAD_DEADLINE,
    requestTimeout: REQUEST_DEADLINE,
    maxHeaderSize: MAX_HEAD,
  };
  // Not when this module is loaded: it brings Node's own `fetch`, which takes as long as the rest of the package.
  const { createServer } = await import("node:http");
  const server = createServer(limits, listener(sso, client));
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  const address = server.address() as AddressInfo;
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  const endSweeping = sweeping(sso, options.sweepInterval);
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    async stop() {
      await endSweeping();
      await stopped(server);
    },
  };
}

async function stopped(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_DEADLINE);
  await closed;
  clearTimeout(timer);
}
