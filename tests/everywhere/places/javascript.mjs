// The place of a JavaScript host, from the functions of its entry of the npm package.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

/** Serves until the end of standard input. `vestibule` is a module such as `vestibule/node`. */
export async function runPlace(vestibule) {
  const { VESTIBULE_PLACE_DATA: data, VESTIBULE_PLACE_SETTINGS: settings } = process.env;
  const sso = await vestibule.createSso({
    storage: await vestibule.sqlite(join(data, "vestibule.db")),
    settings: JSON.parse(await readFile(settings, "utf8")),
    deliversMessages: true,
  });
  const server = await vestibule.serve(sso, { port: 0 });
  say({ url: server.url });

  const commands = commandsOf(sso, vestibule);
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, do: command, ...values } = JSON.parse(line);
    say({ id, ...(await answer(commands, command, values)) });
  }
  await server.stop();
  await sso.close();
}

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function answer(commands, command, values) {
  const run = commands[command];
  if (!run) return { error: "unsupported" };
  try {
    return { ok: (await run(values)) ?? null };
  } catch (error) {
    return { error: String(error) };
  }
}

const commandsOf = (sso, { operator }) => ({
  "create-super-user": ({ username, password }) =>
    sso.users.create({}, operator("place"), { username, password, isSuperUser: true }),
  async messages() {
    const messages = [];
    await sso.messages.deliver(({ to, username, content: { tag: kind, val } }) => {
      messages.push({ to, username, kind, token: val?.confirmToken ?? val?.token });
    });
    return messages;
  },
  sweep: async () => void (await sso.sweep()),
});
