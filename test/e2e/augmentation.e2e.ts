/** What chance does to the pictures that are learned from: chosen, seen before anything is trained, and told where it cannot be. */
import path from 'node:path';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { serialize } from '../../engine/graph/file.ts';
import { unet } from '../../templates/segmentation.ts';
import { expect, test } from './host.ts';

test('pictures and masks are augmented together, and seen so before a training', async ({ page, startShell }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'loom-augment-'));
  const file = path.join(folder, 'shapes.loom');
  writeFileSync(file, serialize(unet.make({ classes: 11, size: 32, depth: 2, width: 1 / 16 })));
  const shell = await startShell(path.join(folder, 'home'), file);
  await page.goto(shell.url);
  const dock = page.getByRole('region', { name: 'Dock' });
  await dock.getByRole('tab', { name: 'Data' }).click();
  await dock.getByRole('combobox', { name: 'Add an augmentation' }).click();
  await page.getByRole('option', { name: 'Rotate' }).click();
  await dock.getByRole('combobox', { name: 'Add an augmentation' }).click();
  await page.getByRole('option', { name: 'Colour' }).click();
  await dock.getByRole('radio', { name: 'Augmented' }).click();
  const sheet = dock.getByRole('region', { name: 'Examples of augmentation' });
  // six rows, each with its mask, as they are and in seven epochs
  await expect(sheet.getByRole('img')).toHaveCount(96);
  await expect(sheet.getByRole('img', { name: 'Row 1 in epoch 7' })).toHaveCount(2);
  const pixels = (name: string) =>
    sheet
      .getByRole('img', { name, exact: true })
      .first()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await pixels('Row 1 in epoch 1');
  expect(before).not.toBe(await pixels('Row 1'));
  await dock.getByRole('button', { name: 'Remove Rotate' }).click();
  await dock.getByRole('button', { name: 'Remove Colour' }).click();
  await expect.poll(() => pixels('Row 1 in epoch 1')).toBe(await pixels('Row 1'));
  // class numbers of pixels cannot be blended
  await dock.getByRole('combobox', { name: 'Add an augmentation' }).click();
  await page.getByRole('option', { name: 'Mixup' }).click();
  await expect(dock.getByText(/is a class number/)).toBeVisible();
});
