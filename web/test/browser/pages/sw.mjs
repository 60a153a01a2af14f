// The Service Worker of the tests: an SSO, which shows its mails to the pages and has a way in for its operator.

import { operator, serve } from "/lib/service-worker.js";

async function show({ to, content: { tag: kind, val } }) {
  for (const page of await clients.matchAll()) page.postMessage({ to, kind, token: val?.confirmToken });
}

const open = serve({ settings: { throttling: { signups_per_source: 0 } }, deliver: show });

async function create(request) {
  const sso = await open();
  const userId = await sso.users.create({}, operator("test"), await request.json());
  return Response.json({ userId });
}

addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname === "/operator/create") event.respondWith(create(event.request));
});
