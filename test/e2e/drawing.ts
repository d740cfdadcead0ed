/** A window with the digits network on the canvas, and what is drawn there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { Document } from '../../engine/graph/document.ts';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { expect, type Shell, startShell, test as base } from './host.ts';

export { expect };

export const node = (page: Page, name: string): Locator => page.locator(`.react-flow__node[aria-label^="${name}"]`);
export const nodes = (page: Page): Locator => page.locator('.react-flow__node-layer');
const tabs = (page: Page): Locator => page.getByRole('tablist', { name: 'Documents' }).getByRole('tab');

interface Desk {
  readonly page: Page;
  readonly shell: Shell;
}

/** Saved and closed, so that neither the host nor the window keeps anything of it. */
async function putAway(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+s');
  await expect(tabs(page).getByRole('img', { name: 'not saved' })).toHaveCount(0);
  for (let left = await tabs(page).count(); left > 0; left--) {
    await page.keyboard.press('Alt+w');
    await expect(tabs(page)).toHaveCount(left - 1);
  }
  await page.evaluate(() => localStorage.clear());
}

interface Drawing {
  /** The document opened anew in a page that is loaded anew; saved and closed after the test. */
  readonly openHere: (document: Document) => Promise<Page>;
  /** The digits network, opened so. */
  readonly canvas: Page;
  /** The digits network with a host of its own, in the test's folder `home`. */
  readonly ownCanvas: Page;
}

/** The tests of a file share a page and a host, which take longer to start than most of what is drawn. */
export const test = base.extend<Drawing, { desk: Desk }>({
  desk: [
    async ({ browser }, use, { project }) => {
      const { viewport, contextOptions } = project.use;
      const permissions = ['clipboard-read', 'clipboard-write'];
      const context = await browser.newContext({ ...contextOptions, ...(viewport && { viewport }), permissions });
      const home = mkdtempSync(path.join(tmpdir(), 'loom-e2e-'));
      const shell = await startShell(home);
      await use({ page: await context.newPage(), shell });
      await context.close();
      await shell.end();
      rmSync(home, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  page: async ({ desk }, use, { project }) => {
    const { page } = desk;
    // as every page begins
    await page.emulateMedia({ colorScheme: null });
    if (project.use.viewport) await page.setViewportSize(project.use.viewport);
    await use(page);
  },
  openHere: async ({ page, desk }, use, info) => {
    await use(async (document) => {
      const file = info.outputPath('drawn.loom');
      writeFileSync(file, serialize(document));
      await page.goto(desk.shell.url);
      await expect(page.getByRole('button', { name: 'Start with the digits network' })).toBeVisible();
      await page.keyboard.press('Control+o');
      await page.getByRole('dialog', { name: 'Open' }).getByRole('textbox', { name: 'File' }).fill(file);
      await page.keyboard.press('Enter');
      await expect(nodes(page).first()).toBeAttached();
      // the panels come behind the canvas
      await expect(page.getByRole('region', { name: 'Dock' })).toBeVisible();
      return page;
    });
    // after one that failed nothing goes on here
    if (info.status === info.expectedStatus) await putAway(page);
  },
  canvas: async ({ openHere }, use) => {
    const page = await openHere(mnistCnn());
    await expect(node(page, 'Conv 2D conv2d_1')).toBeVisible();
    await use(page);
  },
  ownCanvas: async ({ page, startShell }, use, info) => {
    const file = info.outputPath('digits.loom');
    writeFileSync(file, serialize(mnistCnn()));
    await page.goto((await startShell(info.outputPath('home'), file)).url);
    await expect(node(page, 'Conv 2D conv2d_1')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Dock' })).toBeVisible();
    await use(page);
  },
});
