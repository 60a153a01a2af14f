// A component of the test's own, to see what the host does with instances.

import { vestibule } from "../entry.mjs";
import { KEY } from "./make.mjs";

/**
 * An SSO whose instances have `rest.handle` and `sessions.verify` from the test. `made` has the instances; a result of
 * the component is thrown as the glue does, with `resultError`.
 */
export async function fakeSso({ handle, verify, limits, onFault = () => {}, canWait = true, storage, audit }) {
  const made = [];
  const instantiate = (_, imports) => {
    const instance = {
      imports,
      calls: 0,
      configuration: { stanzas: () => ["main", "apps"], check: () => [], prepare: () => [] },
      rest: { handle: (request) => handle(request, instance) },
      sessions: { verify: (caller, ust) => verify(ust, instance, caller) },
    };
    made.push(instance);
    return instance;
  };
  const sso = await vestibule.createSso({
    component: { instantiate, modules: {}, canWait },
    storage: storage ?? vestibule.memoryStorage(),
    hashing: { derive: () => new Uint8Array(32) },
    settings: { main: { keys: [KEY] } },
    limits,
    audit,
    onFault,
  });
  return { sso, made };
}

export const resultError = (payload) => Object.assign(new Error("result"), { payload });

/** A promise and the functions that settle it. */
export function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
