// The typed calls: arguments are checked, and a failure becomes an `SsoError`.

import { checked, type Parameters } from "./check.js";
import { callError } from "./errors.js";
import type { Caller, SignupRequest } from "./generated/contract.js";
import { type Calls, FUNCTIONS } from "./generated/functions.js";
import type { Pool } from "./pool.js";
import { type SignupValidator, verdictOf } from "./validator.js";

/** The calls of the contract, each in an instance of a pool. */
export function callsOf(pool: Pool, validator: SignupValidator | undefined): Calls {
  const groups = Object.entries(FUNCTIONS).map(([group, functions]) => {
    const calls = Object.entries(functions).map(([name, parameters]) => {
      const call = async (...input: unknown[]): Promise<unknown> => {
        const args = requireValid(`${group}.${name}`, parameters, input);
        return pool.run((instance) => instance[group]?.[name]?.(...args)).catch(raise);
      };
      return [name, call];
    });
    return [group, Object.fromEntries(calls)];
  });
  const calls = Object.fromEntries(groups) as Calls;
  return validator ? { ...calls, registration: validated(calls.registration, validator) } : calls;
}

function raise(error: unknown): never {
  throw callError(error);
}

function requireValid(name: string, parameters: Parameters, input: unknown[]): unknown[] {
  try {
    return checked(parameters, input);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`${name}: ${error.message}`);
    throw error;
  }
}

/** A sign-up is validated by the embedder, unless the call has a verdict already. */
const validated = (calls: Calls["registration"], validator: SignupValidator): Calls["registration"] => ({
  ...calls,
  async signup(caller: Caller, request: SignupRequest, verdict) {
    const known = verdict ?? (await verdictOf(validator, caller.currentApp ?? "", request));
    return calls.signup(caller, request, known);
  },
});
