/** What goes wrong takes as little along as it can: a part of the window, or its host. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { expect, test } from './host.ts';

test('a wire from a layer that is not there is a problem with its repair, and every panel goes on', async ({
  page,
  startShell,
}, { outputDir }) => {
  const { graph, ...rest } = mnistCnn();
  const ghost = { from: { node: 'ghost', port: 'output' }, to: { node: 'dense_2', port: 'input' } };
  const file = path.join(outputDir, '..', 'ghost.loom');
  writeFileSync(file, serialize({ ...rest, graph: { ...graph, edges: [...graph.edges, ghost] } }));
  const shell = await startShell(path.join(outputDir, 'home'), file);
  await page.goto(shell.url);
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(11);
  const dock = page.getByRole('region', { name: 'Dock' });
  for (const panel of ['Training', 'Data', 'Code', 'Runs', 'Problems']) {
    await dock.getByRole('tab', { name: panel }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
  await expect(dock.getByText('leads nowhere').first()).toBeVisible();
  await dock.getByRole('button', { name: 'Remove the wire', exact: true }).first().click();
  await expect(dock.getByText('leads nowhere')).toHaveCount(0);
});

test('a part that cannot be drawn says so and is tried again, while the others go on', async ({
  page,
  shell,
  consoleErrors,
}) => {
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'Start with the digits network' }).click();
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(11);
  await page.evaluate(() => {
    const own = Number.prototype.toLocaleString;
    Object.assign(window, { mend: () => (Number.prototype.toLocaleString = own) });
    Number.prototype.toLocaleString = () => {
      throw new Error('broken by the test');
    };
  });
  await page.locator('.react-flow__node[data-id="relu_1"]').click();
  await page.keyboard.press('Delete');
  const failed = page.getByRole('alert').filter({ hasText: 'The status bar cannot be shown: broken by the test' });
  await expect(failed).toBeVisible();
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(10);
  await expect(page.locator('.react-flow__node[data-id="conv2d_1"]')).toBeInViewport();
  await page.evaluate(() => (window as unknown as { mend(): void }).mend());
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('footer')).toContainText('parameters');
  await expect(failed).toHaveCount(0);
  consoleErrors.length = 0;
});

test('an edit made a moment before the page is closed is there at the next opening', async ({ page, shell }) => {
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'Start with the digits network' }).click();
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(11);
  await page.locator('.react-flow__node[data-id="relu_1"]').click();
  await page.keyboard.press('Delete');
  await page.close({ runBeforeUnload: true });
  const next = await page.context().newPage();
  await next.goto(shell.url);
  await expect(next.locator('.react-flow__node-layer')).toHaveCount(10);
  await next.goto('about:blank');
});

test('a page whose changes cannot be kept safe asks before it is closed', async ({ page, shell }) => {
  writeFileSync(path.join(shell.home, 'autosave'), '');
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'Start with the digits network' }).click();
  await page.locator('.react-flow__node[data-id="relu_1"]').click();
  await page.keyboard.press('Delete');
  await expect(page.getByText(/^Changes are not being kept safe/)).toBeVisible();
  await expect(page.locator('footer')).not.toContainText('kept safe');
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  rmSync(path.join(shell.home, 'autosave'));
  await expect(page.locator('footer')).toContainText('Not saved; kept safe');
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

test('a window whose host is gone keeps what is changed, and goes on with the next host', async ({
  page,
  startShell,
  consoleErrors,
}, { outputDir }) => {
  const [home, port] = [path.join(outputDir, 'home'), await freePort()];
  const shell = await startShell(home, undefined, port);
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'Start with the digits network' }).click();
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(11);
  await shell.kill();
  await page.locator('.react-flow__node[data-id="relu_1"]').click();
  await page.keyboard.press('Delete');
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(10);
  await expect(page.getByText('What you change now is not safe yet')).toBeVisible();
  const next = await startShell(home, undefined, port);
  expect(new URL(next.url).port).toBe(String(port));
  const other = await page.context().newPage();
  await other.goto(next.url);
  await expect(other.getByRole('button', { name: 'Start with the digits network' })).toBeVisible();
  // the first window has found the new host, and hands its work over
  const folder = path.join(home, 'autosave');
  const layers = () =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { text: string })
      .map(({ text }) => (JSON.parse(text) as { graph: { nodes: unknown[] } }).graph.nodes.length);
  await expect.poll(layers).toEqual([10]);
  await expect(page.getByText('What you change now is not safe yet')).toHaveCount(0);
  await other.close();
  consoleErrors.length = 0;
});
