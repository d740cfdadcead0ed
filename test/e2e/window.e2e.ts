/** The window around the canvas: tabs, panels, what is kept through a crash. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Document } from '../../engine/graph/document.ts';
import { serialize } from '../../engine/graph/file.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { violations } from './accessible.ts';
import { test as drawn } from './drawing.ts';
import { expect, type Shell, test } from './host.ts';

/** How many layers each of the documents has that the host keeps for after a crash. */
function kept({ home }: Shell): number[] {
  const folder = path.join(home, 'autosave');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map(
      (name) =>
        (JSON.parse((JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { text: string }).text) as Document)
          .graph.nodes.length,
    );
}

const start = async (page: Page, url: string): Promise<void> => {
  await page.goto(url);
  await page.getByRole('button', { name: 'Start with the digits network' }).click();
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(11);
};

drawn('everything in the window is accessible, in both themes', async ({ page, desk, openHere }) => {
  drawn.slow();
  await page.goto(desk.shell.url);
  await expect(page.getByRole('button', { name: 'Start with the digits network' })).toBeVisible();
  const dock = page.getByRole('region', { name: 'Dock' });
  expect(await violations(page)).toEqual([]);
  await openHere(mnistCnn());
  expect(await violations(page)).toEqual([]);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    // the other theme has other colours, and nothing else
    const within = (part: string) =>
      violations(page, { within: [part], ...(scheme === 'dark' && { rules: ['color-contrast'] }) });
    for (const panel of ['Training', 'Results', 'Data', 'Code', 'Problems', 'Runs']) {
      await dock.getByRole('tab', { name: panel }).click();
      expect(await within('section[aria-label="Dock"]'), `${panel}, ${scheme}`).toEqual([]);
    }
    await page.locator('.react-flow__node[data-id="conv2d_1"]').click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    expect(await within('[role="menu"]'), `menu, ${scheme}`).toEqual([]);
    await page.keyboard.press('Escape');
    await dock.getByRole('tab', { name: 'Training' }).click();
  }
});

test('at 200 % nothing of the charts is cut off, at 300 % Train and the document are there', async ({
  page,
  shell,
}) => {
  await page.setViewportSize({ width: 720, height: 450 });
  await start(page, shell.url);
  const panel = (await page.getByRole('tabpanel').boundingBox())!;
  for (const chart of await page.getByRole('figure').all()) {
    const { x, width } = (await chart.boundingBox())!;
    expect([x >= panel.x, x + width <= panel.x + panel.width]).toEqual([true, true]);
  }
  await page.setViewportSize({ width: 480, height: 300 });
  const train = page.getByRole('banner').getByRole('button', { name: 'Train' });
  await expect(train).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('tab', { name: 'MNIST CNN' })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('tabpanel').getByRole('button', { name: 'Train' })).toHaveCount(1);
  await train.click();
  await page.getByRole('banner').getByRole('button', { name: 'Pause' }).click();
});

test('keys are edited: pressed anew, taken from another command by choice, kept over a reload', async ({
  page,
  shell,
}) => {
  await start(page, shell.url);
  const open = async () => {
    await page.locator('[data-canvas]').focus();
    await page.keyboard.press('Shift+?');
    return page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  };
  const dialog = await open();
  await dialog.getByRole('button', { name: 'Change the keys of Tidy' }).click();
  // Esc leaves the row, not the dialog
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Change the keys of Tidy' }).click();
  await page.keyboard.press('Control+j');
  await expect(dialog.getByRole('alert')).toContainText('Ctrl J is taken by: Hide dock');
  await dialog.getByRole('button', { name: 'Take it from there' }).click();
  // another start of the window
  await start(page, shell.url);
  await page.keyboard.press('Control+j');
  await expect(page.getByRole('region', { name: 'Dock' }).getByRole('tabpanel')).toBeVisible();
  const again = await open();
  await expect(again.getByRole('button', { name: 'Change the keys of Tidy' })).toContainText('Ctrl J');
  await again.getByRole('button', { name: 'Reset all keys' }).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+j');
  await expect(page.getByRole('tabpanel')).toHaveCount(0);
});

drawn('in a narrow window the side panels are drawers over the canvas, one at a time', async ({ page, openHere }) => {
  await page.setViewportSize({ width: 1000, height: 700 });
  await openHere(mnistCnn());
  const [layers, inspector] = [
    page.getByRole('complementary', { name: 'Layers' }),
    page.getByRole('complementary', { name: 'Inspector' }),
  ];
  await expect(layers).toHaveCount(0);
  await page.getByRole('button', { name: 'Show layers' }).click();
  await expect(layers).toBeVisible();
  await page.locator('.react-flow__node[data-id="conv2d_1"]').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Filters' })).toBeFocused();
  await expect(layers).toHaveCount(0);
  // what is selected is seen beside the drawer, and so is all of it by Fit
  const besides = async (...ids: readonly string[]) => {
    const drawer = (await inspector.boundingBox())!;
    for (const id of ids) {
      const box = (await page.locator(`.react-flow__node[data-id="${id}"]`).boundingBox())!;
      expect(box.x + box.width).toBeLessThan(drawer.x);
    }
  };
  await besides('conv2d_1');
  await page.getByRole('button', { name: 'Fit' }).click();
  await besides('input_1', 'relu_2', 'dense_2');
  await page.getByRole('button', { name: 'Hide inspector' }).click();
  await expect(inspector).toHaveCount(0);
  await page.setViewportSize({ width: 1300, height: 700 });
  await expect(layers).toBeVisible();
  await expect(inspector).toBeVisible();
});

test('tabs: the arrow keys walk along them, Delete closes one and it can be opened again', async ({ page, shell }) => {
  await start(page, shell.url);
  await page.keyboard.press('Alt+n');
  const tabs = page.getByRole('tablist', { name: 'Documents' }).getByRole('tab');
  await expect(tabs).toHaveText(['MNIST CNN', 'Untitled 1']);
  await tabs.last().focus();
  await page.keyboard.press('ArrowLeft');
  await expect(tabs.first()).toBeFocused();
  await expect(tabs.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Delete');
  await expect(tabs).toHaveText(['Untitled 1']);
  await page.keyboard.press('Alt+Shift+w');
  await expect(tabs).toHaveText(['Untitled 1', 'MNIST CNN']);

  // many are still told apart, and a list has them all
  for (let more = 0; more < 5; more++) await page.keyboard.press('Alt+n');
  await expect(tabs).toHaveCount(7);
  for (const box of await tabs.all()) expect((await box.boundingBox())!.width).toBeGreaterThan(80);
  await page.getByRole('button', { name: 'All open documents' }).click();
  await page.getByRole('menuitem', { name: 'MNIST CNN' }).click();
  await expect(tabs.filter({ hasText: 'MNIST CNN' })).toHaveAttribute('aria-selected', 'true');
});

test('what was not saved outlives one crash after the other', async ({ page, shell, browser }) => {
  await start(page, shell.url);
  await page.locator('.react-flow__node[data-id="relu_1"]').click();
  await page.keyboard.press('Delete');
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(10);
  await expect.poll(() => kept(shell)).toEqual([10]);
  await page.close();
  for (let crash = 1; crash <= 2; crash++) {
    const context = await browser.newContext();
    const again = await context.newPage();
    await again.goto(shell.url);
    await expect(again.getByText('A document with changes that were not saved was recovered.')).toBeVisible();
    await expect(again.locator('.react-flow__node-layer')).toHaveCount(10);
    await expect(again.getByRole('tab', { name: /MNIST CNN/ }).getByRole('img', { name: 'not saved' })).toBeVisible();
    // time enough to forget it
    await again.waitForTimeout(1500);
    await context.close();
  }
});

test('a killed host takes nothing along: the next one gives back what was not saved', async ({
  page,
  shell,
  startShell,
  consoleErrors,
}) => {
  await start(page, shell.url);
  await page.locator('.react-flow__node[data-id="conv2d_1"]').click();
  const filters = page.getByRole('textbox', { name: 'Filters' });
  await filters.fill('12');
  await filters.press('Enter');
  await expect(page.locator('footer')).toContainText('Not saved; kept safe');
  await shell.kill();
  await expect(page.getByText('Connecting to the host…')).toBeVisible();
  // the window goes on: what is drawn is still there and can be changed
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(11);
  await page.close();
  consoleErrors.length = 0;
  const next = await startShell(shell.home);
  const other = await page.context().newPage();
  await other.goto(next.url);
  await expect(other.getByText('A document with changes that were not saved was recovered.')).toBeVisible();
  await other.locator('.react-flow__node[data-id="conv2d_1"]').click();
  await expect(other.getByRole('textbox', { name: 'Filters' })).toHaveValue('12');
  await other.close();
});

test('what was opened is found again; what is gone leaves the list, and what cannot be read is taken off it', async ({
  page,
  shell,
}, info) => {
  const [gone, damaged] = [info.outputPath('gone.loom'), info.outputPath('damaged.loom')];
  for (const file of [gone, damaged]) writeFileSync(file, serialize(mnistCnn()));
  await page.goto(shell.url);
  const open = async (file: string) => {
    await page.keyboard.press('Control+o');
    await page.getByRole('dialog', { name: 'Open' }).getByRole('textbox', { name: 'File' }).fill(file);
    await page.keyboard.press('Enter');
  };
  const recent = page.getByRole('region', { name: 'Recent' }).getByRole('listitem');
  for (const file of [gone, damaged]) {
    await open(file);
    await page.getByRole('tab', { name: path.basename(file) }).focus();
    await page.keyboard.press('Delete');
  }
  await expect(recent).toHaveCount(2);
  // one that never was a document does not get there
  writeFileSync(info.outputPath('never.loom'), '{');
  await open(info.outputPath('never.loom'));
  await expect(page.getByText(/^never\.loom is damaged/)).toBeVisible();
  await expect(recent).toHaveCount(2);
  rmSync(gone);
  writeFileSync(damaged, '{');
  await recent.getByText(gone).click();
  await expect(page.getByText(`${gone} cannot be opened: it is not there.`)).toBeVisible();
  await expect(recent).toHaveCount(1);
  await recent.getByText(damaged).click();
  await expect(page.getByText(/^damaged\.loom is damaged/)).toBeVisible();
  await expect(recent).toHaveCount(1);
  await recent.getByRole('button', { name: 'Remove damaged from the list' }).click();
  await expect(recent).toHaveCount(0);
});

drawn(
  'a document is saved under a whole path at once, and over another only where that is meant',
  async ({ canvas: page }, info) => {
    const file = info.outputPath('mine.loom');
    const save = async () => {
      await page.keyboard.press('Control+Shift+s');
      await page.getByRole('dialog', { name: 'Save as' }).getByRole('textbox', { name: 'File' }).fill(file);
      await page.keyboard.press('Enter');
    };
    await save();
    await expect(page.getByRole('tab', { name: 'mine.loom' })).toBeVisible();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name: 'MNIST CNN' });
    await save();
    await page.getByRole('button', { name: 'Replace it' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  },
);

drawn('the data is told about: as it is and as the network receives it', async ({ canvas: page }) => {
  await page.getByRole('region', { name: 'Dock' }).getByRole('tab', { name: 'Data' }).click();
  await page.getByRole('radio', { name: 'Statistics' }).click();
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  // rows, missing, minimum, mean, maximum, deviation; the mean and deviation of MNIST are 0.1307 and 0.3081 of 255
  await expect(row('image').getByRole('cell')).toHaveText(['60,000', '0', '0', '33.318', '255', '78.567']);
  await expect(row('input_1').getByRole('cell').first()).toHaveText('54,000');
  await expect(
    page.getByRole('list', { name: 'Rows of each class of label' }).getByRole('listitem').nth(5),
  ).toContainText('5,421');
  const subtract = page.getByRole('textbox', { name: 'Subtract' });
  await subtract.fill('0');
  await expect(row('input_1').getByRole('cell').nth(2)).toHaveText('0');
  expect(await violations(page, { within: ['[role="tabpanel"]'] })).toEqual([]);
});

test('where changes cannot be kept safe it is said, until they can again', async ({ page, shell, consoleErrors }) => {
  // a file where the folder would be: nothing can be written there
  writeFileSync(path.join(shell.home, 'autosave'), '');
  await start(page, shell.url);
  await page.locator('.react-flow__node[data-id="relu_1"]').click();
  await page.keyboard.press('Delete');
  const said = page.getByText(/^Changes are not being kept safe/);
  await expect(said).toBeVisible();
  await expect(page.locator('footer')).toContainText(/Not saved(?!;)/);
  rmSync(path.join(shell.home, 'autosave'));
  await expect(said).toHaveCount(0);
  await expect(page.locator('footer')).toContainText('Not saved; kept safe');
  expect(kept(shell)).toEqual([10]);
  expect(consoleErrors).toEqual([]);
});

test('a network drawn from nothing gets its data, loss and columns by the repairs', async ({ page, shell }) => {
  await page.goto(shell.url);
  await page.getByRole('button', { name: 'Empty canvas' }).click();
  await page.getByTestId('rf__wrapper').getByRole('button', { name: 'Add an Input' }).click();
  await expect(page.locator('#palette-search')).toBeVisible();
  for (const layer of ['flatten', 'dense']) {
    await page.keyboard.press('/');
    await page.keyboard.type(layer);
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('.react-flow__node-layer')).toHaveCount(3);
  const panel = page.getByRole('tabpanel');
  await panel.getByRole('button', { name: 'Use the MNIST digits' }).click();
  await panel.getByRole('button', { name: 'Use cross-entropy' }).click();
  await expect(page.locator('footer')).toContainText('60,000 / 10,000');
  await expect(panel.getByRole('list', { name: 'What keeps it from being trained' })).toHaveCount(0);
  await expect(panel.getByRole('figure', { name: 'Accuracy' })).toBeVisible();
  // Esc after Enter takes nothing back
  const units = page.getByRole('textbox', { name: 'Units' });
  await units.fill('10');
  await units.press('Enter');
  await units.press('Escape');
  await expect(page.locator('footer')).toContainText('7,850 parameters');
});
