import { defineConfig } from 'vitest/config';

/** Vitest runs what needs no browser; Playwright (playwright.config.ts) runs tests/e2e and tests/electron. */
export default defineConfig({
  test: {
    include: ['tests/{unit,property,integration,conformance}/**/*.test.{ts,tsx}'],
    // Modules are shared between files: starting a fresh registry per file costs more than the tests themselves.
    isolate: false,
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC', LC_ALL: 'C' },
  },
});
