/** Drawing a network by hand: everything as a person does it, with mouse and keyboard. */
import type { Locator, Page } from '@playwright/test';
import { removeAndBridge } from '../../engine/graph/edits.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { violations } from './accessible.ts';
import { expect, node, nodes, test } from './drawing.ts';

const wires = (page: Page): Locator => page.locator('.react-flow__edge');
const wire = (page: Page, from: string, to: string): Locator =>
  page.locator(`.react-flow__edge[data-id="${from}/output>${to}/input"]`);
const layer = (page: Page, id: string): Locator => page.locator(`nav [data-layer="${id}"]`);
const port = (of: Locator, type: 'source' | 'target'): Locator => of.locator(`.react-flow__handle.${type}`);

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  await of.scrollIntoViewIfNeeded();
  const box = (await of.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

test('a layer from the palette: dropped on the canvas, on a wire, and behind the selection', async ({
  canvas: page,
}) => {
  const free = { x: 1000, y: 180 };
  await drag(page, await middle(layer(page, 'batchNorm')), free);
  await expect(node(page, 'Batch norm batchNorm_1')).toBeVisible();
  // where the pointer was, to the grid
  const at = await middle(node(page, 'Batch norm batchNorm_1'));
  expect(Math.abs(at.x - free.x)).toBeLessThanOrEqual(5);
  expect(Math.abs(at.y - free.y)).toBeLessThanOrEqual(5);

  await drag(
    page,
    await middle(layer(page, 'layerNorm')),
    await middle(wire(page, 'maxPool2d_1', 'relu_1').locator('.react-flow__edge-interaction')),
  );
  await expect(wire(page, 'maxPool2d_1', 'layerNorm_1')).toHaveCount(1);
  await expect(wire(page, 'layerNorm_1', 'relu_1')).toHaveCount(1);
  await expect(wire(page, 'maxPool2d_1', 'relu_1')).toHaveCount(0);

  // a loose layer that is dropped on a wire goes into it
  await drag(
    page,
    await middle(node(page, 'Batch norm batchNorm_1')),
    await middle(wire(page, 'conv2d_2', 'maxPool2d_2').locator('.react-flow__edge-interaction')),
  );
  await expect(wire(page, 'conv2d_2', 'batchNorm_1')).toHaveCount(1);
  await expect(wire(page, 'batchNorm_1', 'maxPool2d_2')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(wire(page, 'conv2d_2', 'maxPool2d_2')).toHaveCount(1);

  await node(page, 'Conv 2D conv2d_1').click();
  await page.keyboard.press('/');
  await page.keyboard.type('dropo');
  await page.keyboard.press('Enter');
  await expect(wire(page, 'conv2d_1', 'dropout_1')).toHaveCount(1);
  await expect(wire(page, 'dropout_1', 'maxPool2d_1')).toHaveCount(1);
  await expect(nodes(page)).toHaveCount(14);
});

test('wires: connected by dragging, typed, refused to the own input, dropped into a new layer', async ({
  canvas: page,
}) => {
  await drag(page, await middle(layer(page, 'tanh')), { x: 1000, y: 300 });
  const tanh = node(page, 'Tanh tanh_1');
  await drag(page, await middle(port(node(page, 'ReLU relu_1'), 'source')), await middle(port(tanh, 'target')));
  await expect(wire(page, 'relu_1', 'tanh_1')).toHaveCount(1);

  const before = await wires(page).count();
  await drag(page, await middle(port(tanh, 'source')), await middle(port(tanh, 'target')));
  await expect(wires(page)).toHaveCount(before);
  await page.keyboard.press('Escape');

  const from = await middle(port(tanh, 'source'));
  await drag(page, from, { x: from.x, y: from.y + 90 });
  await page.getByRole('dialog', { name: 'Add a layer' }).getByRole('combobox').fill('batch norm');
  await page.keyboard.press('Enter');
  await expect(wire(page, 'tanh_1', 'batchNorm_1')).toHaveCount(1);
  await expect(wire(page, 'tanh_1', 'batchNorm_1')).toContainText('N×10×12×12');
});

test('a problem stands on its node, and its repair is one press and one step', async ({ openHere }) => {
  const page = await openHere(removeAndBridge(mnistCnn(), ['flatten_1']));
  const dense = page.locator('.react-flow__node[data-id="dense_1"]');
  await expect(node(page, 'Conv 2D conv2d_1')).toBeVisible();
  await page.keyboard.press('f');
  await expect(dense).toBeInViewport({ ratio: 0.9 });
  await dense.click();
  await expect(dense.getByRole('img', { name: '1 problem' })).toBeVisible();
  await expect(page.locator('.react-flow').getByText('It receives N×20×4×4')).toBeVisible();
  // the card never covers the node
  const [card, box] = [await page.locator('.react-flow [role="status"]').boundingBox(), await dense.boundingBox()];
  expect(
    card!.x >= box!.x + box!.width ||
      card!.x + card!.width <= box!.x ||
      card!.y >= box!.y + box!.height ||
      card!.y + card!.height <= box!.y,
  ).toBe(true);

  await page.locator('.react-flow').getByRole('button', { name: 'Insert Flatten' }).click();
  await expect(wire(page, 'flatten_1', 'dense_1')).toHaveCount(1);
  await expect(page.getByRole('img', { name: '1 problem' })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(wire(page, 'relu_2', 'dense_1')).toHaveCount(1);
});

test('settings: what is typed counts at once, bad text never does, and one undo takes a number back', async ({
  canvas: page,
}) => {
  await node(page, 'Conv 2D conv2d_2').click();
  const filters = page.getByRole('textbox', { name: 'Filters' });
  await filters.fill('');
  await filters.pressSequentially('64');
  await expect(wire(page, 'conv2d_2', 'maxPool2d_2')).toContainText('N×64×8×8');
  await filters.fill('-4');
  await expect(
    page.getByRole('alert').filter({ hasText: 'Filters must be a whole number, at least 1.' }),
  ).toBeVisible();
  await expect(wire(page, 'conv2d_2', 'maxPool2d_2')).toContainText('N×20×8×8');
  await filters.press('Escape');
  await expect(filters).toHaveValue('20');
  await expect(page.getByRole('alert')).toHaveCount(0);

  // left with a text that means nothing, a field has what it had, and says why
  await filters.fill('1,024');
  await filters.blur();
  await expect(filters).toHaveValue('20');
  await expect(page.getByRole('alert')).toHaveText(/without commas: 1024, 0\.5\. “1,024” was not taken\.$/);
  // a visit is one step, however slowly it goes
  await filters.fill('');
  await filters.pressSequentially('128', { delay: 600 });
  await filters.blur();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(filters).toHaveValue('20');
  await filters.fill('3 * 4');
  await filters.press('Enter');
  await expect(filters).toHaveValue('12');
  await filters.blur();
  await page.keyboard.press('Control+z');
  await expect(filters).toHaveValue('20');

  const kernel = page.getByRole('textbox', { name: 'Kernel' });
  // what one place of the output sees of the picture
  const receptive = page
    .getByRole('complementary', { name: 'Inspector' })
    .locator('dt:text-is("Receptive field") + dd');
  await expect(receptive).toHaveText('14 × 14 of 28 × 28');
  await kernel.fill('3');
  await expect(receptive).toHaveText('10 × 10 of 28 × 28');
  await expect(wire(page, 'conv2d_2', 'maxPool2d_2')).toContainText('N×20×10×10');
  await kernel.press('Enter');
  await expect(kernel).toHaveValue('3 × 3');
  await page.getByRole('radio', { name: 'Same' }).click();
  await expect(wire(page, 'conv2d_2', 'maxPool2d_2')).toContainText('N×20×12×12');
  await kernel.blur();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(wire(page, 'conv2d_2', 'maxPool2d_2')).toContainText('N×20×8×8');
});

test('dragged, framed and copied, each undone by one step', async ({ canvas: page }) => {
  const relu = node(page, 'ReLU relu_1');
  const home = (await relu.boundingBox())!;
  await drag(page, await middle(relu), { x: home.x + 300, y: home.y + 60 });
  await expect.poll(async () => (await relu.boundingBox())!.x).toBeGreaterThan(home.x + 150);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await relu.boundingBox())!.x).toBeCloseTo(home.x, 0);

  // a box around the first three
  const [first, third] = [
    (await node(page, 'Input input_1').boundingBox())!,
    (await node(page, 'Max pool 2D maxPool2d_1').boundingBox())!,
  ];
  await drag(page, { x: first.x - 40, y: first.y + 2 }, { x: third.x + 60, y: third.y + 20 });
  await expect(page.getByRole('heading', { name: '3 layers' })).toBeVisible();
  await page.keyboard.press('Control+c');
  await page.mouse.move(1000, 200);
  await page.keyboard.press('Control+v');
  await expect(nodes(page)).toHaveCount(14);
  await expect(wire(page, 'input_2', 'conv2d_3')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(nodes(page)).toHaveCount(11);
});

test('tidy puts what was scattered into rows, as one step', async ({ canvas: page }) => {
  const at = async () =>
    (
      await Promise.all(
        ['input_1', 'conv2d_1', 'maxPool2d_1', 'relu_1'].map((id) =>
          page.locator(`.react-flow__node[data-id="${id}"]`).boundingBox(),
        ),
      )
    ).map((box) => ({ x: Math.round(box!.x), y: Math.round(box!.y) }));
  const before = await at();
  const conv = node(page, 'Conv 2D conv2d_1');
  const from = await middle(conv);
  await drag(page, from, { x: from.x + 240, y: from.y + 200 });
  await expect.poll(at).not.toEqual(before);
  const scattered = await at();
  await page.getByRole('button', { name: 'Tidy' }).click();
  await expect.poll(at, { timeout: 20_000 }).toEqual(before);
  await page.keyboard.press('Control+z');
  await expect.poll(at).toEqual(scattered);
});

test('by the keyboard alone: walk, add, rename, and into the settings', async ({ canvas: page }) => {
  await node(page, 'Conv 2D conv2d_1').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(node(page, 'Max pool 2D maxPool2d_1')).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.type('halve');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Max pool 2D halve')).toBeVisible();
  await node(page, 'Max pool 2D halve').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Window' })).toBeFocused();
});

test('a chain by the keyboard: Tab on the selected layer adds the next one behind it', async ({ canvas: page }) => {
  const picker = page.getByRole('dialog', { name: 'Add a layer' });
  await node(page, 'Conv 2D conv2d_1').focus();
  await page.keyboard.press('Space');
  for (const [typed, added] of [
    ['batch norm', 'Batch norm batchNorm_1'],
    ['dropout', 'Dropout dropout_1'],
  ] as const) {
    await page.keyboard.press('Tab');
    await expect(picker.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await expect(node(page, added)).toBeFocused();
  }
  await expect(wire(page, 'conv2d_1', 'batchNorm_1')).toHaveCount(1);
  await expect(wire(page, 'batchNorm_1', 'dropout_1')).toHaveCount(1);
  await expect(wire(page, 'dropout_1', 'maxPool2d_1')).toHaveCount(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(node(page, 'Dropout dropout_1')).toBeFocused();
  // Esc, then Tab goes on, as everywhere
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(picker).toHaveCount(0);
  await expect(node(page, 'Dropout dropout_1')).not.toBeFocused();
});

test('what had the keyboard and is gone leaves it to the layer that comes next, or to the canvas', async ({
  canvas: page,
}) => {
  const first = node(page, 'ReLU relu_1');
  await first.click();
  await page.keyboard.press('Delete');
  await expect(first).toHaveCount(0);
  await expect(node(page, 'Conv 2D conv2d_2')).toBeFocused();
  await page.keyboard.press(' ');
  await page.keyboard.press('Control+d');
  await expect(node(page, 'Conv 2D conv2d_3')).toHaveCount(1);
  await node(page, 'Conv 2D conv2d_3').click();
  await page.keyboard.press('Control+z');
  await expect(page.locator('[data-canvas]')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(first).toHaveCount(1);
});

test('keys go where the keyboard is: none means the canvas while it is elsewhere or an input method has it', async ({
  canvas: page,
}) => {
  await node(page, 'Conv 2D conv2d_1').click();
  const before = await nodes(page).count();
  await page.getByRole('tab', { name: 'Problems' }).focus();
  for (const key of ['n', 'Delete', 'Control+x']) await page.keyboard.press(key);
  await expect(nodes(page)).toHaveCount(before);
  await expect(page.locator('.react-flow__node-note')).toHaveCount(0);

  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('kan');
  await name.evaluate((input) => {
    for (const key of ['Enter', 'Escape'])
      input.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode: 229, bubbles: true, cancelable: true }));
  });
  await expect(name).toHaveValue('kan');
  await expect(name).toBeFocused();
  await name.press('Escape');
  // what was clicked last is what is copied, whatever text was marked before
  await page.getByRole('complementary', { name: 'Inspector' }).locator('p').first().selectText();
  await node(page, 'ReLU relu_1').click();
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(node(page, 'ReLU relu_3')).toBeVisible();
});

test('wires by the keyboard alone: made, come to, told and deleted', async ({ canvas: page }) => {
  await node(page, 'ReLU relu_2').focus();
  await page.keyboard.press('Shift+a');
  await page.getByRole('dialog', { name: 'Add a layer' }).getByRole('combobox').fill('tanh');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Tanh tanh_1')).toBeVisible();
  await node(page, 'ReLU relu_2').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Connect with' });
  await expect(dialog.getByRole('option').first()).toHaveText(/tanh_1.*Tanh/);
  // nothing that would lead in a circle
  await expect(dialog.getByRole('group', { name: 'relu_2 feeds' })).not.toContainText('conv2d_1');
  await page.keyboard.type('tanh');
  await page.keyboard.press('Enter');
  await expect(wire(page, 'relu_2', 'tanh_1')).toHaveCount(1);

  // the wires of what is selected, and they alone, are on the way of the Tab key
  await expect(node(page, 'ReLU relu_2')).toBeFocused();
  await expect(page.locator('.react-flow__edge[tabindex="0"]')).toHaveCount(3);
  await node(page, 'Input input_1').focus();
  await page.keyboard.press('Shift+Tab');
  await expect(page.locator('.react-flow__edge:focus')).toHaveAttribute('aria-label', /^Wire from relu_2 to /);
  await node(page, 'Tanh tanh_1').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('w');
  await expect(wire(page, 'relu_2', 'tanh_1')).toBeFocused();
  await expect(wire(page, 'relu_2', 'tanh_1')).toHaveAttribute('aria-label', 'Wire from relu_2 to tanh_1, N×20×4×4');
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('N×20×4×4');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Select relu_2' })).toBeFocused();
  await page.getByRole('button', { name: 'Delete the wire' }).focus();
  await page.keyboard.press('Enter');
  await expect(wire(page, 'relu_2', 'tanh_1')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(wire(page, 'relu_2', 'tanh_1')).toHaveCount(1);
});

test('how a layer learns: its own rate and a constraint, each undone by one step', async ({ canvas: page }) => {
  await node(page, 'Dense dense_1').focus();
  await page.keyboard.press('Space');
  const rate = page.getByRole('textbox', { name: 'Learning rate ×' });
  await rate.fill('0.1');
  await page.getByRole('combobox', { name: 'Constraint' }).click();
  await page.getByRole('option', { name: 'Max norm' }).click();
  const limit = page.getByRole('textbox', { name: 'Limit' });
  await expect(limit).toHaveValue('2');
  await limit.fill('3');
  await limit.press('Enter');
  await limit.blur();
  await page.keyboard.press('Control+z');
  await expect(limit).toHaveValue('2');
  await page.keyboard.press('Control+z');
  await expect(limit).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(rate).toHaveValue('1');
});

test('what the canvas, the palette and the inspector show is accessible', async ({ canvas: page }) => {
  await node(page, 'Conv 2D conv2d_2').click();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    // the other theme has other colours, and nothing else
    const rules = scheme === 'light' ? {} : { rules: ['color-contrast'] };
    expect(await violations(page, { within: ['nav', '[data-canvas]', 'aside'], ...rules })).toEqual([]);
  }
});
