import { defineConfig } from 'vitest/config';

/** A slow machine is no failure: what is waited for has half a minute, instead of a second. */
const expectation = { poll: { timeout: 30_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'journey',
          include: ['test/journey/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: expectation,
          retry: 1, // what passes only then is named in the summary
        },
      },
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000, expect: expectation } },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: 'test/webview/page.ts',
          expect: expectation,
          retry: 1,
          maxWorkers: 2, // a browser each
        },
      },
    ],
  },
});
