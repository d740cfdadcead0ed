/** The main job as a person does it: train on real digits, pause, reload, judge, draw, take the code home. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { readText } from '../../engine/data/language/chain.ts';
import { serialize } from '../../engine/graph/file.ts';
import { templateOf } from '../../templates/index.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { onFewDigits } from './digits.ts';
import { test as drawn } from './drawing.ts';
import { expect, type Shell, test } from './host.ts';

async function open(
  page: Page,
  startShell: (home: string, file: string) => Promise<Shell>,
  folder: string,
  epochs: number,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const document = onFewDigits(mnistCnn(), folder);
  const file = path.join(folder, 'digits.loom');
  writeFileSync(file, serialize({ ...document, training: { ...document.training, epochs } }));
  const shell = await startShell(path.join(folder, 'home'), file);
  await page.goto(shell.url);
  await expect(page.getByRole('tab', { name: 'digits.loom' })).toBeVisible();
}

const dock = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Dock' }).getByRole('tab', { name });
const steps = async (page: Page): Promise<number> =>
  Number((await page.getByRole('tabpanel').locator('dt:text-is("Steps") + dd').innerText()).replaceAll(',', ''));

test('a short training runs to its end; then it is judged, tried and taken home', async ({ page, startShell }, {
  outputDir,
}) => {
  await open(page, startShell, outputDir, 3);
  // wherever the keyboard is
  await page.locator('.react-flow__node[data-id="conv2d_1"]').click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('All epochs are done.')).toBeVisible({ timeout: 180_000 });

  await page.getByRole('button', { name: 'Results' }).click();
  const matrix = page.getByRole('table', { name: 'Confusion matrix' });
  await expect(matrix).toBeVisible();
  // as a whole, in the dock as it is at first
  for (const corner of [0, 99]) await expect(matrix.locator(`[data-cell="${corner}"]`)).toBeInViewport({ ratio: 1 });
  // 500 test rows, most of them right
  const right = await matrix
    .locator('button')
    .evaluateAll((cells) =>
      cells.reduce(
        (sum, cell) => sum + (Number(cell.getAttribute('data-cell')) % 11 === 0 ? Number(cell.textContent) || 0 : 0),
        0,
      ),
    );
  expect(right).toBeGreaterThan(400);
  await expect(page.getByText(`${((100 * right) / 500).toFixed(2)} %`).first()).toBeVisible();

  // a one, drawn
  const pad = (await page.getByRole('img', { name: /Drawing pad/ }).boundingBox())!;
  const at = (x: number, y: number) => [pad.x + x * pad.width, pad.y + y * pad.height] as const;
  await page.mouse.move(...at(0.5, 0.15));
  await page.mouse.down();
  await page.mouse.move(...at(0.48, 0.85), { steps: 10 });
  await page.mouse.up();
  const bars = page.getByRole('list', { name: 'Probabilities of the classes' });
  await expect.poll(async () => (await bars.locator('[data-best=true]').innerText()).split(/\s/)[0]).toBe('1');
  const shares = (await bars.locator('li').allInnerTexts()).map((text) => Number(/([\d.]+) %/.exec(text)![1]));
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(100, 0);
  // the keyboard's way: a row of the test split
  await page.getByRole('textbox', { name: 'Test row' }).fill('1');
  await expect(page.getByText('truth: 7')).toBeVisible();

  await dock(page, 'Code').click();
  await expect(page.getByText('createModel').first()).toBeVisible();
  await page.getByRole('button', { name: 'Export…' }).click();
  const folder = path.join(outputDir, 'project');
  await page.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await page.getByRole('button', { name: 'Export', exact: true }).last().click();
  const written = page.getByRole('dialog', { name: 'The project is written' });
  await expect(written.getByRole('button', { name: 'Done' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(written).toHaveCount(0);
  expect(existsSync(path.join(folder, 'weights.safetensors'))).toBe(true);
  expect(readdirSync(path.join(folder, 'src'))).toContain('model.ts');
});

test('a training can be paused, outlives a reloaded window, and goes on', async ({ page, startShell }, {
  outputDir,
}) => {
  await open(page, startShell, outputDir, 10_000);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => steps(page).catch(() => 0)).toBeGreaterThan(100);
  await page.reload();
  // everything from the first step on is there again
  await expect.poll(() => steps(page).catch(() => 0)).toBeGreaterThan(100);
  await expect(page.getByRole('list', { name: 'Log' })).toContainText('Begins');

  await page.getByRole('banner').getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('· paused')).toBeVisible();
  let stood = -1;
  await expect
    .poll(
      async () => {
        const before = stood;
        stood = await steps(page);
        return stood - before;
      },
      { intervals: [500] },
    )
    .toBe(0);
  await page.getByRole('banner').getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => steps(page)).toBeGreaterThan(stood);

  await expect(page.getByRole('tabpanel').locator('dt:text-is("Time left") + dd')).toHaveText(/^[\d:]+$/);
  const keepBest = page.getByRole('button', { name: 'Stop and keep best' });
  await expect(keepBest).toBeEnabled();
  await keepBest.click();
  await expect(page.getByText(/^Stopped before its end/)).toBeVisible();
  await expect(page.getByText(/The weights of epoch \d+ are kept, which did best on validation/)).toBeVisible();
});

drawn(
  'what keeps a network from being trained is said where it is trained, with the repair',
  async ({ canvas: page }) => {
    await dock(page, 'Data').click();
    await page.getByRole('combobox', { name: 'Dataset' }).click();
    await page.getByRole('option', { name: 'IDX files' }).click();
    await dock(page, 'Training').click();
    // nothing is wrong before a file was chosen
    await expect(page.getByText('IDX files: choose what is to be read (Images).')).toBeVisible();
    await expect(page.getByRole('banner').getByRole('button', { name: 'Train', exact: true })).toHaveAttribute(
      'aria-description',
      'Cannot be trained yet: IDX files: choose what is to be read (Images).',
    );
    await expect(page.getByRole('button', { name: 'Train', exact: true }).last()).toBeDisabled();
    await page.keyboard.press('Control+Z');
    await expect(page.getByRole('button', { name: 'Train', exact: true }).last()).toBeEnabled();
  },
);

drawn(
  'a vocabulary that the data outgrow is told before the training, with the repair',
  async ({ page, openHere }, info) => {
    const document = templateOf('char-language-model')!.make({ vocabulary: 10 });
    writeFileSync(info.outputPath('words.txt'), 'all these words of the text\n'.repeat(40));
    const dataset = { type: 'text', settings: { file: 'words.txt', length: 64 } };
    await openHere({ ...document, data: { ...document.data, dataset } });
    await expect(page.getByText('Embedding "embedding" takes the tokens 0 to 9 (Vocabulary: 10).')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Train', exact: true }).last()).toBeDisabled();
    await page.getByRole('button', { name: 'Set Vocabulary to 15', exact: true }).click();
    await page.getByRole('button', { name: 'Set Units to 15', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Train', exact: true }).last()).toBeEnabled();
  },
);

drawn(
  'texts with more words than the network knows: the failure proposes to read as many as it does',
  async ({ page, openHere }, info) => {
    const document = templateOf('text-classifier')!.make({ vocabulary: 20, length: 8, width: 4, units: 4 });
    const lines = Array.from({ length: 60 }, (_, i) => `word${i} word${(7 * i) % 60} of all,${i % 2 ? 'odd' : 'even'}`);
    writeFileSync(info.outputPath('words.csv'), `text,label\n${lines.join('\n')}\n`);
    const data = {
      dataset: { type: 'table', settings: { file: 'words.csv' } },
      inputs: { input_1: { column: 'text', transforms: readText(8) } },
      targets: { target: { column: 'label', transforms: [] } },
    };
    await openHere({ ...document, data: { ...document.data, ...data }, training: { ...document.training, epochs: 1 } });
    const train = page.getByRole('button', { name: 'Train', exact: true }).last();
    await train.click();
    await expect(page.getByRole('status').getByText('takes the tokens 0 to 19 (Vocabulary: 20).')).toBeVisible();
    const fewer = page.getByRole('button', { name: 'Read 20 different tokens at most', exact: true });
    await fewer.click();
    await expect(fewer).toHaveCount(0);
    await page.getByRole('button', { name: 'Train anew' }).click();
    await expect(page.getByText('All epochs are done.')).toBeVisible();
  },
);

drawn(
  'what a training takes in memory is said before it starts; one that does not fit is refused, with the batch that does',
  async ({ canvas: page }) => {
    const memory = page.getByRole('region', { name: 'Memory' });
    await expect(memory.locator('dt:text-is("At its peak, about") + dd')).toHaveText(/^\d+ MB$/);
    await memory.getByText('By layer').click();
    await expect(memory.getByRole('row', { name: /conv2d_2/ })).toContainText('20 KB');
    await page.getByRole('textbox', { name: 'Batch size' }).fill('100000000');
    await expect(page.getByText(/^Training needs about [\d,.]+ [GT]B of memory/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Train', exact: true }).last()).toBeDisabled();
    // the top bar and the key are told the same: no run begins, so none is there to train anew
    await page.getByRole('button', { name: 'Train', exact: true }).first().click({ force: true });
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: /^Set the batch size to [\d,]+$/ }).click();
    await expect(page.getByRole('button', { name: 'Train', exact: true }).last()).toBeEnabled();
  },
);
