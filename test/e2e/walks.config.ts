/** Long walks, from a file or a template to what was learned of it: `npm run test:walks`. */
import { defineConfig } from '@playwright/test';
import usual from '../../playwright.config.ts';

export default defineConfig({
  ...usual,
  testDir: '.',
  testMatch: '**/*.walk.ts',
  reporter: 'list',
  timeout: 900_000,
  expect: { timeout: 180_000 },
});
