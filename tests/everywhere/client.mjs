// HTTP requests, and what holds for every answer.
//
// `node:http` and not `fetch`: it sends a body with GET, and paths as they are.

import http from "node:http";
import { isDeepStrictEqual } from "node:util";
import { checkAnswer } from "./description.mjs";

/** The prefix of all paths. */
export const BASE = "/zato/sso";

/** Milliseconds after which an idle connection is not used again: the server may be closing it. */
const IDLE = 2_000;

/** Bytes of a body after which the server may close the connection. */
const LARGE = 60_000;

const CID = /^[0-9a-f]{24}$/;

/** Speaks with one server. */
export class Client {
  #agent = new http.Agent({ keepAlive: true, timeout: IDLE });
  #cids = new Set();

  /**
   * @param sendsGetBodies false for a place whose clients cannot send a body with GET: inputs then go into
   * the query string
   */
  constructor(url, { sendsGetBodies = true } = {}) {
    this.url = new URL(url);
    this.sendsGetBodies = sendsGetBodies;
  }

  /** Sends a request as it is; returns status, headers and body. */
  send({ method, path, headers = {}, body }) {
    const { hostname, port } = this.url;
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const sent = { ...headers };
    if (bytes && !("transfer-encoding" in sent)) sent["content-length"] = bytes.length;
    return new Promise((resolve, reject) => {
      const agent = bytes?.length > LARGE ? false : this.#agent;
      const options = { hostname, port, method, path, headers: sent, agent };
      const request = http.request(options, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(parts).toString();
          resolve({ method, path, status: response.statusCode, headers: response.headers, text });
        });
      });
      request.on("error", reject);
      request.end(bytes);
    });
  }

  /** Sends a request below `/zato/sso`, and checks what holds for every answer there. */
  async raw(method, path, { headers, body } = {}) {
    const answer = await this.send({ method, path: `${BASE}${path}`, headers, body });
    answer.json = answer.text === "" ? undefined : this.#json(answer);
    this.#checkHeaders(answer);
    this.#checkCid(answer);
    checkAnswer(answer);
    return answer;
  }

  /** Performs an operation such as `POST /user/login` with an input. */
  ask(route, input, headers = {}) {
    const [method, path] = route.split(" ");
    if (method === "GET" && !this.sendsGetBodies) {
      return this.raw(method, `${path}?${queryOf(input)}`, { headers });
    }
    return this.raw(method, path, { headers, body: JSON.stringify(input) });
  }

  /** The same, for an operation that has to be done. */
  async done(route, input, headers) {
    const answer = await this.ask(route, input, headers);
    if (answer.status !== 200 || answer.json?.status === "error") {
      throw new Error(`${route}: ${describe(answer)}, not done`);
    }
    return answer.json;
  }

  /** Closes its connections. */
  close() {
    this.#agent.destroy();
  }

  #json(answer) {
    try {
      return JSON.parse(answer.text);
    } catch {
      throw new Error(`${describe(answer)} is not JSON`);
    }
  }

  #checkHeaders(answer) {
    const { "content-type": type, "cache-control": cache } = answer.headers;
    const wanted = answer.text === "" ? type : "application/json";
    if (cache !== "no-store" || type !== wanted) {
      throw new Error(`${describe(answer)} has content-type ${type}, cache-control ${cache}`);
    }
  }

  /** A correlation ID is never used again, whichever instance or process answers. */
  #checkCid(answer) {
    if (answer.json === undefined || Array.isArray(answer.json)) return;
    const { cid } = answer.json;
    if (!CID.test(cid) || this.#cids.has(cid)) {
      throw new Error(`${describe(answer)} has no correlation ID of its own`);
    }
    this.#cids.add(cid);
  }
}

/** An answer in one line. */
export function describe({ method, path, status, text }) {
  return `${method} ${path.split("?")[0]}: ${status} ${text.slice(0, 400)}`;
}

/** The answer in the words of `tests/cases/operations.json`. */
export function outcome({ status, json }) {
  const codes = json?.sub_status?.join(",");
  if (status === 200) return json?.status === "error" ? `200:${codes}` : "ok";
  return status === 403 ? codes : `${status}`;
}

/** Throws unless an answer has exactly this status and this JSON, apart from its correlation ID. */
export function expect(answer, status, json) {
  const { cid, ...rest } = answer.json ?? {};
  if (answer.status !== status || !isDeepStrictEqual(rest, json)) {
    throw new Error(`${describe(answer)}, not ${status} ${JSON.stringify(json)}`);
  }
}

function queryOf(input) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input)) {
    for (const one of [value].flat()) {
      if (typeof one === "object") throw new Error(`a query string cannot have ${key}`);
      query.append(key, `${one}`);
    }
  }
  return query;
}
