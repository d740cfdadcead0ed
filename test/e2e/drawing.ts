/** A window with the digits network on the canvas, and what is drawn there. */
import { writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { expect, test as base } from './host.ts';

export { expect };

export const node = (page: Page, name: string): Locator => page.locator(`.react-flow__node[aria-label^="${name}"]`);
export const nodes = (page: Page): Locator => page.locator('.react-flow__node-layer');

export const test = base.extend<{ canvas: Page }>({
  canvas: async ({ page, context, startShell }, use, info) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const file = info.outputPath('digits.loom');
    writeFileSync(file, serialize(mnistCnn()));
    const shell = await startShell(info.outputPath('home'), file);
    await page.goto(shell.url);
    await expect(node(page, 'Conv 2D conv2d_1')).toBeVisible();
    await use(page);
  },
});
