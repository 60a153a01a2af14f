// SSOs for tests: with the component of this package, in memory, with cheap hashes.

import { vestibule } from "../entry.mjs";

const { createSso, loadComponent, loadHashing, memoryStorage, moduleHashing, operator } = vestibule;

export const KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
export const CALLER = { remoteAddr: "198.51.100.7", userAgent: "tests" };
export const OPERATOR = operator("test:web");
export const PASSWORD = "gelato-Breeze-41";

const CHEAP = { argon2_memory_kib: 8, argon2_iterations: 1 };

/** Options of an SSO; `settings` are added to those that a test needs. */
export async function optionsOf({ settings = {}, ...more } = {}) {
  return {
    component: await loadComponent(),
    storage: memoryStorage(),
    hashing: moduleHashing(await loadHashing()),
    settings: { main: { keys: [KEY] }, password: CHEAP, ...settings },
    ...more,
  };
}

export const makeSso = async (options) => createSso(await optionsOf(options));

/** An approved user who is logged in. */
export async function member(sso, username = "ann", more = {}) {
  const userId = await sso.users.create(CALLER, OPERATOR, { username, password: PASSWORD, autoApprove: true, ...more });
  const { ust } = await sso.authentication.login(CALLER, { username, password: PASSWORD });
  return { userId, ust };
}

/** Sends JSON below `/zato/sso`; returns the status and the members of the answer. */
export async function send(sso, method, path, input, { info = CALLER, headers = {} } = {}) {
  const body = input && JSON.stringify({ current_app: "CRM", ...input });
  const response = await sso.fetch(new Request(`http://sso.example/zato/sso${path}`, { method, body, headers }), info);
  const text = await response.text();
  return { http: response.status, headers: response.headers, ...(text && JSON.parse(text)) };
}

/** The error of a promise that is rejected. */
export async function errorOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
