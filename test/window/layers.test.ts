/** Layers and wires: added, connected, walked through, selected and deleted. */
import { describe, expect, it } from 'vitest';
import { setSetting } from '../../engine/graph/edits.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { reconnect } from '../../renderer/actions/graph/connect.ts';
import { setFrozen, setLayerSetting, setLearning } from '../../renderer/actions/graph/layerSettings.ts';
import { changeSelection } from '../../renderer/actions/graph/selection.ts';
import { canBeSpliced, dropOnWire } from '../../renderer/actions/graph/move.ts';
import { drawing } from '../../renderer/state/document/drawing.ts';
import { dialogs } from '../../renderer/state/dialogs.ts';
import { session } from '../../renderer/state/canvas/session.ts';
import { expectNotice } from './notices.ts';
import { TestEditor, wireText } from './TestEditor.ts';

const digits = () => new TestEditor(mnistCnn());

describe('adding layers', () => {
  it('draws a network from nothing: each layer goes behind the selected one and is selected', () => {
    new TestEditor()
      .add('input')
      .pick('flatten')
      .pick('dense')
      .expectNodes('input_1', 'flatten_1', 'dense_1')
      .expectWires('input_1 > flatten_1', 'flatten_1 > dense_1')
      .expectSelected('dense_1')
      .expectSteps('Add Input', 'Add Flatten', 'Add Dense')
      .undo()
      .expectNodes('input_1', 'flatten_1')
      .redo()
      .expectWires('input_1 > flatten_1', 'flatten_1 > dense_1');
  });

  it('goes into the wire of the selected layer where it has just one, as one step', () => {
    digits()
      .select('conv2d_1')
      .pick('dropout')
      .expectWired('conv2d_1 > dropout_1', 'dropout_1 > maxPool2d_1')
      .expectNotWired('conv2d_1 > maxPool2d_1')
      .expectSelected('dropout_1')
      .undo()
      .expectDocument(mnistCnn());
  });

  it('goes beside what a layer feeds already where that is several', () => {
    digits()
      .select('relu_2')
      .add('tanh', { at: { x: 600, y: 0 } })
      .connect('relu_2 > tanh_1')
      .select('relu_2')
      .pick('dropout')
      .expectWired('relu_2 > flatten_1', 'relu_2 > tanh_1', 'relu_2 > dropout_1');
  });

  it('goes into a wire on which it is dropped', () => {
    const editor = digits();
    const edge = editor.document.graph.edges.find(({ from }) => from.node === 'maxPool2d_1')!;
    editor
      .add('layerNorm', { edge })
      .expectWired('maxPool2d_1 > layerNorm_1', 'layerNorm_1 > relu_1')
      .expectNotWired('maxPool2d_1 > relu_1')
      .expectSteps('Add Layer norm');
  });

  it('goes where it is put, to the grid, and not on top of another', () => {
    const editor = digits().add('batchNorm', { at: { x: 803, y: 181 } });
    const { x, y } = editor.node('batchNorm_1').position;
    expect([Math.abs(x - 803), Math.abs(y - 181)].every((off) => off <= 8)).toBe(true);
    editor.add('tanh', { at: { x: 803, y: 181 } });
    expect(editor.node('tanh_1').position).not.toEqual({ x, y });
  });

  it('asks for a layer at the pointer, and connects it with the wire that was drawn there', () => {
    const editor = digits().pointAt(300, 200).press('Shift+A');
    expect(session.getState().picker).toMatchObject({ screen: { x: 300, y: 200 }, at: { x: 300, y: 200 } });
    editor
      .add('batchNorm', { at: { x: 900, y: 0 }, from: { node: 'relu_1', port: 'output' } })
      .expectWired('relu_1 > batchNorm_1');
    expect(editor.typeOf('batchNorm_1')).toBe('N×10×12×12');
    editor
      .add('tanh', { at: { x: 900, y: 0 }, to: { node: 'flatten_1', port: 'input' } })
      .expectWired('tanh_1 > flatten_1')
      .expectNotWired('relu_2 > flatten_1');
  });
});

describe('wires', () => {
  it('take the place of the wire that fed an input, but join where an input takes many', () => {
    digits()
      .add('add', { at: { x: 600, y: 0 } })
      .connect('relu_1 > add_1.inputs')
      .connect('maxPool2d_1 > add_1.inputs')
      .expectWired('relu_1 > add_1.inputs', 'maxPool2d_1 > add_1.inputs')
      .connect('relu_1 > flatten_1')
      .expectWired('relu_1 > flatten_1')
      .expectNotWired('relu_2 > flatten_1')
      .undo()
      .expectWired('relu_2 > flatten_1');
  });

  it('are picked from a list of what can be connected, without what would lead in a circle', async () => {
    const editor = digits()
      .add('tanh', { at: { x: 600, y: 0 } })
      .select('relu_2')
      .press('C');
    const { groups } = dialogs.getState()[0]!.question as { groups: { heading: string; items: { title: string }[] }[] };
    const fed = groups.find(({ heading }) => heading.includes('feeds'))!.items.map(({ title }) => title);
    expect(fed[0]).toBe('tanh_1');
    expect(fed).not.toContain('conv2d_1');
    await editor.answer('tanh_1').settled();
    editor.expectWired('relu_2 > tanh_1').undo().expectNotWired('relu_2 > tanh_1');
  });

  it('that would close a circle are refused with the reason', () => {
    const editor = new TestEditor(mnistCnn()).connect('relu_2 > conv2d_1');
    expectNotice(/would close a circle/);
    editor.expectSteps().expectNotWired('relu_2 > conv2d_1').expectDocument(mnistCnn());
  });

  it('lead through a loose layer that is dropped on them, as one step', () => {
    const editor = new TestEditor(mnistCnn()).add('batchNorm', { at: { x: 900, y: 0 } });
    const edge = drawing().edges.find((one) => wireText(one) === 'conv2d_1 > maxPool2d_1')!;
    expect(canBeSpliced('batchNorm_1')).toBe(true);
    expect(canBeSpliced('relu_1')).toBe(false);
    editor
      .act(() => dropOnWire('batchNorm_1', { x: 16, y: 100 }, edge))
      .expectWired('conv2d_1 > batchNorm_1', 'batchNorm_1 > maxPool2d_1')
      .expectNotWired('conv2d_1 > maxPool2d_1')
      .expectSteps('Add Batch norm', 'Insert Batch norm');
    expect(editor.node('batchNorm_1').position).toEqual({ x: 16, y: 100 });
    editor.undo().expectNotWired('conv2d_1 > batchNorm_1');
  });

  it('are not picked where the person thinks better of it', async () => {
    const editor = await digits().select('relu_2').press('C').answer(null).settled();
    editor.expectSteps();
  });

  it('keep their place among the wires of an input when they are moved', () => {
    const editor = digits().add('concatenate', { at: { x: 600, y: 0 } });
    for (const from of ['conv2d_1', 'maxPool2d_1', 'relu_1']) editor.connect(`${from} > concatenate_1.inputs`);
    const old = editor.document.graph.edges.find(
      ({ from, to }) => from.node === 'maxPool2d_1' && to.port === 'inputs',
    )!;
    editor.act(() => reconnect(old, { node: 'input_1', port: 'output' }, old.to));
    const into = editor.document.graph.edges
      .filter(({ to }) => to.node === 'concatenate_1')
      .map(({ from }) => from.node);
    expect(into).toEqual(['conv2d_1', 'input_1', 'relu_1']);
  });

  it('are walked along one after the other, deleted and back', () => {
    digits()
      .select('conv2d_1')
      .press('W')
      .expectSelectedWire('input_1 > conv2d_1')
      .press('W')
      .expectSelectedWire('conv2d_1 > maxPool2d_1')
      .press('Delete')
      .expectNotWired('conv2d_1 > maxPool2d_1')
      .expectSteps('Delete 1 wire')
      .undo()
      .expectDocument(mnistCnn());
  });

  it('come back to the first after the last', () => {
    digits().select('conv2d_1').press('W').press('W').press('W').expectSelectedWire('input_1 > conv2d_1');
  });
});

describe('the selection', () => {
  it('walks along the wires', () => {
    const editor = digits().select('conv2d_1').press('Alt+ArrowDown').expectSelected('maxPool2d_1');
    expect(editor.surface.seen).toEqual(['maxPool2d_1']);
    editor.press('Alt+ArrowUp').press('Alt+ArrowUp').expectSelected('input_1').press('Alt+ArrowUp');
    editor.expectSelected('input_1');
  });

  it('takes in all, lets go of all, and is no step of its own', () => {
    const editor = digits().press('Mod+A');
    expect(editor.open.selection.nodes).toHaveLength(11);
    expect(editor.open.selection.edges).toHaveLength(10);
    editor.press('Escape').expectSelected().expectSteps();
    expect(editor.can('Escape')).toBe(false);
  });

  it('grows and shrinks by what is clicked, without what is gone', () => {
    const click = (id: string, on: boolean) => () => changeSelection('nodes', new Map([[id, on]]));
    digits()
      .select('conv2d_1', 'gone')
      .act(click('relu_1', true))
      .expectSelected('conv2d_1', 'relu_1')
      .act(click('conv2d_1', false))
      .expectSelected('relu_1');
  });
});

describe('deleting', () => {
  it('takes the wires along, and one step brings all back', () => {
    digits()
      .select('conv2d_1', 'relu_1')
      .press('Delete')
      .expectNotWired('input_1 > conv2d_1', 'maxPool2d_1 > relu_1')
      .expectSelected()
      .expectSteps('Delete 2 layers')
      .undo()
      .expectDocument(mnistCnn());
  });

  it('closes the gap where that is wanted', () => {
    digits()
      .select('relu_1')
      .press('Shift+Delete')
      .expectWired('maxPool2d_1 > conv2d_2')
      .expectSteps('Delete ReLU')
      .undo()
      .expectDocument(mnistCnn());
  });

  it('leaves the keyboard with the layer that comes next, from where it walks on', () => {
    const editor = digits().select('relu_1').press('Delete').expectSelected();
    expect(editor.surface.focus).toBe('conv2d_2');
    editor.press('Alt+ArrowDown').expectSelected('maxPool2d_2');
    editor.select('dense_2').press('Delete');
    expect(editor.surface.focus).toBe('relu_3');
    editor.select('conv2d_1').press('W').press('Delete');
    expect(editor.surface.focus).toBe('input_1');
    editor.press('Mod+A').press('Delete').expectNodes();
  });

  it('can be done to what is selected alone', () => {
    const editor = digits();
    expect(['Delete', 'Shift+Delete', 'Mod+X', 'Mod+D'].filter((keys) => editor.can(keys))).toEqual([]);
  });
});

describe('problems', () => {
  it('are said of the layer that has them, and a repair is one step', () => {
    const editor = digits()
      .select('flatten_1')
      .press('Shift+Delete')
      .expectProblems('rank-mismatch')
      .expectProblemText('dense_1', 'N×20×4×4');
    editor
      .repair('Insert Flatten')
      .expectProblems()
      .expectWired('relu_2 > flatten_1', 'flatten_1 > dense_1')
      .undo()
      .expectWired('relu_2 > dense_1')
      .undo()
      .expectDocument(mnistCnn());
  });
});

describe('settings of layers', () => {
  it('count at once in all that follows; what is typed at a stretch is one step', () => {
    const editor = digits();
    const type = (value: number) => editor.act(() => setLayerSetting(['conv2d_2'], 'filters', 'Filters', value));
    type(6);
    type(64);
    expect(editor.typeOf('conv2d_2')).toBe('N×64×8×8');
    editor.expectSteps('Set filters').undo().expectDocument(mnistCnn());
    editor.act(() => setLayerSetting(['conv2d_1', 'conv2d_2'], 'filters', 'Filters', 7));
    expect([editor.typeOf('conv2d_1'), editor.typeOf('conv2d_2')]).toEqual(['N×7×24×24', 'N×7×8×8']);
  });

  it('of another layer are another step', () => {
    const editor = digits();
    for (const id of ['conv2d_1', 'conv2d_2']) editor.act(() => setLayerSetting([id], 'filters', 'Filters', 3));
    editor.expectSteps('Set filters', 'Set filters').undo();
    editor.expectDocument(setSetting(mnistCnn(), ['conv2d_1'], 'filters', 3));
  });

  it('freeze and unfreeze the layers that have weights', () => {
    const editor = digits().select('conv2d_1', 'relu_1').run('Freeze');
    expect([editor.node('conv2d_1').frozen, editor.node('relu_1').frozen]).toEqual([true, undefined]);
    editor.run('Unfreeze').expectDocument(mnistCnn()).select('relu_1');
    expect(editor.can('Shift+F')).toBe(false);
    editor.act(() => setFrozen(['dense_1'], true)).expectSteps('Freeze Conv 2D', 'Unfreeze Conv 2D', 'Freeze Dense');
  });

  it('say how weights learn, each by itself', () => {
    const editor = digits();
    const constrain = (limit: number) =>
      editor.act(() =>
        setLearning(['dense_1'], 'constraint', 'constraint', () => ({
          constraint: { type: 'maxNorm', settings: { limit } },
        })),
      );
    editor.act(() => setLearning(['dense_1'], 'rate', 'learning rate', () => ({ learningRate: 0.1 })));
    constrain(2);
    constrain(3);
    expect(editor.node('dense_1')).toMatchObject({ learningRate: 0.1, constraint: { settings: { limit: 3 } } });
    editor.undo();
    expect(editor.node('dense_1').constraint).toBeUndefined();
    editor.undo().expectDocument(mnistCnn());
  });
});

describe('switching layers off', () => {
  it('mutes with X and bypasses with B; the second press switches on, and each is undone', () => {
    const editor = new TestEditor();
    editor.add('input').pick('relu').pick('dense');
    const before = editor.document;
    const off = () => editor.document.graph.nodes.map((node) => node.off ?? 'on');
    editor.select('relu_1').press('B');
    expect(off()).toEqual(['on', 'bypassed', 'on']);
    editor.press('X');
    expect(off()).toEqual(['on', 'muted', 'on']);
    editor.expectProblems('input-muted');
    editor.press('X');
    expect(off()).toEqual(['on', 'on', 'on']);
    editor.undo().undo().undo().expectDocument(before);
  });
});
