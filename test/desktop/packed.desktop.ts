/** The packed program's window: all that it needs is in the package. */
import { expect, test } from './desktop.ts';
import { pack } from './pack.ts';
import { digits, layers, runs } from './window.ts';

test('what is packed opens a document, trains it and closes', async ({ start }, info) => {
  const program = await pack(info.outputPath('packed'));
  const { page, home, close } = await start({ program, args: [digits(info, 1)] });
  await expect(layers(page)).toHaveCount(11);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('All epochs are done.')).toBeVisible({ timeout: 120_000 });
  expect(runs(home)).toEqual(['finished']);
  expect(await close()).toBe(0);
});
