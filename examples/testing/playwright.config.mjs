import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "test/browser",
  fullyParallel: true,
  outputDir: process.env.PLAYWRIGHT_OUTPUT ?? "test-results",
  use: {
    launchOptions: {
      // Debian's Chromium; without the two lines the one that Playwright downloads.
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox"],
    },
  },
});
