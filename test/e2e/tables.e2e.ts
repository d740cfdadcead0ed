/** From a dropped table to a trained network. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './host.ts';

const PENGUINS = path.join(import.meta.dirname, '..', 'training', 'fixtures', 'penguins.csv');

test('a table that is dropped is learned from in four presses', async ({ page, shell }) => {
  await page.goto(shell.url);
  await expect(page.getByRole('button', { name: 'Learn from a table…' })).toBeVisible();
  const transfer = await page.evaluateHandle(
    (text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'penguins.csv', { type: 'text/csv' }));
      return data;
    },
    readFileSync(PENGUINS, 'utf8'),
  );
  await page.dispatchEvent('[data-dropping]', 'drop', { dataTransfer: transfer });
  const dialog = page.getByRole('dialog', { name: 'Learn from penguins.csv' });
  await expect(
    dialog.getByText('Predict "Species" from 6 columns of 344 rows: 3 classes, cross-entropy.'),
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(6);
  await page.getByRole('banner').getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByText(/of the test rows are right/)).toBeVisible({ timeout: 60_000 });
  const dock = page.getByRole('region', { name: 'Dock' });
  await dock.getByRole('tab', { name: 'Data' }).click();
  await expect(dock.getByRole('region', { name: 'Joined columns features' })).toContainText('11 values');
  // a row of the table, as it is and with another beak
  await dock.getByRole('tab', { name: 'Results' }).click();
  const surest = dock
    .getByRole('listitem')
    .filter({ hasText: '%' })
    .filter({ hasText: /^(Adelie|Chinstrap|Gentoo)/ });
  await expect(surest.first()).toContainText(/^Adelie\s*[6-9]\d/);
  await dock.getByRole('textbox', { name: 'Beak Length (mm)' }).fill('52');
  await page.keyboard.press('Enter');
  await expect(surest.first()).not.toContainText(/^Adelie\s*9\d/);
});

test('a table that ships with the program is learned from, and says where it is from', async ({ page, shell }) => {
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'From a ready table…' }).click();
  await page.getByRole('option', { name: /Iris/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Learn from Iris' });
  await expect(
    dialog.getByText('Predict "species" from 4 columns of 150 rows: 3 classes, cross-entropy.'),
  ).toBeVisible();
  await expect(dialog.getByRole('link', { name: 'Licence: CC BY 4.0' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the network' }).click();
  const dock = page.getByRole('region', { name: 'Dock' });
  await dock.getByRole('tab', { name: 'Data' }).click();
  await expect(dock.getByRole('link', { name: /Fisher/ })).toBeVisible();
});
