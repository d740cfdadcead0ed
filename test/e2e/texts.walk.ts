/** From a dropped table of texts to a trained network that is asked about a text of one's own. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './host.ts';

const BROWN = path.join(import.meta.dirname, '..', 'training', 'fixtures', 'brown.csv');

test('texts of a table are learned from, seen word by word, and one of my own is told apart', async ({
  page,
  shell,
}) => {
  await page.goto(shell.url);
  await expect(page.getByRole('button', { name: 'Learn from a table…' })).toBeVisible();
  const transfer = await page.evaluateHandle(
    (text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'brown.csv', { type: 'text/csv' }));
      return data;
    },
    readFileSync(BROWN, 'utf8'),
  );
  await page.dispatchEvent('[data-dropping]', 'drop', { dataTransfer: transfer });
  const dialog = page.getByRole('dialog', { name: 'Learn from brown.csv' });
  await expect(dialog.getByText(/"passage" is read as 96 words; 4.8 % of the texts are longer/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(8);
  const dock = page.getByRole('region', { name: 'Dock' });
  await dock.getByRole('tab', { name: 'Data' }).click();
  await dock.getByRole('radio', { name: 'Transforms' }).click();
  const steps = dock.getByRole('region', { name: 'Rows after each transform' });
  await expect(steps.getByRole('columnheader')).toHaveText([
    ...['Row', 'As it is', 'Normalize text', 'Lower case', 'Tokenize', 'Truncate', 'Pad'],
  ]);
  await expect(steps.getByText('<pad>').first()).toBeAttached();
  await page.getByRole('banner').getByRole('button', { name: 'Train', exact: true }).click({ timeout: 15_000 });
  await expect(page.getByText(/of the test rows are right/)).toBeVisible({ timeout: 90_000 });
  await dock.getByRole('tab', { name: 'Results' }).click();
  const surest = dock.locator('li[data-best="true"]');
  await dock
    .getByRole('textbox', { name: 'passage' })
    .fill('She kissed him, and he looked at her hair and at her xyzzy.');
  await expect(surest).toContainText(/^romance/);
  await expect(dock.getByText(/2 of 15 tokens are not in its vocabulary/)).toBeVisible();
});
