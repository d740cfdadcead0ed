/** New from template: found, told about, made with settings. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './host.ts';

test('a template is found, set and made', async ({ page, shell }) => {
  test.slow();
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'From a template…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New from template' });
  await expect(dialog.getByRole('searchbox', { name: 'Search templates' })).toBeFocused();
  await page.keyboard.type('shortcut');
  await dialog
    .getByRole('region', { name: 'Images' })
    .getByRole('button', { name: /^ResNet(?! for)/ })
    .click();
  await expect(dialog.getByRole('status')).toHaveText(/^ResNet-18: 11,689,512 parameters/);
  await dialog.getByRole('button', { name: 'ResNet-34', exact: true }).click();
  await expect(dialog.getByRole('status')).toHaveText(/^ResNet-34: 21,797,672 parameters/);
  const classes = dialog.getByRole('textbox', { name: 'Classes' });
  await classes.fill('10');
  await classes.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText(/^ResNet-34: 21,289,802 parameters/);
  await expect(dialog.getByRole('img', { name: 'Drawing of ResNet-34' })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`),
    ).toEqual([]);
    if (process.env.LOOM_PICTURES)
      await page.screenshot({ path: `${process.env.LOOM_PICTURES}/gallery-${colorScheme}.png` });
  }
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'ResNet-34' })).toBeVisible();
});

test('settings that do not fit are refused in words', async ({ page, shell }) => {
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'From a template…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New from template' });
  await page.keyboard.type('vgg');
  const size = dialog.getByRole('textbox', { name: 'Image size' });
  await size.fill('8');
  await size.press('Enter');
  await expect(dialog.getByRole('status')).toContainText('VGG cannot be made with these settings.');
  await expect(dialog.getByRole('button', { name: 'Create' })).toBeDisabled();
});

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
