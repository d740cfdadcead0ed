import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.desktop.ts',
  outputDir: '../../test-results/desktop',
  timeout: 300_000,
  // a slow machine is not a wrong one
  expect: { timeout: 30_000 },
  workers: 1,
  use: { screenshot: 'only-on-failure' },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '../../test-results/desktop.json' }]],
});
