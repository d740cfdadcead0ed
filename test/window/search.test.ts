/** The search over everything that has a name. */
import { describe, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { activeDocument, workspace } from '../../renderer/state/document/workspace.ts';
import { dialogs } from '../../renderer/state/dialogs.ts';
import { findGroups, type PickGroup } from '../../renderer/ui/pick/pick.ts';
import { setFindables } from '../../renderer/actions/findable.ts';
import { FINDABLE } from '../../renderer/panels/findable.ts';
import { headlessPage, setPage } from '../../renderer/state/page.ts';
import { view } from '../../renderer/state/view.ts';
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
  it('finds the settings of training, data and document, and leads to their fields', async () => {
    const focused: unknown[] = [];
    const editor = new TestEditor(mnistCnn());
    setPage({ ...headlessPage(), keyboard: { ...headlessPage().keyboard, focus: (target) => focused.push(target) } });
    setFindables(FINDABLE);
    const go = async (query: string) => {
      editor.press('Mod+K');
      const best = first(query);
      await editor.answer(found(query)[0]!.title).settled();
      return best;
    };
    expect(await go('batch size')).toBe('Training settings: Batch size');
    expect(await go('momentum')).toBe('Training settings: Momentum');
    expect(await go('early')).toBe('Training settings: Stop early');
    expect(view.getState()).toMatchObject({ dock: true, panel: 'training' });
    expect(await go('split seed')).toBe('Settings of the data: Split seed');
    expect(view.getState().panel).toBe('data');
    editor.select('conv2d_1');
    expect(await go('document name')).toBe('Settings of the document: Name');
    expect([editor.open.selection.nodes, focused]).toEqual([
      [],
      [
        'training-course-batchSize',
        'training-optimizer-momentum',
        'training-stop-early',
        'split-seed',
        'inspector-document',
      ].map((field) => ({ field })),
    ]);
    // what is not offered now is not found
    editor.press('Mod+K');
    expect(found('patience')).toEqual([]);
  });

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
