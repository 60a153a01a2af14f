// An application whose users log in by Vestibule: it keeps nothing but a cookie with the UST.

import { createServer } from "node:http";
import { failurePage, greetingPage, loginPage, signUpPage } from "./pages.mjs";
import { Refused, SsoClient, Unavailable } from "./sso.mjs";

/** The server of the application, not yet listening. `ssoUrl` is the address of the SSO. */
export function createApp(ssoUrl) {
  const sso = new SsoClient(ssoUrl);
  return createServer((request, response) => {
    answer(sso, request)
      .catch(onFailure)
      .then(({ status = 200, headers = {}, page = "" }) => {
        const type = { "content-type": "text/html; charset=utf-8" };
        response.writeHead(status, { ...type, ...headers }).end(page);
      });
  });
}

async function answer(sso, request) {
  const url = new URL(request.url, "http://localhost");
  switch (`${request.method} ${url.pathname}`) {
    case "GET /":
      return greet(sso, ustOf(request));
    case "POST /login":
      return logIn(sso, await formOf(request));
    case "POST /logout":
      await sso.logOut(ustOf(request));
      return redirect("/", cookie("", 0));
    case "GET /sign-up":
      return { page: signUpPage() };
    case "POST /sign-up":
      await sso.signUp(Object.fromEntries(await formOf(request)));
      return { page: signUpPage("Please open the link that we sent to you.") };
    case "GET /confirm":
      await sso.confirm(url.searchParams.get("token"));
      return { page: loginPage("Thank you. You can log in when we have approved your account.") };
    default:
      return { status: 404, page: failurePage("This page does not exist.") };
  }
}

async function greet(sso, ust) {
  const user = ust && (await sso.userOf(ust));
  return { page: user ? greetingPage(user.username) : loginPage() };
}

async function logIn(sso, form) {
  try {
    const ust = await sso.logIn(form.get("username"), form.get("password"));
    return redirect("/", cookie(ust));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 403, page: loginPage("Username or password is wrong.") };
  }
}

function onFailure(error) {
  if (error instanceof Unavailable) {
    return { status: 503, page: failurePage("Please try again in a minute.") };
  }
  if (error instanceof Refused) return { status: 403, page: failurePage("That is not possible.") };
  console.error(error);
  return { status: 500, page: failurePage("Something went wrong.") };
}

const redirect = (location, cookie) => ({
  status: 303,
  headers: { location, "set-cookie": cookie },
});

const cookie = (ust, age = 3_600) =>
  `ust=${ust}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}`;

const ustOf = (request) => /(?:^|; )ust=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];

async function formOf(request) {
  const chunks = await request.toArray();
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
