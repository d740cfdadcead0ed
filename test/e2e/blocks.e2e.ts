/** Blocks by hand: made of a selection, looked into, promoted from, repeated and taken apart. */
import { writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { expect, test as base } from './host.ts';

const test = base.extend<{ canvas: Page }>({
  canvas: async ({ page, startShell }, use, info) => {
    const file = info.outputPath('digits.loom');
    writeFileSync(file, serialize(mnistCnn()));
    const shell = await startShell(info.outputPath('home'), file);
    await page.goto(shell.url);
    await expect(node(page, 'Conv 2D conv2d_1')).toBeVisible();
    await use(page);
  },
});

const node = (page: Page, name: string): Locator => page.locator(`.react-flow__node[aria-label^="${name}"]`);
const layers = (page: Page): Locator => page.locator('.react-flow__node-layer');

test('a block is made, looked into, repeated and taken apart', async ({ canvas: page }) => {
  const before = await layers(page).count();
  await node(page, 'Conv 2D conv2d_1').click();
  await node(page, 'ReLU relu_1').click({ modifiers: ['Shift'] });
  await node(page, 'Max pool 2D maxPool2d_1').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+g');
  await expect(layers(page)).toHaveCount(before - 2);
  const block = node(page, 'Block block_1');
  await expect(block).toBeVisible();
  await expect(block).not.toHaveAttribute('aria-label', /connected|needs/);

  await block.dblclick();
  const way = page.getByRole('navigation', { name: 'Inside' });
  await expect(way).toContainText('Block');
  await expect(layers(page)).toHaveCount(5);
  await expect(node(page, 'Block input')).toBeVisible();
  await node(page, 'Conv 2D conv2d_1').click();
  await page.getByRole('button', { name: 'Make filters a setting of the block' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#setting-conv2d_1-filters')).toHaveValue('filters');
  await node(page, 'Block input').click();
  await page.locator('#inspector-name').fill('image');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Block input image')).toBeVisible();
  // the first Esc lets go of the selection, the second goes out
  await page.locator('.react-flow__pane').click({ position: { x: 40, y: 300 } });
  await page.keyboard.press('Escape');
  await expect(way).toHaveCount(0);

  await block.click();
  const filters = page.locator('#setting-block_1-filters');
  await filters.fill('6');
  await page.keyboard.press('Enter');
  await page.locator('#inspector-repeat').fill('2');
  await page.keyboard.press('Enter');
  await expect(block).toContainText('×2');
  await block.click();
  await page.keyboard.press('Control+Shift+g');
  await expect(layers(page)).toHaveCount(before + 3);
  await page.keyboard.press('Control+z');
  await expect(block).toBeVisible();
});
