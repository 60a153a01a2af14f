// By what right an operation for super-users is called.

import type { Authority } from "./generated/contract.js";

/**
 * The authority of a user session token, such as the one of the request that is being answered.
 *
 * @throws `TypeError` unless the token is a text with at least one character.
 */
export const session = (ust: string): Authority => ({ tag: "session", val: required("session", ust) });

/**
 * The authority of the host itself, for its own administration and never for a request from outside. The text
 * identifies the operator in the audit log, such as `admin-page:alice`: 1 to 128 characters.
 *
 * @throws `TypeError` unless the text has at least one character.
 */
export const operator = (name: string): Authority => ({ tag: "operator", val: required("operator", name) });

function required(tag: string, text: unknown): string {
  if (typeof text !== "string" || text === "") {
    throw new TypeError(`the authority ${tag} needs a text that is not empty`);
  }
  return text;
}
