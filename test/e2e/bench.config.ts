/** Measures what the window takes: `npm run bench:window`. */
import { defineConfig } from '@playwright/test';
import usual from '../../playwright.config.ts';

export default defineConfig({ ...usual, testDir: '.', testMatch: '**/*.bench.ts', timeout: 600_000, reporter: 'list' });
