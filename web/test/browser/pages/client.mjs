// What a page of the tests does.

const mails = [];
navigator.serviceWorker.addEventListener("message", ({ data }) => mails.push(data));

/** Registers the Service Worker and waits until it answers for this page. */
export async function register() {
  await navigator.serviceWorker.register("/sw.mjs", { type: "module" });
  if (navigator.serviceWorker.controller) return;
  await new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
}

export async function ask(path, input) {
  const body = JSON.stringify({ current_app: "CRM", ...input });
  const response = await fetch(path, { method: "POST", body });
  const text = await response.text();
  return { http: response.status, ...(text && JSON.parse(text)) };
}

/** Waits for the first mail to an address. */
export async function mailTo(address) {
  for (;;) {
    const mail = mails.find(({ to }) => to === address);
    if (mail) return mail;
    await new Promise((resolve) => navigator.serviceWorker.addEventListener("message", resolve, { once: true }));
  }
}

export async function own(ust) {
  const response = await fetch(`/zato/sso/user?${new URLSearchParams({ current_app: "CRM", ust })}`);
  return { http: response.status, ...(await response.json()) };
}

/** Statuses of sign-ups at the same time for one username. */
export async function race(count) {
  const input = { username: "racer", password: "gelato-Breeze-41", email: "racer@example.com", app_list: ["CRM"] };
  const answers = await Promise.all(Array.from({ length: count }, () => ask("/zato/sso/user/signup", input)));
  return answers.map(({ http }) => http).sort();
}
