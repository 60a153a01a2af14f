// The page: two forms, and the mails that the SSO would send.

import { call } from "./sso.js";

const element = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const outcome = element("outcome");

/** Registers the worker, and waits until it answers for this page. Vite builds it at the root, whose pages it serves. */
async function register(): Promise<void> {
  const script = import.meta.env.DEV ? "/service-worker.ts" : "/service-worker.js";
  await navigator.serviceWorker.register(script, { type: "module" });
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
  }
  outcome.textContent = "Ready.";
}

function onSubmit(id: string, send: (input: Record<string, string>) => Promise<string>): void {
  element<HTMLFormElement>(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const input = Object.fromEntries([...form].map(([name, value]) => [name, `${value}`]));
    outcome.textContent = await send(input).catch((error: Error) => error.message);
  });
}

onSubmit("signup", async (input) => {
  await call("user/signup", { ...input, app_list: ["CRM"] });
  return "Please open the link in the mail below.";
});
onSubmit("login", async (input) => {
  const { username } = await call("user/login", input);
  return `Hello, ${username}!`;
});

navigator.serviceWorker.addEventListener("message", ({ data: { to, token } }) => {
  const button = document.createElement("button");
  button.textContent = `Confirm ${to}`;
  button.addEventListener("click", async () => {
    await call("user/signup/confirm", { confirm_token: token });
    outcome.textContent = "Thank you. You can log in.";
  });
  const item = document.createElement("li");
  item.append(button);
  element("mails").append(item);
});

register().catch((error: Error) => {
  outcome.textContent = error.message;
});
