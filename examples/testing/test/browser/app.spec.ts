// The application as people see it, in Chromium.

import { operator } from "vestibule/testing";
import { expect, test } from "./fixtures.js";

const OPERATOR = operator("test");

test("from sign-up to log-out", async ({ page, appUrl, sso }) => {
  await page.goto(appUrl);
  await page.getByRole("link", { name: "Sign up" }).click();
  await page.getByLabel("Username").fill("ann");
  await page.getByLabel("E-mail address").fill("ann@example.com");
  await page.getByLabel("Password").fill("sunflower-7");
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByRole("status")).toContainText("open the link");

  const [mail] = await sso.outbox();
  await page.goto(`${appUrl}/confirm?token=${mail?.token}`);
  await expect(page.getByRole("status")).toContainText("when we have approved your account");
  for (const { userId } of await sso.registration.pending({}, OPERATOR, {})) {
    await sso.registration.approve({}, OPERATOR, userId);
  }

  await page.getByLabel("Username").fill("ann");
  await page.getByLabel("Password").fill("sunflower-7");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("heading")).toHaveText("Hello, ann!");
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("heading")).toHaveText("Log in");
});

test("a user who is logged in without the form", async ({ browser, appUrl, sso }) => {
  const user = await sso.user({ username: "bob" });
  const context = await browser.newContext({ storageState: user.storageState({ url: appUrl, cookie: "ust" }) });
  const page = await context.newPage();
  await page.goto(appUrl);
  await expect(page.getByRole("heading")).toHaveText("Hello, bob!");

  sso.clock.advance("61m");
  await page.reload();
  await expect(page.getByRole("heading")).toHaveText("Log in");
  await context.close();
});

test("a username with markup is shown as it is", async ({ browser, appUrl, sso }) => {
  const user = await sso.user({ username: "<b>bold</b>" });
  const context = await browser.newContext({ storageState: user.storageState({ url: appUrl, cookie: "ust" }) });
  const page = await context.newPage();
  await page.goto(appUrl);
  await expect(page.getByRole("heading")).toHaveText("Hello, <b>bold</b>!");
  await context.close();
});
