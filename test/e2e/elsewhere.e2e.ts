/** A run that somebody else writes, as a person follows it: its folder is opened, its curves grow, its weights are taken. */
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import { serialize } from '../../engine/graph/file.ts';
import { tensor } from '../../engine/types/tensor.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { onFewDigits } from './digits.ts';
import { expect, test } from './host.ts';
import { command } from './screens.ts';

test('a run elsewhere is followed while it is written', async ({ page, startShell }, { outputDir }) => {
  const folder = path.join(outputDir, 'cluster', 'runs', 'one');
  mkdirSync(path.join(folder, 'checkpoints'), { recursive: true });
  const file = path.join(outputDir, 'digits.loom');
  const document = serialize(onFewDigits(mnistCnn(), outputDir));
  for (const at of [file, path.join(folder, 'document.loom')]) writeFileSync(at, document);
  const about = {
    id: 'one',
    name: 'Digits',
    created: new Date().toISOString(),
    engine: 'onnx',
    device: 'PyTorch cuda',
  };
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...about, threads: 4, base: '/', pid: 1 }));
  const say = (...events: object[]) =>
    appendFileSync(
      path.join(folder, 'metrics.jsonl'),
      events.map((event) => `${JSON.stringify({ ...event, time: Date.now() / 1000 })}\n`).join(''),
    );
  const counts = { parameters: 21840, stepsPerEpoch: 10, epochs: 2, step: 0, rows: { train: 640 } };
  const step = (at: number) => ({ event: 'steps', step: [at], loss: [1 / at], metrics: {}, learningRate: 0.01 });
  say({ event: 'started', ...about, ...counts }, { event: 'state', state: 'running' }, step(1), step(2));
  writeFileSync(
    path.join(folder, 'checkpoints', '2.safetensors'),
    writeSafetensors(new Map([['dense_2.bias', tensor('float32', [10], new Float32Array(10))]])),
  );

  const shell = await startShell(path.join(outputDir, 'home'), file);
  await page.goto(shell.url);
  await command(page, 'file.openRun');
  await page.getByRole('textbox', { name: 'Folder', exact: true }).fill(path.join(outputDir, 'cluster'));
  await page.keyboard.press('Enter');
  const dock = page.getByRole('region', { name: 'Dock' });
  await expect(dock.getByText('epoch 0 of 2').or(dock.getByText('epoch 1 of 2'))).toBeVisible();
  // nobody can stop it from here, and another may be trained
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Train anew' })).toBeVisible();
  const cut = JSON.stringify({ event: 'epoch', epoch: 1, step: 10, train: { loss: 0.1 }, validation: { loss: 0.2 } });
  appendFileSync(path.join(folder, 'metrics.jsonl'), cut.slice(0, 30));
  await expect(dock.getByText('0.2000')).toHaveCount(0);
  appendFileSync(path.join(folder, 'metrics.jsonl'), `${cut.slice(30)}\n`);
  await expect(page.getByRole('list', { name: 'Log' })).toContainText('Epoch 1: validation loss 0.2000');

  await dock.getByRole('tab', { name: 'Runs' }).click();
  await expect(dock.getByText('Running elsewhere')).toBeVisible();
  await dock.getByRole('button', { name: 'Take these weights' }).click();
  await page.getByRole('button', { name: 'Take these weights: checkpoints/2.safetensors' }).click();
  const fit = page.getByRole('dialog', { name: /^Weights from/ });
  await expect(fit.getByRole('region', { name: 'Kept' }).getByRole('listitem')).toHaveText(['dense_2.bias']);
  await expect(fit.getByRole('region', { name: 'New' }).getByRole('listitem')).toHaveCount(7);
  await fit.getByRole('button', { name: 'Done' }).click();

  renameSync(folder, `${folder}-away`);
  const gone = page.getByText(/The folder of the run Digits is out of reach/);
  await expect(gone).toBeVisible();
  await expect(dock.getByText('Out of reach')).toBeVisible();
  renameSync(`${folder}-away`, folder);
  await expect(dock.getByText('Running elsewhere')).toBeVisible();
  await expect(gone).toHaveCount(0);

  const pruned = {
    kernels: [{ name: 'dense_2.weight', zeros: 80, size: 100 }],
    dense: 4000,
    compressed: 1000,
    before: null,
  };
  const measured = { train: { loss: 0.1 }, validation: { loss: 0.2 }, seconds: 9, waitShare: 0, peakMb: 0 };
  say(
    { event: 'finished', run: 'one', reason: 'done', kept: null, ...measured, pruned },
    { event: 'state', state: 'finished' },
  );
  await expect(dock.getByText('Finished elsewhere')).toBeVisible();
  const sparse = dock.getByText(/^80\.0 % of the kernels are zero/);
  await dock.getByRole('tab', { name: 'Training' }).click();
  await expect(sparse).toBeVisible();
  await dock.getByRole('tab', { name: 'Results' }).click();
  // what its document names would be read to judge it
  await page.getByRole('button', { name: 'Do not read it' }).click();
  await expect(sparse).toBeVisible();
  await dock.getByRole('tab', { name: 'Runs' }).click();
  await dock.getByRole('button', { name: 'Forget; its files stay' }).click();
  await expect(dock.getByText('No runs yet.')).toBeVisible();
});
