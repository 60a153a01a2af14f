/**
 * An SSO for each test of Playwright, as fixtures.
 *
 * @module
 */

import type { HttpResponse } from "../http.js";
import { serveNode } from "../platform/listener.js";
import type { Sso } from "../sso.js";
import type { TestSso, TestSsoOptions } from "./create.js";
import { createTestSso } from "./node.js";

/** The fixtures of `ssoFixtures`. */
export interface SsoFixtures {
  /** An SSO of this test's own. */
  sso: TestSso;
  /** Its address, such as `http://127.0.0.1:40123`, for an application that the test starts. Port and server last as long as the test. */
  ssoUrl: string;
}

type Use<T> = (fixture: T) => Promise<void>;

/**
 * Fixtures for `test.extend`:
 *
 * ```ts
 * import { test as base } from "@playwright/test";
 * import { type SsoFixtures, ssoFixtures } from "vestibule/testing/playwright";
 *
 * export const test = base.extend<SsoFixtures>(ssoFixtures({ settings: { session: { expiry: 30 } } }));
 * ```
 */
export function ssoFixtures(options: TestSsoOptions = {}) {
  return {
    // Playwright reads the names of the fixtures that a fixture needs from the pattern of its first parameter.
    sso: async ({}: object, use: Use<TestSso>): Promise<void> => use(await createTestSso(options)),
    ssoUrl: async ({ sso }: Pick<SsoFixtures, "sso">, use: Use<string>): Promise<void> => {
      const serving = await serveNode(sso, { port: 0 });
      await use(serving.url);
      await serving.stop();
    },
  };
}

/** What is used of Playwright's `Page` and `BrowserContext`. */
export interface Routable {
  route(url: string, handler: (route: Route) => Promise<void>): Promise<unknown>;
}

/** What is used of Playwright's `Route`. */
export interface Route {
  request(): {
    method(): string;
    url(): string;
    allHeaders(): Promise<Record<string, string>>;
    postDataBuffer(): Buffer | null;
  };
  fulfill(response: { status: number; headers: Record<string, string>; body: Buffer }): Promise<void>;
}

/** Answers the requests of a page, or of all pages of a context, below `/zato/sso/`: for applications that have the SSO on their own origin. */
export async function routeToSso(target: Routable, sso: Pick<Sso, "handle">): Promise<void> {
  await target.route("**/zato/sso/**", async (route) => {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    const answer = await sso.handle({
      method: request.method(),
      path: pathname,
      query: search === "" ? undefined : search.slice(1),
      headers: Object.entries(await request.allHeaders()),
      body: request.postDataBuffer() ?? new Uint8Array(),
    });
    await route.fulfill(fulfilled(answer));
  });
}

const fulfilled = ({ status, headers, body }: HttpResponse) => ({
  status,
  headers: Object.fromEntries(headers),
  body: Buffer.from(body),
});
