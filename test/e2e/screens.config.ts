/** Pictures of every screen: `npm run screenshots`. */
import { defineConfig } from '@playwright/test';
import usual from '../../playwright.config.ts';

export default defineConfig({
  ...usual,
  testDir: '.',
  testMatch: '**/*.shots.ts',
  reporter: 'list',
  use: { ...usual.use, actionTimeout: 20_000 },
});
