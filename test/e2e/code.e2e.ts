/** Code and canvas as one: a node marks its lines, a line selects its node. */
import { expect, test } from './host.ts';
import { node } from './drawing.ts';
import { command } from './screens.ts';

test('a node marks its lines in every language, and a line selects its node', async ({ page, shell }) => {
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'Start with the digits network' }).click();
  await expect(node(page, 'Dense dense_2')).toBeAttached();
  await command(page, 'view.code');
  const code = page.getByRole('region', { name: 'Dock' });
  const marks = code.locator('.code-mark');
  await page.keyboard.press('Escape');
  await node(page, 'Conv 2D conv2d_1').click();
  await expect(marks.first()).toBeVisible();
  for (const [target, line] of [
    ['PyTorch', 'self.conv2d_1 = nn.Conv2d'],
    ['Keras 3', 'layers.Conv2D('],
    ['TypeScript on TensorFlow.js', 'name: "conv2d_1"'],
  ]) {
    await code.getByRole('combobox', { name: 'Target' }).click();
    await page.getByRole('option', { name: target!, exact: true }).click();
    await expect(marks.first()).toBeVisible();
    await expect(code.locator('.view-line', { hasText: line! }).first()).toBeVisible();
  }
  const shown = (await code.locator('.monaco-editor').first().boundingBox())!;
  await page.mouse.move(shown.x + shown.width / 2, shown.y + shown.height / 2);
  const pool = code.locator('.view-line', { hasText: 'const maxPool2d1 =' });
  await expect(async () => {
    await page.mouse.wheel(0, 60);
    await expect(pool).toBeVisible({ timeout: 300 });
  }).toPass();
  await pool.click();
  await expect(page.locator('.react-flow__node[data-id="maxPool2d_1"]')).toHaveClass(/selected/);
  await expect(node(page, 'Conv 2D conv2d_1')).not.toHaveClass(/selected/);
});
