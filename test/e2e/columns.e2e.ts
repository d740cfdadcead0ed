/** What a table's columns hold and its rows show: looked at, sorted, filtered, and put right by one press. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './host.ts';

const PENGUINS = path.join(import.meta.dirname, '..', 'training', 'fixtures', 'penguins.csv');
/** With a column that is always the same, and one that says the species in other words. */
const TABLE = readFileSync(PENGUINS, 'utf8')
  .trim()
  .split('\n')
  .map((line, row) => (row === 0 ? `Planet,Code,${line}` : `Earth,${line.charAt(0)}x,${line}`))
  .join('\n');

test('columns are looked at, rows sorted and filtered, a finding is put right', async ({ page, shell }) => {
  await page.goto(shell.url);
  await expect(page.getByRole('button', { name: 'Learn from a table…' })).toBeVisible();
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'penguins.csv', { type: 'text/csv' }));
    return data;
  }, TABLE);
  await page.dispatchEvent('[data-dropping]', 'drop', { dataTransfer: transfer });
  await page.getByRole('dialog').getByRole('button', { name: 'Make the network' }).click();
  const dock = page.getByRole('region', { name: 'Dock' });
  await dock.getByRole('tab', { name: /^Problems/ }).click();
  const leak = dock.getByRole('listitem').filter({ hasText: 'The column "Code" gives "Species" away' });
  await expect(leak).toBeVisible();
  await leak.getByRole('button', { name: 'Leave Code out' }).click();
  await expect(leak).toHaveCount(0);

  await dock.getByRole('tab', { name: 'Data' }).click();
  await dock.getByRole('radio', { name: 'Columns' }).click();
  const column = (name: string) => dock.getByRole('article', { name: `Column ${name}` });
  await expect(column('Code')).toContainText('Not used');
  await expect(column('Body Mass (g)')).toContainText('2 (0.6 %) missing');
  await expect(column('Body Mass (g)')).toContainText('Mean 4201.75, deviation 800.781');
  await expect(column('Island')).toContainText('Cramér’s V with the target 0.660');
  await column('Sex').getByRole('combobox', { name: 'Role of Sex' }).click();
  await page.getByRole('option', { name: 'Group of the split' }).click();
  await expect(column('Sex')).toContainText('Group of the split');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(column('Sex')).toContainText('Input');

  await dock.getByRole('radio', { name: 'Rows' }).click();
  const rows = dock.getByRole('region', { name: 'Table of the rows' });
  await rows.getByRole('button', { name: 'Body Mass (g)' }).click();
  await expect(rows.getByRole('row').nth(1)).toContainText('2700');
  await dock.getByRole('combobox', { name: 'Column to filter by' }).click();
  await page.getByRole('option', { name: 'Species' }).click();
  await dock.getByRole('textbox', { name: 'Value to filter by' }).fill('Gentoo');
  await dock.getByRole('button', { name: 'Filter', exact: true }).click();
  await expect(dock.getByText('124 rows')).toBeVisible();
  await expect(rows.getByRole('row').nth(1)).toContainText('3950');
  await rows.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(rows.getByRole('row').last()).toContainText('–');
});
