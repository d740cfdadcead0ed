/** What was changed a moment ago is there again after closing, reloading and crashing; a training ends with a checkpoint. */
import { writeFileSync } from 'node:fs';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { expect, processesOf, test } from './desktop.ts';
import { digits, layers, remove, runs, startAgain, steps } from './window.ts';

test('an edit made a moment before closing is there at the next start @short', async ({ start }, info) => {
  const first = await start({ args: [digits(info, 1)] });
  await expect(layers(first.page)).toHaveCount(11);
  await remove(first.page, 'relu_1');
  expect(await first.close()).toBe(0);
  const second = await start({ home: first.home });
  await expect(layers(second.page)).toHaveCount(10);
  await expect(second.page.getByText('A document with changes that were not saved was recovered.')).toBeVisible();
  // and before reloading
  await remove(second.page, 'relu_2');
  await second.page.reload();
  await expect(layers(second.page)).toHaveCount(9);
  expect(await second.close()).toBe(0);
});

test('a page that crashed is loaded anew with what it had open, and a file handed over meanwhile', async ({
  start,
}, info) => {
  const desktop = await start({ args: [digits(info, 1)] });
  const { app, page, home } = desktop;
  await expect(layers(page)).toHaveCount(11);
  await remove(page, 'relu_1');
  await expect(page.locator('footer')).toContainText('Not saved; kept safe');
  desktop.asked.push(/gone: the page/);
  const other = info.outputPath('other.loom');
  writeFileSync(other, serialize({ ...mnistCnn(), name: 'Other' }));
  const loaded = app.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    return new Promise<void>((resolve) => {
      webContents.once('did-finish-load', () => resolve());
      webContents.forcefullyCrashRenderer();
    });
  });
  expect(await startAgain(home, other)).toBe(0);
  await loaded;
  // Playwright gives up a page that crashed, so the window tells itself
  const tabs = () =>
    app.evaluate(
      ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(
          "[...document.querySelectorAll('header [role=tab]')].map((tab) => tab.textContent)",
        ) as Promise<string[]>,
    );
  await expect.poll(tabs).toEqual([expect.stringContaining('digits'), expect.stringContaining('other')]);
  expect(await desktop.close()).toBe(0);
});

test('closing while training writes a checkpoint, and the training is gone on with', async ({ start }, info) => {
  const file = digits(info, 10_000);
  const first = await start({ args: [file] });
  await expect(layers(first.page)).toHaveCount(11);
  await first.page.keyboard.press('Control+Enter');
  await expect.poll(() => steps(first.page).catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(100);
  expect(await first.close()).toBe(0);
  expect(runs(first.home)).toEqual(['stopped']);
  await expect.poll(() => processesOf(first.home)).toEqual([]);
  const second = await start({ home: first.home, args: [file] });
  await second.page.getByRole('region', { name: 'Dock' }).getByRole('tab', { name: 'Runs' }).click();
  await expect(second.page.getByRole('button', { name: 'Resume' }).first()).toBeVisible();
  expect(await second.close()).toBe(0);
});
