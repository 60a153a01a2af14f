// Errors of calls.

import { CODES, type Failure } from "./generated/contract.js";

/** A call that failed. `failure` says why, as in the contract. */
export class SsoError extends Error {
  /** Why the call failed: may be disclosed to the caller, except the text of `unavailable`. */
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(words(failure), options);
    this.name = "SsoError";
    this.failure = failure;
  }

  /** The documented codes of a refusal, such as `E005001`; empty for any other failure. */
  get codes(): string[] {
    return this.failure.tag === "rejected" ? this.failure.val.map((each) => CODES[each]) : [];
  }
}

/** Settings that cannot be used. */
export class SettingsError extends Error {
  /** Each problem in words, with its stanza and key. Never repeats a secret. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the settings cannot be used:\n  ${problems.join("\n  ")}`);
    this.name = "SettingsError";
    this.problems = problems;
  }
}

function words(failure: Failure): string {
  switch (failure.tag) {
    case "rejected":
      return `refused: ${failure.val.map((each) => `${each} (${CODES[each]})`).join(", ")}`;
    case "bad-request":
      return `bad request: ${failure.val}`;
    case "throttled":
      return `too many attempts: try again in ${failure.val} s`;
    case "busy":
      return "overloaded: try again later";
    case "unavailable":
      return `unavailable: ${failure.val}`;
  }
}

/** Too many calls wait already. Nothing was done. */
export class Busy extends Error {}

/** The deadline of a call has passed. Its effect is unknown. */
export class TooLate extends Error {}

/** The error of a `result` of the component, which the glue throws as the `payload` of an `Error`. */
export const isResultError = (error: unknown): error is Error & { readonly payload: Failure } =>
  error instanceof Error && Object.hasOwn(error, "payload");

/** What a typed call throws for anything that its instance threw. */
export function callError(error: unknown): unknown {
  if (isResultError(error)) return new SsoError(error.payload);
  if (error instanceof Busy) return new SsoError({ tag: "busy" });
  if (error instanceof TooLate) return new SsoError({ tag: "unavailable", val: error.message });
  return new SsoError({ tag: "unavailable", val: "the component failed" }, { cause: error });
}
