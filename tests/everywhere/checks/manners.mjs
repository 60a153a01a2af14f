// HTTP itself: paths, methods, bodies, query strings and headers, as `vestibule serve` treats them.

import net from "node:net";
import { BASE, describe, expect } from "../client.mjs";
import { PROGRAM_PASSWORD, loginInput } from "../company.mjs";
import { routes } from "../description.mjs";

/** Bytes. */
const MAX_BODY = 65_536;

const LOGIN = "/user/login";

const METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];

/** Headers with which proxies name a client. No client is a proxy that the host trusts. */
const FORGED = {
  "x-forwarded-for": "203.0.113.9",
  "x-real-ip": "203.0.113.9",
  forwarded: "for=203.0.113.9",
  "cf-connecting-ip": "203.0.113.9",
  "x-zato-forwarded-for": "203.0.113.9",
};

const NOT_OBJECTS = [
  "{",
  "[]",
  "1",
  "null",
  '"text"',
  "{} {}",
  '{"a": 1,}',
  "username=ann&password=x",
  "\u{feff}{}",
  '{"a": "\\u0000"}',
  Buffer.from('{"a": "\xff\xfe"}', "latin1"),
  `{"a": ${"[".repeat(200)}${"]".repeat(200)}}`,
];

export const checks = [
  check("an unknown path is not found", async ({ client }) => {
    const paths = ["/nothing", "/", "/user/", "/USER", "/user/create", "/user/login/x"];
    for (const path of paths) {
      for (const method of ["GET", "POST", "DELETE"]) {
        error(await client.raw(method, path, bodyFor(method, "{}")), 404, "Not found");
      }
    }
  }),
  check("a path is compared as it was sent", async ({ client }) => {
    for (const path of ["//user", "/%75ser", "/user/../user", "/./user", "/user%2flogin"]) {
      error(await client.raw("POST", path, { body: "{}" }), 404, "Not found");
    }
  }),
  check("a wrong method is answered with the allowed ones", async ({ client }) => {
    for (const [path, allowed] of belowBase()) {
      for (const method of METHODS.filter((method) => !allowed.includes(method))) {
        await notAllowed(client, method, path, allowed);
      }
    }
  }),
  check("an unusual method is a wrong method", ({ client }) => notAllowed(client, "PROPFIND", LOGIN, ["POST"])),
  check("TRACE is a wrong method", ({ client }) => notAllowed(client, "TRACE", LOGIN, ["POST"])),
  check("HEAD is a wrong method, and its answer has no body", async ({ client }) => {
    const answer = await client.send({ method: "HEAD", path: `${BASE}/user` });
    if (answer.status !== 405 || answer.text !== "" || !answer.headers.allow.includes("GET")) {
      throw new Error(describe(answer));
    }
  }),
  check("a body that is not a JSON object is a bad request", async ({ client }) => {
    for (const body of NOT_OBJECTS) error(await client.raw("POST", LOGIN, { body }), 400, "Bad request");
  }),
  check("a missing key is a bad request", async ({ client }) => {
    const input = { username: "ann", current_app: "CRM" };
    error(await client.ask(`POST ${LOGIN}`, input), 400, "Bad request");
    error(await client.raw("POST", LOGIN), 400, "Bad request");
  }),
  check("a body has at most 64 KiB", async (company) => {
    const { username } = await company.hire();
    const login = (length) => company.client.raw("POST", LOGIN, { body: padded(username, length) });
    done(await login(MAX_BODY));
    error(await login(MAX_BODY + 1), 413, "Payload too large");
    error(await login(1 << 20), 413, "Payload too large");
  }),
  check("a body without an announced length has at most 64 KiB", async (company) => {
    const { username } = await company.hire();
    const headers = { "transfer-encoding": "chunked" };
    const login = (length) => company.client.raw("POST", LOGIN, { headers, body: padded(username, length) });
    done(await login(MAX_BODY));
    error(await login(MAX_BODY + 1), 413, "Payload too large");
  }),
  check("a GET takes its input from the body", async (company) => {
    const { ust, userId } = await company.member();
    const body = JSON.stringify({ ust, current_app: "CRM" });
    const answer = done(await company.client.raw("GET", "/user", { body }));
    if (answer.json.user_id !== userId) throw new Error(describe(answer));
  }),
  check("every method takes its input from the query string, which wins over the body", async (company) => {
    const { username, ust } = await company.member();
    const { client } = company;
    const query = new URLSearchParams(loginInput(username));
    done(await client.raw("POST", `${LOGIN}?${query}`));
    done(await client.raw("GET", `/user?current_app=CRM&ust=${ust}`));
    done(await client.raw("PATCH", `/user/session?current_app=CRM&ust=${ust}`));
    const wrong = JSON.stringify({ ...loginInput(username), current_app: "Sales" });
    done(await client.raw("POST", `${LOGIN}?current_app=CRM`, { body: wrong }));
    refused(await client.raw("POST", `${LOGIN}?username=`, { body: JSON.stringify(loginInput(username)) }), "E005001");
  }),
  check("a query string is decoded as a form", async (company) => {
    const { username, userId, ust } = await company.member();
    const display_name = `Zoë & 李 100% ${username}`;
    await company.client.done("PATCH /user", { ust, current_app: "CRM", display_name });
    const name = `Zo%C3%AB+%26+%E6%9D%8E+100%25+${username}`;
    const search = `/user/search?ust=${company.boss.ust}&current_app=CRM&display_name=${name}`;
    const { result } = done(await company.client.raw("GET", search)).json;
    if (result.length !== 1 || result[0].user_id !== userId) throw new Error(`${name} is not found`);
    const repeated = `/user?ust=${ust}&ust=${ust}&current_app=CRM`;
    error(await company.client.raw("GET", repeated), 400, "Bad request");
    error(await company.client.raw("GET", `/user?ust=${ust}&current_app=%00`), 400, "Bad request");
  }),
  check("texts keep every character", async (company) => {
    const { ust } = await company.member();
    const names = { first_name: "Zoë 李 🦊", last_name: 'O\u2028"\\/' };
    await company.client.done("PATCH /user", { ust, current_app: "CRM", ...names });
    const { first_name, last_name } = await company.client.done("GET /user", { ust, current_app: "CRM" });
    if (first_name !== names.first_name || last_name !== names.last_name) {
      throw new Error(`the names are ${first_name}, ${last_name}`);
    }
  }),
  check("the type of the body does not matter", async (company) => {
    const { username } = await company.hire();
    const body = JSON.stringify(loginInput(username));
    for (const type of ["application/x-www-form-urlencoded", "text/xml; charset=utf-16", "multipart/form-data", ""]) {
      done(await company.client.raw("POST", LOGIN, { headers: { "content-type": type }, body }));
    }
  }),
  check("a UST may be in the header", async (company) => {
    const { ust, userId } = await company.member();
    const headers = { authorization: `bearer ${ust}` };
    const answer = done(await company.client.raw("GET", "/user?current_app=CRM", { headers }));
    if (answer.json.user_id !== userId) throw new Error(describe(answer));
  }),
  check("a program's credential is a session, whose UST is returned", async (company) => {
    const { userId } = await company.hire();
    const auth_username = company.newProgram();
    await company.ask("POST /user/linked", { user_id: userId, auth_type: "basic_auth", auth_username });
    const get = (password) => {
      const credential = Buffer.from(`${auth_username}:${password}`).toString("base64");
      const headers = { authorization: `Basic ${credential}`, "x-zato-sso-current-app": "ERP" };
      return company.client.raw("GET", "/user?current_app=CRM", { headers });
    };
    const answer = done(await get(PROGRAM_PASSWORD));
    const ust = answer.headers["x-zato-sso-ust"];
    const again = done(await company.client.ask("GET /user", { ust, current_app: "CRM" }));
    if (answer.json.user_id !== userId || again.json.user_id !== userId) throw new Error(describe(again));
    error(await get("wrong"), 400, "Bad request");
  }),
  check("a session has the client's address", async (company) => {
    const { username } = await company.hire();
    const session = await sessionOf(company, username, {});
    if (session.remote_addr !== "127.0.0.1") throw new Error(`the address is ${session.remote_addr}`);
  }),
  check("a session has the client's user agent", async (company) => {
    const { username } = await company.hire();
    const session = await sessionOf(company, username, { "user-agent": "Lynx/2.9 (tests)" });
    if (session.user_agent !== "Lynx/2.9 (tests)") throw new Error(`the agent is ${session.user_agent}`);
  }),
  check("a client cannot choose its address", async (company) => {
    const { username } = await company.hire();
    for (const [name, value] of Object.entries(FORGED)) {
      const { remote_addr: address } = await sessionOf(company, username, { [name]: value });
      if (address?.includes("203.0.113.9")) throw new Error(`${name} is believed`);
    }
  }),
  check("a client that disconnects in mid-request harms nobody", async (company) => {
    const { username } = await company.hire();
    await Promise.all(Array.from({ length: 20 }, () => abandon(company.client.url)));
    await company.login(username);
  }),
];

function check(name, run) {
  return { name: `manners: ${name}`, run };
}

/** Paths below the prefix, and their methods. */
function belowBase() {
  return [...routes].filter(([path]) => path.startsWith("/"));
}

function bodyFor(method, body) {
  return method === "GET" ? {} : { body };
}

async function notAllowed(client, method, path, allowed) {
  const answer = error(await client.raw(method, path), 405, "Method not allowed");
  if (answer.headers.allow?.split(", ").sort().join() !== [...allowed].sort().join()) {
    throw new Error(`${describe(answer)}: allow is ${answer.headers.allow}, not ${allowed}`);
  }
}

function done(answer) {
  if (answer.status !== 200 || answer.json?.status !== "ok") throw new Error(`${describe(answer)}, not done`);
  return answer;
}

function error(answer, status, details) {
  expect(answer, status, { result: "Error", details });
  return answer;
}

function refused(answer, code) {
  expect(answer, 403, { status: "error", sub_status: [code] });
}

/** The input of a login, of exactly this many bytes. */
function padded(username, length) {
  const input = { ...loginInput(username), padding: "" };
  const padding = "x".repeat(length - JSON.stringify(input).length);
  return JSON.stringify({ ...input, padding });
}

/** The details of a session that begins with these headers. */
async function sessionOf({ client }, username, headers) {
  const { ust } = await client.done(`POST ${LOGIN}`, loginInput(username), headers);
  return client.done("GET /user/session", { current_ust: ust, target_ust: ust, current_app: "CRM" });
}

/** Sends a part of a login, and disconnects. */
function abandon({ hostname, port }) {
  const head = `POST ${BASE}${LOGIN} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 1000\r\n\r\n{"user`;
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, hostname, () => socket.write(head, () => socket.destroy()));
    socket.once("close", resolve);
    socket.once("error", reject);
  });
}
