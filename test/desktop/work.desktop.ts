/** A person's work in the desktop program, from opening to closing. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseDocument, serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { expect, test } from './desktop.ts';
import { choosesPath, digits, dock, layers, PANELS, remove, runs, startAgain, steps } from './window.ts';

test('digits: opened, drawn, trained, paused, judged, tried, saved and closed @short', async ({ start }, info) => {
  const { app, page, home, close } = await start({ args: [digits(info, 30)] });
  await expect(page.getByRole('tab', { name: 'digits.loom' })).toBeVisible();
  await expect(layers(page)).toHaveCount(11);

  // a second start hands its document to the window there is
  const other = info.outputPath('other.loom');
  writeFileSync(other, serialize({ ...mnistCnn(), name: 'Other' }));
  expect(await startAgain(home, other)).toBe(0);
  await expect(page.getByRole('tab', { name: 'other.loom' })).toHaveAttribute('aria-selected', 'true');
  expect(app.windows()).toHaveLength(1);
  await page.getByRole('tab', { name: 'digits.loom' }).click();

  // drawn
  await remove(page, 'relu_1');
  await expect(layers(page)).toHaveCount(10);
  await page.keyboard.press('Control+z');
  await expect(layers(page)).toHaveCount(11);

  await page.keyboard.press('Control+Enter');
  await expect.poll(() => steps(page).catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(20);
  const bar = page.getByRole('banner');
  await bar.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('· paused')).toBeVisible();
  const stood = await steps(page);
  await bar.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => steps(page)).toBeGreaterThan(stood + 10);
  await page.getByRole('button', { name: 'Stop and keep best' }).click();
  await expect(page.getByText(/^Stopped before its end/)).toBeVisible();
  expect(runs(home)).toEqual(['stopped']);

  await page.getByRole('button', { name: 'Results' }).click();
  await expect(page.getByRole('table', { name: 'Confusion matrix' })).toBeVisible();
  const pad = (await page.getByRole('img', { name: /Drawing pad/ }).boundingBox())!;
  await page.mouse.move(pad.x + 0.5 * pad.width, pad.y + 0.15 * pad.height);
  await page.mouse.down();
  await page.mouse.move(pad.x + 0.48 * pad.width, pad.y + 0.85 * pad.height, { steps: 10 });
  await page.mouse.up();
  await expect(
    page.getByRole('list', { name: 'Probabilities of the classes' }).locator('[data-best=true]'),
  ).toBeVisible();
  for (const panel of PANELS) {
    await dock(page, panel).click();
    await expect(dock(page, panel)).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
  }

  const saved = info.outputPath('saved');
  await remove(page, 'relu_1');
  await choosesPath(app, 'showSaveDialog', saved);
  await page.keyboard.press('Control+Shift+s');
  await expect(page.getByRole('tab', { name: 'saved.loom' })).toBeVisible();
  expect(existsSync(`${saved}.loom`)).toBe(true);
  expect(parseDocument(readFileSync(`${saved}.loom`, 'utf8'), 'it').graph.nodes).toHaveLength(10);
  expect(await close()).toBe(0);
});
