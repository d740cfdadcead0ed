/** Pictures of every screen, in both languages and themes, into `test-results/screens`: `npm run screenshots`. */
import path from 'node:path';
import { test } from './host.ts';
import { openDigits, SCREENS } from './screens.ts';

for (const locale of ['en-US', 'zh-CN'])
  test.describe(locale, () => {
    test.use({ locale });
    for (const colorScheme of ['light', 'dark'] as const)
      test(colorScheme, async ({ page, startShell }, { outputDir }) => {
        test.setTimeout(600_000);
        await page.emulateMedia({ colorScheme });
        await openDigits(page, startShell, outputDir);
        for (const { name, show } of SCREENS) {
          await show(page, outputDir);
          // what fades or loads has come to rest
          await page.waitForTimeout(400);
          await page.screenshot({ path: path.join('test-results', 'screens', `${name}.${locale}.${colorScheme}.png`) });
        }
      });
  });
