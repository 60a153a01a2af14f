// What nearly every test calls, called once before the first test.
//
// V8 compiles a function of WebAssembly when it is called first, and JavaScript runs slowly at first too: without this,
// the first SSO and the first user of a process take ten times as long as the next ones.

import { operator } from "../authority.js";
import { checked } from "../check.js";
import { instantiate } from "../component.js";
import { FUNCTIONS } from "../generated/functions.js";
import { moduleHashing } from "../hashing/module.js";
import { importsOf } from "../imports.js";
import { passedSettings } from "../settings.js";
import { memoryStorage } from "../storage/memory.js";
import { SteppedClock } from "./clock.js";
import { START, type TestModules, testSettings } from "./create.js";
import { SeededRandomness } from "./randomness.js";

/** Makes an SSO, a user and a session, and forgets them. Waits for nothing, so that it is done when it returns. */
export function warmUp(modules: TestModules): void {
  const clock = new SteppedClock(START);
  const random = new SeededRandomness(0);
  const imports = importsOf({
    storage: memoryStorage(),
    hashing: moduleHashing(modules.hashing),
    settings: passedSettings(testSettings({}), { isDeliveryConfigured: true, isCallbackConfigured: false }),
    clock: () => clock.read(),
    random: (length) => random.bytes(length),
    audit: () => {},
    canWait: false,
    onFault: () => {},
  });
  const instance = instantiate(modules.component, imports);
  const call = (group: keyof typeof FUNCTIONS, name: string, ...input: unknown[]): unknown =>
    instance[group]?.[name]?.(...checked(FUNCTIONS[group][name] ?? [], input));

  for (const name of ["stanzas", "check", "prepare"]) call("configuration", name);
  const account = { username: "user", password: "open-sesame", email: "user@example.com", isSuperUser: false };
  call("users", "create", {}, operator("vestibule/testing"), account);
  const caller = { currentApp: "CRM", remoteAddr: "127.0.0.1", userAgent: "vestibule/testing" };
  call("authentication", "login", caller, { username: "user", password: "open-sesame" });
}
