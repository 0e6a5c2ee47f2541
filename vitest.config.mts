import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'journey',
          include: ['test/journey/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: 1, // what passes only then is named in the summary
        },
      },
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: 'test/webview/page.ts',
          retry: 1,
          maxWorkers: 2, // a browser each
        },
      },
    ],
  },
});
