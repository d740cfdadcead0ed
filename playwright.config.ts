import { defineConfig } from '@playwright/test';
import { findChromium } from './build/chromium.mjs';

// `npm test` says which browser it found; alone, `npx playwright test` looks for the system's
const executablePath = process.env.PLAYWRIGHT_CHROMIUM ?? findChromium();
// Chromium's own sandbox does not work for root
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  timeout: 300_000,
  // a slow machine is not a wrong one
  expect: { timeout: 60_000 },
  workers: 2,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    viewport: { width: 1440, height: 900 },
    // what moves cannot be pressed for sure; the tests of movements turn it on
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath,
      args: [
        ...asRoot,
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    screenshot: 'only-on-failure',
    trace: 'off',
  },
});
