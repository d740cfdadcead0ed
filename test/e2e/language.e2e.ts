/** The window speaks the system's language until another is chosen, and changes it at once. */
import { expect, test } from './host.ts';

test.use({ locale: 'zh-CN' });

test('the language is the system’s, changes at once, and stays chosen', async ({ page, shell }) => {
  await page.goto(shell.url);
  await page.getByRole('main').waitFor();
  await page.keyboard.press('Alt+N');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.locator('footer')).toContainText('尚未保存');
  await page.keyboard.press('Control+K');
  await page.keyboard.type('English');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('footer')).toContainText('Not saved yet');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.keyboard.press('Control+K');
  await page.keyboard.type('Language: the system');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
});
