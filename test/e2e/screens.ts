/**
 * Every screen of the window, and the way to each by keys and command ids alone, so that it is the same in every language: for
 * pictures of all of them, and for tests that must hold everywhere.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { onFewDigits } from './digits.ts';
import { expect, type Shell } from './host.ts';

export interface Screen {
  readonly name: string;
  /** `folder` is that of the document. */
  readonly show: (page: Page, folder: string) => Promise<void>;
}

/** Runs a command by its id, which the search knows beside its title. */
export async function command(page: Page, id: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('[cmdk-input]').fill(id);
  await page.locator(`[cmdk-item][data-value="${id}"]`).first().click();
}

/** Opens a window on a little of MNIST, in the page's language; the document lies in the folder. */
export async function openDigits(
  page: Page,
  startShell: (home: string, file?: string) => Promise<Shell>,
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const document = onFewDigits(mnistCnn(), folder);
  const file = path.join(folder, 'digits.loom');
  writeFileSync(file, serialize({ ...document, training: { ...document.training, epochs: 1, statisticsEvery: 20 } }));
  const shell = await startShell(path.join(folder, 'home'), file);
  await page.goto(shell.url);
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(11);
}

/** How many trainings have come to their end, by what the runs' folders say. */
function finishedRuns(folder: string): number {
  const runs = path.join(folder, 'home', 'runs');
  if (!existsSync(runs)) return 0;
  const events = readdirSync(runs).map((run) => path.join(runs, run, 'metrics.jsonl'));
  return events.filter((file) => existsSync(file) && readFileSync(file, 'utf8').includes('"event":"finished"')).length;
}

const node = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
const panel = (id: string): Screen => ({ name: `panel-${id}`, show: (page) => command(page, `view.${id}`) });
const dialog = (name: string, open: (page: Page) => Promise<void>): Screen => ({
  name: `dialog-${name}`,
  show: async (page) => {
    await page.keyboard.press('Escape');
    await open(page);
    await page.getByRole('dialog').waitFor();
  },
});
const PANELS = ['training', 'statistics', 'results', 'data', 'code', 'problems', 'runs'];

/** In the order in which they are shown; each goes on from the one before. The window has the digits network open. */
export const SCREENS: readonly Screen[] = [
  { name: 'document', show: (page) => page.locator('.react-flow__node-layer').first().waitFor() },
  ...PANELS.map(panel),
  { name: 'layer', show: (page) => node(page, 'conv2d_1').click() },
  {
    name: 'menu',
    show: async (page) => {
      await node(page, 'conv2d_1').click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'problem',
    show: async (page) => {
      await page.keyboard.press('Escape');
      // it gives the keyboard back when it is gone
      await expect(page.getByRole('menu')).toHaveCount(0);
      // on a slow machine the menu gives the keyboard back behind the click
      await expect(async () => {
        await node(page, 'flatten_1').click({ timeout: 2_000 });
        await page.keyboard.press('Delete');
        await expect(node(page, 'flatten_1')).toHaveCount(0, { timeout: 2_000 });
      }).toPass();
      await command(page, 'view.problems');
      await expect(page.locator('[data-severity="error"]').first()).toBeVisible();
    },
  },
  { name: 'mended', show: (page) => command(page, 'edit.undo') },
  {
    name: 'trained',
    show: async (page, folder) => {
      await command(page, 'view.training');
      await command(page, 'train.start');
      await expect.poll(() => finishedRuns(folder), { timeout: 180_000 }).toBe(1);
    },
  },
  ...PANELS.filter((id) => id !== 'code' && id !== 'problems').map((id) => ({
    ...panel(id),
    name: `panel-${id}-trained`,
  })),
  dialog('search', (page) => page.keyboard.press('Control+k')),
  dialog('shortcuts', (page) => command(page, 'view.shortcuts')),
  dialog('open', (page) => command(page, 'file.open')),
  dialog('gallery', (page) => command(page, 'file.newFromTemplate')),
  dialog('export', (page) => command(page, 'train.export')),
  {
    name: 'welcome',
    show: async (page) => {
      await page.keyboard.press('Escape');
      await command(page, 'file.close');
      await page.getByRole('main').waitFor();
    },
  },
];
