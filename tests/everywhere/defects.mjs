// Defects of hosts, each of which a check finds: `request` and `answer` change what passes through the
// proxy, `instead` answers in place of the host.

import { randomBytes } from "node:crypto";

const json = (answer, change) => {
  if (answer.body === "") return answer;
  const value = JSON.parse(answer.body);
  return Array.isArray(value) ? answer : { ...answer, body: JSON.stringify(change(value)) };
};

const without = (answer, name) => {
  const { [name]: _, ...headers } = answer.headers;
  return { ...answer, headers };
};

const isSignUp = ({ method, path }) => method === "POST" && path === "/zato/sso/user/signup";

/** An acknowledged sign-up that no store has. */
const acknowledged = () => ({
  status: 200,
  headers: { "content-type": "application/json", "cache-control": "no-store" },
  body: JSON.stringify({
    cid: randomBytes(12).toString("hex"),
    confirm_token: randomBytes(24).toString("base64url"),
    status: "ok",
  }),
});

let signUps = 0;

/** By name: the defect, and the beginning of the name of a check that finds it. */
export const defects = {
  "a regular user may read all accounts": {
    found: "access: GET /user as another",
    answer: (answer, { method, path }) =>
      method === "GET" && path === "/zato/sso/user" && answer.status === 403
        ? { ...answer, status: 200, body: answer.body.replace("error", "ok") }
        : answer,
  },
  "a refusal has another code": {
    found: "refusal: E007001",
    answer: (answer) => ({ ...answer, body: answer.body.replace("E007001", "E005001") }),
  },
  "refusals are answered with 200": {
    found: "refusal: E001003",
    answer: (answer) => (answer.status === 403 ? { ...answer, status: 200 } : answer),
  },
  "answers may be kept": {
    found: "cannot begin: ",
    only: "tour: ",
    answer: (answer) => without(answer, "cache-control"),
  },
  "all answers have one correlation ID": {
    found: "tour: ",
    answer: (answer) => json(answer, (value) => ({ ...value, cid: "0".repeat(24) })),
  },
  "an answer has a member that is not documented": {
    found: "access: GET /user as oneself",
    answer: (answer, { path }) =>
      path === "/zato/sso/user" ? json(answer, (value) => ({ ...value, password_hash: "" })) : answer,
  },
  "a member of an answer is missing": {
    found: "access: GET /user/session as super-user",
    answer: (answer) => json(answer, ({ user_agent, ...rest }) => rest),
  },
  "a wrong method has no `Allow`": {
    found: "manners: a wrong method",
    answer: (answer) => without(answer, "allow"),
  },
  "paths are normalised": {
    found: "manners: a path is compared",
    request: (request) => ({ ...request, path: decodeURI(request.path).replaceAll("//", "/") }),
  },
  "a GET has no body": {
    found: "manners: a GET takes its input from the body",
    request: (request) => (request.method === "GET" ? { ...request, body: Buffer.alloc(0) } : request),
  },
  "query strings are dropped": {
    found: "manners: every method takes its input from the query string",
    request: (request) => ({ ...request, path: request.path.split("?")[0] }),
  },
  "`Authorization` is dropped": {
    found: "manners: a UST may be in the header",
    request: ({ headers: { authorization, ...headers }, ...request }) => ({ ...request, headers }),
  },
  "the UST of a linked credential is dropped": {
    found: "manners: a program's credential",
    answer: (answer) => without(answer, "x-zato-sso-ust"),
  },
  "texts are read as Latin-1": {
    found: "manners: texts keep every character",
    request: (request) => ({ ...request, body: Buffer.from(request.body.toString("latin1")) }),
  },
  "the user agent is the proxy's": {
    found: "manners: a session has the client's user agent",
    request: (request) => ({ ...request, headers: { ...request.headers, "user-agent": "proxy" } }),
  },
  "nobody has to wait": {
    found: "throttling: after wrong passwords an account",
    answer: (answer) => (answer.status === 429 ? { ...answer, status: 403 } : answer),
  },
  "a lost race is answered like a won one": {
    found: "races: of 40 sign-ups of one name",
    answer: (answer, request) => (isSignUp(request) && answer.body.includes("E001002") ? acknowledged() : answer),
  },
  "some sign-ups are acknowledged and not stored": {
    found: "durability: every acknowledged sign-up",
    instead: (request) => (isSignUp(request) && ++signUps % 20 === 0 ? acknowledged() : undefined),
  },
  "each process has a store of its own": {
    found: "processes: of sign-ups of one name",
    ownData: true,
  },
  "data are gone after a restart": {
    found: "durability: a session outlives a restart",
    ownData: true,
  },
  "the place fails at its end": {
    found: "cannot end: ",
    only: "tour: ",
    exitCode: 3,
  },
};
