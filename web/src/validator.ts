// The embedder's own validation of sign-ups.

import type { SignupRequest, SignupVerdict, SubStatus } from "./generated/contract.js";
import type { Awaitable } from "./storage.js";

/** Validates sign-ups, in addition to the built-in rules or in their place. */
export interface SignupValidator {
  /** Returns the codes to refuse with; an empty list if the sign-up is valid. */
  validate(currentApp: string, request: SignupRequest): Awaitable<SubStatus[]>;
  /**
   * Skips the built-in rules about username, password and e-mail address. Applications, uniqueness and the limits of
   * storage are checked nevertheless. Default: false.
   */
  readonly replacesBuiltIn?: boolean;
}

/** What a validator says of a sign-up. */
export async function verdictOf(
  validator: SignupValidator,
  currentApp: string,
  request: SignupRequest,
): Promise<SignupVerdict> {
  const refused = await validator.validate(currentApp, request);
  return { refused, replacesBuiltIn: validator.replacesBuiltIn === true };
}
