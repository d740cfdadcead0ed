/** Blocks by hand: made of a selection, looked into, promoted from, repeated and taken apart. */
import { readdirSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { emptyDocument } from '../../engine/graph/document.ts';
import { templateOf } from '../../templates/index.ts';
import { expect, node, nodes, test } from './drawing.ts';

const run = async (page: Page, command: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search everything' }).fill(command);
  await page.keyboard.press('Enter');
};

test('a block is made, looked into, repeated and taken apart', async ({ canvas: page }) => {
  const before = await nodes(page).count();
  await node(page, 'Conv 2D conv2d_1').click();
  await node(page, 'ReLU relu_1').click({ modifiers: ['Shift'] });
  await node(page, 'Max pool 2D maxPool2d_1').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+g');
  await expect(nodes(page)).toHaveCount(before - 2);
  const block = node(page, 'Block block_1');
  await expect(block).toBeVisible();
  await expect(block).not.toHaveAttribute('aria-label', /connected|needs/);

  await block.dblclick();
  const way = page.getByRole('navigation', { name: 'Inside' });
  await expect(way).toContainText('Block');
  await expect(nodes(page)).toHaveCount(5);
  await expect(node(page, 'Block input')).toBeVisible();
  await node(page, 'Conv 2D conv2d_1').click();
  await page.getByRole('button', { name: 'Make filters a setting of the block' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#setting-conv2d_1-filters')).toHaveValue('filters');
  await node(page, 'Block input').click();
  await page.locator('#inspector-name').fill('image');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Block input image')).toBeVisible();
  // the first Esc lets go of the selection, the second goes out
  await page.locator('.react-flow__pane').click({ position: { x: 40, y: 300 } });
  await page.keyboard.press('Escape');
  await expect(way).toHaveCount(0);

  await block.click();
  const filters = page.locator('#setting-block_1-filters');
  await filters.fill('6');
  await page.keyboard.press('Enter');
  await page.locator('#inspector-repeat').fill('2');
  await page.keyboard.press('Enter');
  await expect(block).toContainText('×2');
  await block.click();
  await page.keyboard.press('Control+Shift+g');
  await expect(nodes(page)).toHaveCount(before + 3);
  await page.keyboard.press('Control+z');
  await expect(block).toBeVisible();
});

test('the ports of a block are put in another order, and stand in it', async ({ openHere }) => {
  const empty = emptyDocument('Two ways');
  const at = (id: string, type: string, x: number, y: number, settings: Record<string, unknown> = {}) =>
    ({ id, type, settings, position: { x, y } }) as (typeof empty.graph.nodes)[number];
  const wired = (from: string, to: string, port = 'input') => ({
    from: { node: from, port: 'output' },
    to: { node: to, port },
  });
  const page = await openHere({
    ...empty,
    graph: {
      ...empty.graph,
      nodes: [
        at('x', 'input', 120, 0, { shape: [4] }),
        at('narrow', 'dense', 0, 96, { units: 3 }),
        at('wide', 'dense', 240, 96, { units: 5 }),
        at('joined', 'concatenate', 120, 192),
        at('y', 'dense', 120, 288, { units: 2 }),
      ],
      edges: [
        wired('x', 'narrow'),
        wired('x', 'wide'),
        wired('narrow', 'joined', 'inputs'),
        wired('wide', 'joined', 'inputs'),
        wired('joined', 'y'),
      ],
    },
  });
  await node(page, 'Dense narrow').click();
  await node(page, 'Dense wide').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+g');
  const block = node(page, 'Block block_1');
  await expect(block).toContainText('input → output, output_2');
  /** From left to right. */
  const ports = async (kind: 'source' | 'target') =>
    (
      await block
        .locator(`.react-flow__handle.${kind}`)
        .evaluateAll((all) =>
          all.map((one) => [one.getBoundingClientRect().x, one.getAttribute('data-handleid')] as const),
        )
    )
      .sort(([a], [b]) => a - b)
      .map(([, name]) => name);
  const carries = async (port: string, what: string) =>
    expect(page.locator(`.react-flow__edge[data-id="block_1/${port}>joined/inputs"]`)).toHaveAttribute(
      'aria-label',
      `Wire from block_1 to joined, ${what}`,
    );
  expect(await ports('source')).toEqual(['output', 'output_2']);

  await block.dblclick();
  await node(page, 'Block output output_2').click();
  const order = page.getByText('2 of 2 outputs: output, output_2');
  await expect(order).toBeVisible();
  await expect(page.getByRole('button', { name: 'Later' })).toBeDisabled();
  await page.getByRole('button', { name: 'Earlier' }).click();
  await expect(page.getByText('1 of 2 outputs: output_2, output')).toBeVisible();
  await page.getByRole('navigation', { name: 'Inside' }).getByRole('button').first().click();
  await expect(block).toContainText('input → output_2, output');
  expect(await ports('source')).toEqual(['output_2', 'output']);
  await carries('output', 'N×3');
  await carries('output_2', 'N×5');
});

test('a block is kept in the library, found in every document, renamed, deleted and put back', async ({
  ownCanvas: page,
}, info) => {
  const library = info.outputPath('home', 'library');
  await node(page, 'Conv 2D conv2d_1').click();
  await node(page, 'Max pool 2D maxPool2d_1').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+g');
  await run(page, 'Keep the block among yours');
  const palette = page.getByRole('navigation', { name: 'Layers' });
  await expect(palette.getByRole('group', { name: 'Your blocks' }).getByRole('option')).toHaveText(['Block']);
  expect(readdirSync(library)).toEqual(['Block.loom-block']);

  // renamed there, the document's own stays as it is
  await palette.getByRole('button', { name: 'Manage blocks…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Blocks' });
  const kept = dialog.getByRole('region', { name: 'Your blocks' });
  await kept.getByRole('textbox').fill('Convolve and pool');
  await page.keyboard.press('Enter');
  await expect(kept.getByText('Convolve and pool.loom-block')).toBeVisible();
  expect(readdirSync(library)).toEqual(['Convolve and pool.loom-block']);
  await expect(dialog.getByRole('region', { name: 'In this document' }).getByRole('textbox')).toHaveValue('Block');
  await dialog.getByRole('button', { name: 'Done' }).click();

  // into a new document, by the list at the pointer
  await page.keyboard.press('Alt+n');
  await expect(nodes(page)).toHaveCount(0);
  await page.locator('.react-flow__pane').dblclick({ position: { x: 300, y: 200 } });
  await page.getByRole('dialog', { name: 'Add a layer' }).getByRole('combobox').fill('convolve and');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Convolve and pool block_1')).toBeVisible();
  await node(page, 'Convolve and pool block_1').dblclick();
  await expect(nodes(page)).toHaveCount(4);
  await run(page, 'Leave the block');

  // once its instance is gone, the definition can go too
  await node(page, 'Convolve and pool block_1').click();
  await page.keyboard.press('Delete');
  await palette.getByRole('button', { name: 'Manage blocks…' }).click();
  const own = dialog.getByRole('region', { name: 'In this document' });
  await expect(own.getByText('not used')).toBeVisible();
  await own.getByRole('button', { name: 'Remove Convolve and pool' }).click();
  await expect(own).toHaveCount(0);

  await kept.getByRole('button', { name: 'Delete Convolve and pool from your blocks' }).click();
  await expect(kept).toContainText('None yet.');
  expect(readdirSync(library)).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(palette.getByRole('option', { name: 'Convolve and pool' })).toBeVisible();
});

test('a file of the library that cannot be read is told of and left alone', async ({ ownCanvas: page }, info) => {
  await node(page, 'Conv 2D conv2d_1').click();
  await page.keyboard.press('Control+g');
  await run(page, 'Keep the block among yours');
  const palette = page.getByRole('navigation', { name: 'Layers' });
  await expect(palette.getByRole('group', { name: 'Your blocks' })).toBeVisible();
  writeFileSync(info.outputPath('home', 'library', 'Later.loom-block'), '{"format":"loom-block","version":99}');
  await page.reload();
  await palette.getByText('1 cannot be read').click();
  await palette.getByRole('button', { name: 'Manage blocks…' }).click();
  await expect(page.getByText('Later.loom-block was made by a newer Layerloom (format 99;')).toBeVisible();
});

test('a demonstration explains itself, and one press applies the cure', async ({ openHere }) => {
  const page = await openHere(templateOf('vanishing-gradients')!.make());
  const note = page.locator('.react-flow__node-note');
  await expect(note).toContainText('Train this.');
  const before = await nodes(page).count();
  await note.getByRole('button', { name: 'Add residuals' }).click();
  await expect(nodes(page)).toHaveCount(before + 11);
  await expect(note).toContainText('Cured:');
  await expect(note.getByRole('button')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(nodes(page)).toHaveCount(before);
  await note.getByRole('button', { name: 'Use ReLU' }).click();
  await expect(node(page, 'ReLU relu_12')).toBeVisible();
  await expect(page.getByRole('img', { name: /problem/ })).toHaveCount(0);
});

test('a network of 152 layers is seen whole, and each repetition of its blocks looked into', async ({ openHere }) => {
  const page = await openHere(templateOf('resnet')!.make({ depth: '152' }));
  await expect(nodes(page)).toHaveCount(11);
  await page.keyboard.press('f');
  const canvas = (await page.getByRole('main').boundingBox())!;
  for (const one of await nodes(page).all()) {
    const { y, height } = (await one.boundingBox())!;
    expect(y).toBeGreaterThan(canvas.y);
    expect(y + height).toBeLessThan(canvas.y + canvas.height);
  }
  const stage = node(page, 'Bottleneck layer3');
  await expect(stage).toContainText('×36');
  await expect(stage).toContainText('40,613,888');
  await stage.dblclick();
  await expect(node(page, 'Conv 2D conv2')).toContainText('256 filters 3×3, stride 2');
  await expect(node(page, 'Projection downsample')).toContainText('×1');
  await page.getByRole('navigation', { name: 'Inside' }).getByRole('combobox').selectOption('35');
  await expect(node(page, 'Conv 2D conv2')).toHaveText(/256 filters 3×3$/);
  await expect(node(page, 'Projection downsample')).toContainText('×0');
});

test('all blocks are opened to look at the whole network, from where one goes to a layer', async ({ openHere }) => {
  const page = await openHere(templateOf('resnet')!.make({ depth: '18' }));
  await expect(node(page, 'Input')).toBeVisible();
  // room for the canvas
  await page.keyboard.press('Control+j');
  const before = await nodes(page).count();
  await page.keyboard.press('e');
  const way = page.getByRole('navigation', { name: 'Inside' });
  await expect(way).toContainText('All blocks open');
  await expect(node(page, 'Conv 2D layer1.0.conv1')).toBeVisible();
  await expect(nodes(page)).not.toHaveCount(before);
  // a long network stands in columns, from whose first it is seen and which can be seen all at once
  await expect(node(page, 'Input')).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.press('f');
  for (const name of ['Input', 'Conv 2D layer1.0.conv1', 'Dense fc'])
    await expect(node(page, name)).toBeInViewport({ ratio: 0.99 });
  // it is there to be looked at
  await node(page, 'Max pool 2D').click();
  await expect(
    page.getByRole('region', { name: 'Inspector' }).getByRole('textbox', { name: 'Name', exact: true }),
  ).toBeDisabled();
  await page.keyboard.press('Delete');
  await expect(page.getByText('With all blocks open the network can only be looked at.')).toBeVisible();
  await node(page, 'Conv 2D layer1.0.conv1').dblclick();
  await expect(way).toContainText('layer1');
  await expect(
    page.getByRole('region', { name: 'Inspector' }).getByRole('textbox', { name: 'Name', exact: true }),
  ).toHaveValue('conv1');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await page.keyboard.press('Escape');
  await expect(way).toHaveCount(0);
});

test('an instance is made independent and linked again; a setting grows with the repetition', async ({
  canvas: page,
}) => {
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await node(page, 'Conv 2D conv2d_1').click();
  await page.keyboard.press('Control+g');
  await run(page, 'Make the block independent');
  const madeOf = inspector.getByRole('combobox', { name: 'Made of' });
  await expect(madeOf).toHaveText('Block 2');
  await madeOf.click();
  await page.getByRole('option', { name: 'Block', exact: true }).click();
  await expect(madeOf).toHaveText('Block');
  await run(page, 'Remove unused blocks');
  await expect(madeOf).toHaveCount(0);

  const block = node(page, 'Block block_1');
  await block.dblclick();
  await node(page, 'Conv 2D conv2d_1').click();
  await page.getByRole('button', { name: 'Make filters a setting of the block' }).focus();
  await page.keyboard.press('Enter');
  const filters = page.locator('#setting-conv2d_1-filters');
  await filters.fill('filters * (i + 1)');
  await page.keyboard.press('Enter');
  await run(page, 'Leave the block');
  await page.locator('#inspector-repeat').fill('2');
  await page.keyboard.press('Enter');
  await expect(page.locator('.react-flow__edge[data-id^="block_1/"]')).toContainText('N×20×20×20');
});
