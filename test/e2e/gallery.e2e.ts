/** New from template: found, told about, made with settings. */
import { violations } from './accessible.ts';
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
    // the other theme has other colours, and nothing else
    expect(await violations(page, colorScheme === 'light' ? {} : { rules: ['color-contrast'] })).toEqual([]);
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
