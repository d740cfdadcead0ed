/** The steps of a training seen from inside: numbers of every layer, their course, histograms, and where numbers first went wrong. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { serialize } from '../../engine/graph/file.ts';
import type { Document } from '../../engine/graph/document.ts';
import type { RecordedEvent } from '../../engine/train/events.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { onFewDigits } from './digits.ts';
import { expect, type Shell, test } from './host.ts';

type StatisticsEvent = Extract<RecordedEvent, { event: 'statistics' }>;

async function open(
  page: Page,
  startShell: (home: string, file: string) => Promise<Shell>,
  folder: string,
  training: Partial<Document['training']>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const document = onFewDigits(mnistCnn(), folder);
  const file = path.join(folder, 'digits.loom');
  writeFileSync(file, serialize({ ...document, training: { ...document.training, ...training } }));
  const shell = await startShell(path.join(folder, 'home'), file);
  await page.goto(shell.url);
  await expect(page.getByRole('tab', { name: 'digits.loom' })).toBeVisible();
}

/** What the run's own record says it found. */
function statisticsOf(home: string): StatisticsEvent[] {
  const runs = path.join(home, 'runs');
  const lines = readFileSync(path.join(runs, readdirSync(runs)[0]!, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as RecordedEvent)
    .filter((event): event is StatisticsEvent => event.event === 'statistics');
}

const dock = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Dock' }).getByRole('tab', { name });

test('every layer of a training is seen from inside, as the run recorded it', async ({ page, startShell }, {
  outputDir,
}) => {
  await open(page, startShell, outputDir, { epochs: 1, statisticsEvery: 0 });
  await dock(page, 'Layer statistics').click();
  // they are turned on where they are missed
  await page.getByRole('button', { name: 'Record them' }).click();
  await expect(page.getByText('The next training records them.')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('All epochs are done.')).toBeVisible({ timeout: 180_000 });
  await dock(page, 'Layer statistics').click();

  const newest = statisticsOf(path.join(outputDir, 'home')).at(-1)!;
  const table = page.getByRole('table', { name: `Layers at step ${newest.step}` });
  const numbers = async (name: string): Promise<number[]> =>
    (
      await table
        .locator('tr', { has: page.locator(`button[title="${name}"]`) })
        .locator('td')
        .allInnerTexts()
    )
      .filter((text) => text !== '')
      .map((text) => Number(text.replace(' %', '')));
  const { norm, gradient, update, ratio, weights } = newest.weights['conv2d_2.weight']!;
  (await numbers('conv2d_2.weight')).forEach((shown, i) =>
    expect(shown).toBeCloseTo([norm, gradient, update, ratio][i]!, 3),
  );
  const { mean, deviation, zeros } = newest.activations.relu_1!;
  const shown = await numbers('relu_1');
  expect(shown[0]).toBeCloseTo(mean, 3);
  expect(shown[1]).toBeCloseTo(deviation, 3);
  expect(shown[2]).toBeCloseTo(100 * zeros, 1);

  // a weight that is pressed is drawn, and its numbers are spread out
  await table.getByRole('button', { name: '.weight' }).nth(1).click();
  await expect(page.getByRole('figure', { name: 'Gradient', exact: true }).first()).toContainText('conv2d_2.weight');
  const count = weights.counts.reduce((a, b) => a + b);
  // every third of 5,000
  expect(count).toBe(1667);
  await expect(page.getByRole('img', { name: /^Weights: 1,667 numbers between/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Gradient: 1,667 numbers between/ })).toBeVisible();
});

test('where numbers first went wrong is said beside them', async ({ page, startShell }, { outputDir }) => {
  await open(page, startShell, outputDir, { learningRate: 1e20, statisticsEvery: 1 });
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('The training failed.')).toBeVisible({ timeout: 60_000 });
  await dock(page, 'Layer statistics').click();
  await expect(page.getByRole('alert')).toContainText(
    /^The loss became .* at step \d+\. The (first layer whose output|update of step)/,
  );
  await expect(page.getByRole('cell', { name: 'NaN' }).first()).toHaveAttribute('title', 'Not a finite number.');
});
