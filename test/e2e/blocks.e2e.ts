/** Blocks by hand: made of a selection, looked into, promoted from, repeated and taken apart. */
import { expect, node, nodes, test } from './drawing.ts';

test('a block is made, looked into, repeated and taken apart', async ({ canvas: page }) => {
  const before = await nodes(page).count();
  await node(page, 'Conv 2D conv2d_1').click();
  await node(page, 'ReLU relu_1').click({ modifiers: ['Shift'] });
  await node(page, 'Max pool 2D maxPool2d_1').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+g');
  await expect(nodes(page)).toHaveCount(before - 2);
  const block = node(page, 'Block block_1');
  await expect(block).toBeVisible();
  await expect(block).not.toHaveAttribute('aria-label', /connected|needs/);

  await block.dblclick();
  const way = page.getByRole('navigation', { name: 'Inside' });
  await expect(way).toContainText('Block');
  await expect(nodes(page)).toHaveCount(5);
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
  await expect(nodes(page)).toHaveCount(before + 3);
  await page.keyboard.press('Control+z');
  await expect(block).toBeVisible();
});
