import { defineConfig } from 'vitest/config';

/** A slow machine is no failure: what is waited for has half a minute, instead of a second. */
const expectation = { poll: { timeout: 30_000 } };

/** In a browser; what passes only the second time is named in the summary. */
const browsed = { testTimeout: 180_000, hookTimeout: 180_000, expect: expectation, retry: 1 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'journey', include: ['test/journey/**/*.test.ts'], ...browsed } },
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000, // some bundle the engine first
          expect: expectation,
        },
      },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          globalSetup: 'test/webview/page.ts',
          maxWorkers: 2, // a browser each
          ...browsed,
        },
      },
    ],
  },
});
