// The application and an SSO of its own for each test.

import { once } from "node:events";
import { test as base } from "@playwright/test";
import { ssoFixtures } from "vestibule/testing/playwright";
import { createApp } from "../../app.mjs";

export { expect } from "@playwright/test";

export const test = base.extend({
  ...ssoFixtures(),
  /** The address of the application. */
  appUrl: async ({ ssoUrl }, use) => {
    const app = createApp(ssoUrl);
    await once(app.listen(0, "127.0.0.1"), "listening");
    await use(`http://127.0.0.1:${app.address().port}`);
    app.closeAllConnections();
    app.close();
  },
});
