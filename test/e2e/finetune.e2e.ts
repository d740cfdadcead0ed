/** Fine-tuning as a person does it: weights of a run or a file, another head, what was kept frozen. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { onFewDigits } from './digits.ts';
import { node } from './drawing.ts';
import { expect, test } from './host.ts';

test('a network with another head starts from the weights of a run, and what was kept is frozen', async ({
  page,
  startShell,
}, { outputDir }) => {
  test.slow();
  mkdirSync(outputDir, { recursive: true });
  const document = onFewDigits(mnistCnn(), outputDir);
  const file = path.join(outputDir, 'digits.loom');
  writeFileSync(file, serialize({ ...document, training: { ...document.training, epochs: 1 } }));
  const shell = await startShell(path.join(outputDir, 'home'), file);
  await page.goto(shell.url);
  await expect(node(page, 'Dense dense_2')).toBeAttached();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('All epochs are done.')).toBeVisible({ timeout: 180_000 });

  await page.keyboard.press('f');
  await node(page, 'Dense dense_2').click();
  await page.getByRole('textbox', { name: 'Units' }).fill('12');
  await page.getByRole('radio', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'Starts from' }).click();
  await page.getByRole('group', { name: 'Weights of a run' }).getByRole('option').click();
  const fit = page.getByText('6 of 8 weights kept, 2 new.');
  await expect(fit).toBeVisible();
  await fit.getByRole('button', { name: 'Show' }).click();
  const dialog = page.getByRole('dialog', { name: /^Weights from/ });
  await expect(dialog.getByRole('region', { name: 'New' }).getByRole('listitem')).toHaveText([
    'dense_2.weight 12×50, the file has 10×50',
    'dense_2.bias 12, the file has 10',
  ]);
  await expect(dialog.getByRole('region', { name: 'Kept' }).getByRole('listitem')).toHaveCount(6);
  await dialog.getByRole('button', { name: 'Freeze the kept layers' }).click();
  await expect(page.getByRole('heading', { name: '3 layers' })).toBeVisible();
  for (const name of ['Conv 2D conv2d_1', 'Conv 2D conv2d_2', 'Dense dense_1'])
    await expect(node(page, name).getByLabel('Frozen')).toBeAttached();
  // learning slower instead of not at all is a setting of the same selection
  await expect(page.getByRole('textbox', { name: 'Learning rate ×' })).toHaveValue('1');

  await page.getByRole('button', { name: 'Train anew' }).click();
  await expect(page.getByRole('list', { name: 'Log' })).toContainText(
    '6 of 8 weights kept; new: dense_2.weight (12×50, the file has 10×50), dense_2.bias (12, the file has 10).',
    { timeout: 60_000 },
  );
  await expect(page.getByText('All epochs are done.')).toBeVisible({ timeout: 180_000 });

  // the same from a file, chosen in the dialog
  const runs = path.join(outputDir, 'home', 'runs');
  const weights = path.join(outputDir, 'pretrained.safetensors');
  copyFileSync(
    readdirSync(runs)
      .sort()
      .map((run) => path.join(runs, run, 'weights.safetensors'))
      .find((at) => existsSync(at))!,
    weights,
  );
  // a run that is removed is no longer started from
  const dock = page.getByRole('region', { name: 'Dock' });
  await dock.getByRole('tab', { name: 'Runs' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
  await page.getByRole('button', { name: 'Remove the run' }).click();
  await expect(page.getByRole('button', { name: 'Remove', exact: true })).toHaveCount(1);
  await dock.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('radio', { name: 'Settings' }).click();
  await expect(page.getByRole('combobox', { name: 'Starts from' })).toHaveText('Fresh weights');
  await page.getByRole('combobox', { name: 'Starts from' }).click();
  await page.getByRole('option', { name: 'A weights file…' }).click();
  await page.getByRole('textbox', { name: 'File', exact: true }).fill(weights);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Starts from' })).toHaveText('pretrained.safetensors');
  // a file that holds no weights is refused, and the choice stays
  writeFileSync(path.join(outputDir, 'broken.pth'), 'not weights');
  await page.getByRole('combobox', { name: 'Starts from' }).click();
  await page.getByRole('option', { name: 'A weights file…' }).click();
  await page.getByRole('textbox', { name: 'File', exact: true }).fill(path.join(outputDir, 'broken.pth'));
  await page.keyboard.press('Enter');
  await expect(page.getByText(/broken\.pth is damaged/)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Starts from' })).toHaveText('pretrained.safetensors');

  // a reloaded window still knows, as one does that takes over from a window that is gone
  await page.reload();
  await page.getByRole('radio', { name: 'Settings' }).click();
  await expect(page.getByRole('combobox', { name: 'Starts from' })).toHaveText('pretrained.safetensors');
  await expect(fit).toBeVisible();
  await page.close();
  const other = await page.context().newPage();
  await other.goto(shell.url);
  await other.getByRole('radio', { name: 'Settings' }).click();
  await expect(other.getByRole('combobox', { name: 'Starts from' })).toHaveText('pretrained.safetensors');
  await other.close();
});
