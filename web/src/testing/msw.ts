/**
 * An SSO as handlers of MSW (2 and later): your application's requests to the SSO are answered without a network, in
 * Node.js (`setupServer`) and in browsers (`setupWorker`).
 *
 * @module
 */

import { http, type HttpHandler } from "msw";
import type { Sso } from "../sso.js";

/**
 * Handlers that answer the paths below `/zato/sso/` of every host.
 *
 * @param sso an SSO, or a function that returns the one of the running test
 */
export function handlers(sso: Pick<Sso, "fetch"> | (() => Pick<Sso, "fetch">)): HttpHandler[] {
  const current = typeof sso === "function" ? sso : () => sso;
  return [http.all("*/zato/sso/*", ({ request }) => current().fetch(request))];
}
