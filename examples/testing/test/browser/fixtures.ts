// The application and an SSO of its own for each test.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test as base } from "@playwright/test";
import { type SsoFixtures, ssoFixtures } from "vestibule/testing/playwright";
import { createApp } from "../../app.mjs";

export { expect } from "@playwright/test";

interface Fixtures extends SsoFixtures {
  /** The address of the application. */
  appUrl: string;
}

export const test = base.extend<Fixtures>({
  ...ssoFixtures(),
  appUrl: async ({ ssoUrl }, use) => {
    const app = createApp(ssoUrl);
    await once(app.listen(0, "127.0.0.1"), "listening");
    await use(`http://127.0.0.1:${(app.address() as AddressInfo).port}`);
    app.closeAllConnections();
    app.close();
  },
});
