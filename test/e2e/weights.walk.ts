/** Published weights as a person takes them: from a file of PyTorch, another head, what was kept learning slower. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument, serialize } from '../../engine/graph/file.ts';
import { templateOf } from '../../templates/index.ts';
import { expect, test } from './host.ts';

test('a template takes the weights of a .pth file, and what it keeps learns slower', async ({ page, startShell }, {
  outputDir,
}) => {
  mkdirSync(outputDir, { recursive: true });
  const document = templateOf('resnet')!.make({ depth: '18', width: 1 / 32, size: 32, classes: 3 });
  const file = path.join(outputDir, 'resnet.loom');
  writeFileSync(file, serialize({ ...document, training: { ...document.training, batchSize: 16 } }));
  const shell = await startShell(path.join(outputDir, 'home'), file);
  await page.goto(shell.url);
  const starts = page.getByRole('combobox', { name: 'Starts from' });
  await starts.click();
  await page.getByRole('option', { name: 'A weights file…' }).click();
  await page
    .getByRole('textbox', { name: 'File', exact: true })
    .fill(path.join(import.meta.dirname, '..', 'conformance', 'fixtures', 'weights', 'resnet18-thin.pth'));
  await page.keyboard.press('Enter');
  await expect(starts).toHaveText('resnet18-thin.pth');
  await page.getByText('100 of 102 weights kept, 2 new.').getByRole('button', { name: 'Show' }).click();
  const dialog = page.getByRole('dialog', { name: 'Weights from resnet18-thin.pth' });
  await expect(dialog.getByRole('region', { name: 'New' }).getByRole('listitem')).toHaveText([
    'fc.weight 3×16, the file has 10×16',
    'fc.bias 3, the file has 10',
  ]);
  await expect(dialog.getByRole('region', { name: 'Left over in the file' }).getByRole('listitem')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Select the kept layers' }).click();
  // layers and blocks, set together
  await expect(page.getByRole('heading', { name: '6 layers' })).toBeVisible();
  const rate = page.getByRole('textbox', { name: 'Learning rate ×' });
  await rate.fill('0.1');
  await rate.press('Enter');
  await page.keyboard.press('Control+s');
  await expect(page.locator('footer')).toContainText('Saved');
  const { nodes } = parseDocument(readFileSync(file, 'utf8'), file).graph;
  expect(nodes.flatMap((one) => (one.learningRate === undefined ? [] : [`${one.label} ${one.learningRate}`]))).toEqual(
    ['conv1', 'bn1', 'layer1', 'layer2', 'layer3', 'layer4'].map((name) => `${name} 0.1`),
  );

  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  await expect(page.getByRole('list', { name: 'Log' })).toContainText(
    'resnet18-thin.pth: 100 of 102 weights kept; new: fc.weight (3×16, the file has 10×16), fc.bias (3, the file has 10).',
  );
  const steps = page.getByRole('tabpanel').locator('dt:text-is("Steps") + dd');
  await expect.poll(async () => Number((await steps.innerText()).replaceAll(',', ''))).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText(/^Stopped before its end/)).toBeVisible();
});
