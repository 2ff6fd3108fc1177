// How the browser tests run: Debian's Chromium against the program that COHORT_BIN names, with scripts and without.
import { defineConfig } from "@playwright/test";
import type { Start } from "./fixtures/app.ts";

/** A folder for pictures of every page; see `screenshot.ts`. */
const pictures = process.env.COHORT_SCREENSHOTS;

export default defineConfig<Start>({
  outputDir: "test-results",
  snapshotPathTemplate: "snapshots/{arg}{ext}",
  forbidOnly: true,
  fullyParallel: true,
  // A machine that stalls for seconds is no fault of the program; the closing line of the tests counts these.
  retries: 1,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    browserName: "chromium",
    locale: "en-US",
    timezoneId: "Europe/Amsterdam",
    viewport: { width: 1366, height: 768 },
    // Recording costs a third of the time; what fails is tried again, with a record.
    trace: "on-first-retry",
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "hydrated", testDir: "tests/hydrated" },
    // What a database could make different; the rest of both engines is the matter of the Rust tests.
    { name: "postgres", testDir: "tests/hydrated", grep: /@postgres/, use: { engine: "postgres" } },
    { name: "plain", testDir: "tests/plain", use: { javaScriptEnabled: false } },
    ...(pictures ? [{ name: "screenshots", testDir: ".", testMatch: "screenshot.ts" }] : []),
  ],
});
