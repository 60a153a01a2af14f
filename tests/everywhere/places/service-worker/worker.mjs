// The Service Worker of the place: an SSO, and a second way in for the commands of the place.

import { operator, serve } from "/lib/service-worker.js";
import { settings } from "/settings.mjs";

const open = serve({ settings, deliversMessages: true });

async function perform({ do: command, username, password }) {
  const sso = await open();
  switch (command) {
    case "create-super-user":
      return { ok: await sso.users.create({}, operator("place"), { username, password, isSuperUser: true }) };
    case "messages":
      return { ok: await messages(sso) };
    case "sweep":
      await sso.sweep();
      return { ok: null };
    default:
      return { error: "unsupported" };
  }
}

async function messages(sso) {
  const found = [];
  await sso.messages.deliver(({ to, username, content: { tag: kind, val } }) => {
    found.push({ to, username, kind, token: val?.confirmToken ?? val?.token });
  });
  return found;
}

async function answer(request) {
  try {
    return Response.json(await perform(await request.json()));
  } catch (error) {
    return Response.json({ error: String(error) });
  }
}

addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname === "/commands") event.respondWith(answer(event.request));
});
