/** From files that are dropped on the window to a project of code whose own figures are those of the window. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { writeShapes } from '../shapes.ts';
import { writeSounds } from '../training/sounds.ts';
import { expect, test } from './host.ts';
import { dockOf, dropped, figure, RIGHT, takenHome, trainPressed } from './walk.ts';

const checkout = path.resolve(import.meta.dirname, '../..');
const READY = path.join(checkout, 'engine', 'data', 'ready');
const BROWN = path.join(checkout, 'test', 'training', 'fixtures', 'brown.csv');

test.beforeEach(({ page }, { outputDir }) => {
  page.setDefaultTimeout(180_000);
  rmSync(outputDir, { recursive: true, force: true });
});

/** What the parts of a picture have in common with the true ones, in per cent. */
const IOU = /IoU on the test pixels: ([\d.]+)/;

/** The share of right answers is the window's, to the last digit that it shows. */
const asShown = (shown: number) => (said: Readonly<Record<string, number>>) =>
  expect(100 * said.accuracy!).toBeCloseTo(shown, 1);

test('a table of penguins', async ({ page, startShell }, { outputDir }) => {
  const shell = await startShell(path.join(outputDir, 'home'));
  await page.goto(shell.url);
  await dropped(page, path.join(READY, 'penguins.csv'));
  const dialog = page.getByRole('dialog', { name: 'Learn from penguins.csv' });
  await expect(dialog.getByText(/3 classes, cross-entropy/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  await trainPressed(page);
  const shown = await figure(page, RIGHT);
  expect(shown).toBeGreaterThanOrEqual(95);
  await takenHome(page, path.join(outputDir, 'home'), asShown(shown));
});

test('a folder of pictures, with augmentation', async ({ page, startShell }, { outputDir }) => {
  await writeShapes(outputDir, { rows: 400, size: 24, kinds: 3 });
  const shell = await startShell(path.join(outputDir, 'home'));
  await page.goto(shell.url);
  await dropped(page, path.join(outputDir, 'classes'));
  const dialog = page.getByRole('dialog', { name: 'Learn from classes' });
  await expect(dialog.getByRole('list', { name: 'Classes' }).getByRole('listitem')).toHaveCount(3);
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  const dock = dockOf(page);
  await dock.getByRole('tab', { name: 'Data' }).click();
  await dock.getByRole('combobox', { name: 'Add an augmentation' }).click();
  await page.getByRole('option', { name: 'Shift' }).click();
  await trainPressed(page);
  const shown = await figure(page, RIGHT);
  expect(shown).toBeGreaterThan(80);
  await takenHome(page, path.join(outputDir, 'home'), asShown(shown));
});

test('texts by their kind', async ({ page, startShell }, { outputDir }) => {
  const shell = await startShell(path.join(outputDir, 'home'));
  await page.goto(shell.url);
  await dropped(page, BROWN);
  const dialog = page.getByRole('dialog', { name: 'Learn from brown.csv' });
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  await trainPressed(page);
  const shown = await figure(page, RIGHT);
  expect(shown).toBeGreaterThan(60);
  await takenHome(page, path.join(outputDir, 'home'), asShown(shown));
});

test('pictures and their masks', async ({ page, startShell }, { outputDir }) => {
  // a small U-Net: PyTorch takes its steps on a busy machine, too
  await writeShapes(outputDir, { rows: 160, size: 16, kinds: 3 });
  const shell = await startShell(path.join(outputDir, 'home'));
  await page.goto(shell.url);
  await dropped(page, path.join(outputDir, 'pairs'));
  const dialog = page.getByRole('dialog', { name: 'Learn from pairs' });
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  await trainPressed(page, 8);
  const shown = await figure(page, IOU);
  expect(shown).toBeGreaterThan(60);
  await takenHome(page, path.join(outputDir, 'home'), (said) => expect(100 * said.iou!).toBeCloseTo(shown, 1));
});

test('a folder of sounds', async ({ page, startShell }, { outputDir }) => {
  writeSounds(path.join(outputDir, 'tones'), 40);
  const shell = await startShell(path.join(outputDir, 'home'));
  await page.goto(shell.url);
  await dropped(page, path.join(outputDir, 'tones'));
  const dialog = page.getByRole('dialog', { name: 'Learn from tones' });
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  await trainPressed(page, 10);
  const shown = await figure(page, RIGHT);
  expect(shown).toBeGreaterThan(60);
  await takenHome(page, path.join(outputDir, 'home'), asShown(shown));
});
