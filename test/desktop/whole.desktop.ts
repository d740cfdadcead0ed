/** The whole of MNIST, the menu, and a page that is reloaded while it trains. */
import { writeFileSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { expect, test } from './desktop.ts';
import { choosesPath, digits, dock, layers, remove, runs, steps } from './window.ts';

test('an epoch on all digits of MNIST, judged on all that it has not seen', async ({ start }, info) => {
  const file = info.outputPath('digits.loom');
  const document = mnistCnn();
  writeFileSync(file, serialize({ ...document, training: { ...document.training, epochs: 1 } }));
  const { app, page, home, close } = await start({ args: [file] });
  await expect(layers(page)).toHaveCount(11);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('All epochs are done.')).toBeVisible({ timeout: 240_000 });
  expect(runs(home)).toEqual(['finished']);
  await page.getByRole('button', { name: 'Results' }).click();
  const matrix = page.getByRole('table', { name: 'Confusion matrix' });
  await expect(matrix).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('10,000', { exact: true })).toBeVisible();
  const accuracy = await page
    .getByText(/^\d\d\.\d\d %$/)
    .first()
    .innerText();
  expect(Number(accuracy.replace(' %', ''))).toBeGreaterThan(95);
  await dock(page, 'Layer statistics').click();
  await expect(page.getByRole('table', { name: /^Layers at step/ })).toBeVisible();
  const processes = await app.evaluate(({ app }) => app.getAppMetrics());
  for (const { name, type, memory } of processes)
    console.log(`${(name ?? type).padEnd(24)}${Math.round(memory.workingSetSize / 1024)} MB`);
  expect(await close()).toBe(0);
});

/** Chooses an item of the menu, as a person does with the mouse. */
const choose = (app: ElectronApplication, id: string): Promise<void> =>
  app.evaluate(({ Menu, BrowserWindow }, id) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    Menu.getApplicationMenu()!.getMenuItemById(id)!.click({}, window, window.webContents);
  }, id);

test('every command of the menu does what it says', async ({ start }, info) => {
  const { app, page, close } = await start({ args: [digits(info, 1)] });
  const tabs = page.getByRole('banner').getByRole('tab');
  const dialog = page.getByRole('dialog');
  await expect(layers(page)).toHaveCount(11);
  const table = info.outputPath('flowers.csv');
  const flower = (i: number) => `${i % 7},${i % 3 === 0 ? 'rose' : 'tulip'}`;
  writeFileSync(table, ['petals,kind', ...Array.from({ length: 60 }, (_, i) => flower(i))].join('\n'));
  await choosesPath(app, 'showOpenDialog', table);
  for (const [id, title] of [
    ['file.newFromTemplate', /template/i],
    ['file.learnFromTable', /table|learn/i],
    ['view.search', /search/i],
    ['view.shortcuts', /shortcuts/i],
    ['view.licences', /licences/i],
  ] as const) {
    await choose(app, id);
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await remove(page, 'relu_1');
  await expect(layers(page)).toHaveCount(10);
  await choose(app, 'edit.undo');
  await expect(layers(page)).toHaveCount(11);
  await choose(app, 'edit.redo');
  await expect(layers(page)).toHaveCount(10);
  await choose(app, 'file.save');
  await expect(page.locator('footer')).toContainText('Saved');

  for (const [id, shown] of [
    ['view.palette', page.getByRole('navigation', { name: 'Layers' })],
    ['view.inspector', page.getByRole('complementary', { name: 'Inspector' })],
    ['view.dock', page.getByRole('region', { name: 'Dock' }).getByRole('tabpanel')],
  ] as const) {
    const before = await shown.isVisible();
    await choose(app, id);
    await expect(shown).toBeVisible({ visible: !before });
    await choose(app, id);
    await expect(shown).toBeVisible({ visible: before });
  }

  await choose(app, 'file.new');
  await expect(tabs).toHaveCount(2);
  await choose(app, 'file.close');
  await expect(tabs).toHaveCount(1);
  const again = info.outputPath('again.loom');
  await choosesPath(app, 'showSaveDialog', again);
  await choose(app, 'file.saveAs');
  await expect(page.getByRole('tab', { name: 'again.loom' })).toBeVisible();
  await choose(app, 'file.close');
  await choose(app, 'file.reopen');
  await expect(page.getByRole('tab', { name: 'again.loom' })).toBeVisible();
  await choosesPath(app, 'showOpenDialog', digits(info, 2));
  await choose(app, 'file.open');
  await expect(page.getByRole('tab', { name: 'digits.loom' })).toBeVisible();
  expect(await close()).toBe(0);
});

test('a training goes on while its page is reloaded, and is stopped from the new one', async ({ start }, info) => {
  const { page, home, close } = await start({ args: [digits(info, 10_000)] });
  await expect(layers(page)).toHaveCount(11);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => steps(page).catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(50);
  const before = await steps(page);
  await page.reload();
  await expect(layers(page)).toHaveCount(11);
  await expect.poll(() => steps(page).catch(() => 0)).toBeGreaterThan(before);
  await page.getByRole('button', { name: 'Stop and keep best' }).click();
  await expect(page.getByText(/^Stopped before its end/)).toBeVisible();
  expect(runs(home)).toEqual(['stopped']);
  expect(await close()).toBe(0);
});
