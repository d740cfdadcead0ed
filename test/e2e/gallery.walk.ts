/** From the gallery to a training, on data that are made up for it. */
import { expect, test } from './host.ts';

test('a small form trains at once, on data that is made up for it', async ({ page, shell }) => {
  test.slow();
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'From a template…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New from template' });
  await page.keyboard.type('bahdanau');
  await dialog.getByRole('button', { name: 'Small, to try out' }).click();
  await expect(dialog.getByRole('status')).toContainText('2,160 parameters');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('region', { name: 'Dock' }).getByRole('tab', { name: 'Data' }).click();
  await expect(page.getByText('gives int32 N×5', { exact: true })).toHaveCount(3);
  const rows = page.getByRole('region', { name: 'Table of the rows' });
  const first = rows.getByRole('row').nth(1).getByRole('cell');
  const source = await first.nth(1).innerText();
  expect(source).toMatch(/^[a-g]{5}$/);
  await expect(first.nth(3)).toHaveText([...source].reverse().join(''));
  if (process.env.LOOM_PICTURES) await page.screenshot({ path: `${process.env.LOOM_PICTURES}/made-up-data.png` });
  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  const steps = page.getByRole('tabpanel').locator('dt:text-is("Steps") + dd');
  await expect
    .poll(async () => Number((await steps.innerText()).replaceAll(',', '')), { timeout: 60_000 })
    .toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
});
