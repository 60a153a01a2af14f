// Opens a store, makes an SSO, and signs up as soon as standard input ends: `file`, and how often.

import process from "node:process";
import { vestibule } from "../entry.mjs";
import { KEY } from "../sso/make.mjs";

const [file, number] = process.argv.slice(2);
const sso = await vestibule.createSso({
  storage: await vestibule.sqlite(file),
  settings: {
    main: { keys: [KEY] },
    password: { argon2_memory_kib: 8, argon2_iterations: 1 },
    signup: { inform_if_user_exists: true },
  },
});
console.log("ready");
for await (const _ of process.stdin);

const signUp = async (_, attempt) => {
  const caller = { remoteAddr: "198.51.100.7" };
  const email = `ann.${process.pid}.${attempt}@example.com`;
  const request = { username: "ann", password: "gelato-Breeze-41", email, appList: ["CRM"] };
  try {
    await sso.registration.signup(caller, request);
    return "done";
  } catch (error) {
    return error.codes?.[0] ?? String(error);
  }
};
console.log(JSON.stringify(await Promise.all(Array.from({ length: Number(number) }, signUp))));
await sso.close();
