/** What goes wrong takes as little along as it can: a training, the host, the page. */
import { writeFileSync } from 'node:fs';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { type Desktop, expect, processesOf, test } from './desktop.ts';
import { digits, hostOf, layers, remove, startAgain, steps } from './window.ts';

const trainingOf = ({ home }: Desktop): number | undefined =>
  // the one that waits for the next training has not begun
  processesOf(home).filter(({ command }) => command.includes('training-process'))[0]?.pid;

test('a training that is killed says so, and is gone on with', async ({ start }, info) => {
  const desktop = await start({ args: [digits(info, 10_000)] });
  const { page } = desktop;
  await expect(layers(page)).toHaveCount(11);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => steps(page).catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(100);
  desktop.asked.push(/^the training .* died/);
  process.kill(trainingOf(desktop)!, 'SIGKILL');
  await expect(page.getByText(/SIGKILL/).first()).toBeVisible();
  await page.getByRole('tabpanel').getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('banner').getByRole('button', { name: 'Pause' })).toBeVisible();
  expect(await desktop.close()).toBe(0);
});

test('a host that is killed loses nothing: what is asked and handed over meanwhile comes about @short', async ({
  start,
}, info) => {
  const desktop = await start({ args: [digits(info, 1)] });
  const { app, page, home } = desktop;
  await expect(layers(page)).toHaveCount(11);
  desktop.asked.push(/gone: Layerloom host/);
  const file = info.outputPath('other.loom');
  writeFileSync(file, serialize({ ...mnistCnn(), name: 'Other' }));
  process.kill(await hostOf(app), 'SIGKILL');
  expect(await startAgain(home, file)).toBe(0);
  await expect(page.getByRole('tab', { name: 'other.loom' })).toBeVisible();
  await page.getByRole('tab', { name: 'digits.loom' }).click();
  await remove(page, 'relu_1');
  await expect(page.locator('footer')).toContainText('Not saved; kept safe');
  await expect(page.getByText('cannot be reached')).toHaveCount(0);
  expect(await desktop.close()).toBe(0);
});
