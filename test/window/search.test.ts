/** The search over everything that has a name. */
import { describe, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { activeDocument, workspace } from '../../renderer/state/document/workspace.ts';
import { dialogs } from '../../renderer/state/dialogs.ts';
import { findGroups, type PickGroup } from '../../renderer/ui/pick/pick.ts';
import { TestEditor } from './TestEditor.ts';

/** What the search that is open finds, the best first. */
const found = (
  query: string,
): readonly { readonly title: string; readonly heading: string; readonly value: unknown }[] => {
  const shown = dialogs.getState().at(-1)!;
  const { groups } = (shown as unknown as { question: { groups: readonly PickGroup<unknown>[] } }).question;
  return findGroups(query, groups).flatMap(({ heading, items }) => items.map((item) => ({ ...item, heading })));
};
const first = (query: string) => {
  const [best] = found(query);
  return best && `${best.heading}: ${best.title}`;
};

describe('the search', () => {
  it('finds commands, layers that are there and that could be, settings, documents and templates', () => {
    new TestEditor(mnistCnn()).select('conv2d_2').press('Mod+K');
    expect(first('select all')).toBe('Edit: Select all');
    expect(first('dense_1')).toBe('On the canvas: dense_1');
    expect(first('padding')).toBe('Settings of the selected layer: Padding');
    expect(first('bn')).toBe('Add a layer: Batch norm');
    const { name } = activeDocument()!.document;
    expect(first(name)).toBe(`Open documents: ${name}`);
    expect(found('resnet').map(({ heading }) => heading)).toContain('Templates');
    expect(first('drpout')).toBe('Add a layer: Dropout');
    // before anything is typed it is the list of commands
    expect(new Set(found('').map(({ heading }) => heading))).not.toContain('Templates');
  });

  it('does what is picked: goes to a layer, adds one behind the selection, opens a template', async () => {
    const editor = new TestEditor(mnistCnn()).select('conv2d_1').press('Mod+K');
    await editor.answer(found('dense_1')[0]!.title).settled();
    editor.expectSelected('dense_1');
    editor.select('conv2d_1').press('Mod+K');
    await editor.answer(found('batch norm')[0]!.title).settled();
    editor.expectWired('conv2d_1 > batchNorm_1', 'batchNorm_1 > maxPool2d_1');
    editor.press('Mod+F');
    await editor.answer(found('relu_2')[0]!.title).settled();
    editor.expectSelected('relu_2').press('Mod+K');
    await editor.answer(found('lenet').find(({ heading }) => heading === 'Templates')!.title).settled();
    expect(workspace.getState().documents).toHaveLength(2);
    expect(activeDocument()!.document.name).toMatch(/LeNet/);
  });
});
