/** Blocks: made of a selection, looked into, given settings and ports, repeated, linked and taken apart. */
import { describe, expect, it } from 'vitest';
import { BLOCK, type Document, emptyDocument, nameOf } from '../../engine/graph/document.ts';
import { templateOf } from '../../templates/index.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { linkToBlock, movePort, promoteSetting, renameBlock, setRepeat } from '../../renderer/actions/graph/blocks.ts';
import { renameNode, setLayerSetting } from '../../renderer/actions/graph/layerSettings.ts';
import { enter, goInto, reveal, turnTo } from '../../renderer/actions/graph/navigation.ts';
import { drawing } from '../../renderer/state/document/drawing.ts';
import { expectNotice } from './notices.ts';
import { TestEditor } from './TestEditor.ts';

const FIRST = ['conv2d_1', 'maxPool2d_1', 'relu_1'];
const withBlock = () =>
  new TestEditor(mnistCnn())
    .select(...FIRST)
    .press('Mod+G')
    .expectSelected('block_1');
const filters = { kind: 'int', label: 'Filters', doc: 'How many.' } as const;
const blocksOf = ({ document }: TestEditor) => document.graph.blocks.map(({ name }) => name);

describe('a block', () => {
  it('takes the place of what it is made of, wired as that was', () => {
    withBlock()
      .expectWired('input_1 > block_1', 'block_1 > conv2d_2')
      .expectProblems()
      .expectSteps('Make block')
      .undo()
      .expectDocument(mnistCnn());
  });

  it('is looked into and left again, where it is selected', () => {
    const editor = withBlock().run('Look inside the block').expectInside('Block');
    editor.expectNodes('blockInput_1', ...FIRST, 'blockOutput_1').select('conv2d_1');
    // the first Escape lets go of the selection, the second goes out
    editor
      .press('Escape')
      .expectInside('Block')
      .expectSelected()
      .press('Escape')
      .expectInside()
      .expectSelected('block_1');
  });

  it('is edited within, and undone from outside', () => {
    const editor = withBlock()
      .run('Look inside the block')
      .act(() => renameNode('blockInput_1', 'image'))
      .expectName('blockInput_1', 'image')
      .select('relu_1')
      .press('Shift+Delete')
      .expectWired('maxPool2d_1 > blockOutput_1');
    editor.press('Escape').undo().undo().run('Look inside the block').expectName('blockInput_1', 'input');
    expect(drawing().nodes.map(({ id }) => id)).toContain('relu_1');
  });

  it('has the settings that are promoted to it, and each instance its own values', () => {
    const editor = withBlock().press('Mod+D').expectSelected('block_2');
    const { id } = editor.document.graph.blocks[0]!;
    editor.act(() => promoteSetting(id, 'conv2d_1', 'filters', filters, 10));
    editor.act(() => setLayerSetting(['block_1'], 'filters', 'Filters', 6));
    expect([editor.typeOf('block_1'), editor.node('block_2').settings]).toEqual(['N×6×12×12', {}]);
    editor.expectSteps('Make block', 'Duplicate Block', 'Promote filters', 'Set filters');
  });

  it('repeats; a formula lets a setting grow with the repetition', () => {
    const editor = new TestEditor(mnistCnn()).select('conv2d_1').press('Mod+G');
    const { id } = editor.document.graph.blocks[0]!;
    editor.act(() => promoteSetting(id, 'conv2d_1', 'filters', filters, 10));
    enter('block_1');
    editor
      .act(() => setLayerSetting(['conv2d_1'], 'filters', 'Filters', { '=': 'filters * (i + 1)' }))
      .run('Leave the block');
    editor.act(() => setRepeat('block_1', 2));
    editor.expectProblems();
    expect(editor.typeOf('block_1')).toBe('N×20×20×20');
    editor.act(() => enter('block_1', 1));
    expect(editor.typeOf('conv2d_1')).toBe('N×20×20×20');
    editor.act(() => turnTo(0));
    expect(editor.typeOf('conv2d_1')).toBe('N×10×24×24');
  });

  it('says what is wrong in every repetition, in each', () => {
    const editor = new TestEditor(mnistCnn())
      .select('relu_1')
      .press('Mod+G')
      .act(() => setRepeat('block_1', 3));
    editor
      .run('Look inside the block')
      .act(() => renameNode('relu_1', 'same'))
      .select()
      .pick('dense');
    for (const repetition of [0, 1, 2]) {
      editor.act(() => turnTo(repetition));
      editor.expectProblemText('dense_1', /./);
    }
  });

  it('is taken apart as one step; its copies stand where it stood', () => {
    const editor = withBlock().act(() => setRepeat('block_1', 2));
    const before = editor.document;
    editor.select('block_1').press('Mod+Shift+G');
    expect(drawing().nodes.filter(({ type }) => type === BLOCK)).toEqual([]);
    expect(drawing().nodes).toHaveLength(11 + FIRST.length);
    expect(editor.open.selection.nodes).toHaveLength(2 * FIRST.length);
    editor.undo().expectDocument(before);
  });

  it('is made independent and linked again; what is not used is removed', () => {
    const editor = withBlock().press('Mod+D').run('Make the block independent');
    expect(blocksOf(editor)).toEqual(['Block', 'Block 2']);
    const [first] = editor.document.graph.blocks;
    editor.act(() => renameBlock(first!.id, 'Convolve')).act(() => linkToBlock('block_2', first!.id));
    expect(editor.node('block_2').block).toBe(first!.id);
    editor.run('Remove unused blocks');
    expect(blocksOf(editor)).toEqual(['Convolve']);
    editor.expectSteps(
      'Make block',
      'Duplicate Block',
      'Make independent',
      'Rename block',
      'Link to block',
      'Remove unused blocks',
    );
  });

  it('can only be made of what can stand in one', () => {
    const editor = new TestEditor(mnistCnn()).select('input_1');
    expect(editor.can('Mod+G')).toBe(false);
    editor.select('input_1', 'conv2d_1').press('Mod+G').expectWired('input_1 > block_1');
  });
});

describe('the ports of a block', () => {
  /** x feeds two layers of other widths, which are joined. */
  const twoWays = (): Document => {
    const empty = emptyDocument('Two ways');
    const at = (id: string, type: string, x: number, y: number, settings: Record<string, unknown> = {}) =>
      ({ id, type, settings, position: { x, y } }) as (typeof empty.graph.nodes)[number];
    const nodes = [
      at('x', 'input', 120, 0, { shape: [4] }),
      at('narrow', 'dense', 0, 96, { units: 3 }),
      at('wide', 'dense', 240, 96, { units: 5 }),
      at('joined', 'concatenate', 120, 192),
      at('y', 'dense', 120, 288, { units: 2 }),
    ];
    return { ...empty, graph: { ...empty.graph, nodes } };
  };
  const joined = () => {
    const editor = new TestEditor(twoWays());
    for (const wire of ['x > narrow', 'x > wide', 'narrow > joined.inputs', 'wide > joined.inputs', 'joined > y'])
      editor.connect(wire);
    return editor.select('narrow', 'wide').press('Mod+G');
  };
  const portsOf = ({ document }: TestEditor, block: number, type: string) =>
    document.graph.blocks[block]!.nodes.filter((node) => node.type === type).map(nameOf);
  const moveEarlier = ({ document }: TestEditor, block: number, port: string) => {
    const { id, nodes } = document.graph.blocks[block]!;
    movePort(id, nodes.find((node) => nameOf(node) === port)!.id, -1);
  };

  it('are put in another order, and the wires mean what they meant', () => {
    const editor = joined().expectWired('block_1 > joined.inputs', 'block_1.output_2 > joined.inputs');
    const before = editor.document;
    const types = () => [editor.typeOf('block_1', 0), editor.typeOf('block_1', 1)];
    expect(types()).toEqual(['N×3', 'N×5']);
    editor.act(() => moveEarlier(editor, 0, 'output_2'));
    expect(types()).toEqual(['N×5', 'N×3']);
    // what is joined is joined in the order that it was
    const into = drawing().edges.filter(({ to }) => to.node === 'joined');
    expect(into.map(({ from }) => from.port)).toEqual(['output', 'output_2']);
    editor
      .expectProblems()
      .expectSteps(...editor.open.history.done.slice(0, -1).map(({ label }) => label), 'Move port');
    editor.undo().expectDocument(before);
  });

  it('that come in can be moved, too', () => {
    const editor = joined().select('joined').press('Mod+G');
    expect(portsOf(editor, 1, 'blockInput')).toEqual(['input', 'input_2']);
    editor.act(() => moveEarlier(editor, 1, 'input_2'));
    expect(portsOf(editor, 1, 'blockInput')).toEqual(['input_2', 'input']);
    editor.expectWired('block_1 > block_2', 'block_1.output_2 > block_2.input_2').expectProblems();
  });
});

describe('all blocks opened', () => {
  it('show the whole network to look at, and the way to where a layer stands', () => {
    const editor = new TestEditor(templateOf('resnet')!.make());
    const closed = drawing().nodes.length;
    editor.press('E');
    expect(drawing().nodes.length).toBeGreaterThan(5 * closed);
    const inner = drawing().nodes.find(({ id }) => id.includes('/'))!;
    editor.select(inner.id).press('Delete');
    expectNotice(/^With all blocks open the network can only be looked at\./);
    editor.expectSteps();
    const flat = inner.id;
    editor.act(() => goInto(flat));
    expect(editor.open.within.length).toBeGreaterThan(0);
    editor.expectSelected(flat.split('/').at(-1)!);
    editor.act(() => reveal(drawing().nodes[0]!.id));
    while (editor.open.within.length > 0) editor.run('Leave the block');
    expect(drawing().nodes).toHaveLength(closed);
  });
});
