/** Where layers stand: moved, tidied and turned; notes beside them. */
import { describe, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { templateOf } from '../../templates/index.ts';
import { moveTo } from '../../renderer/actions/graph/move.ts';
import { applyNoteCure, resizeNote, writeNote } from '../../renderer/actions/graph/notes.ts';
import { drawing } from '../../renderer/state/document/drawing.ts';
import { view } from '../../renderer/state/view.ts';
import { TestEditor } from './TestEditor.ts';

const digits = () => new TestEditor(mnistCnn());

describe('moving', () => {
  it('is one step for what is dragged together', () => {
    const positions = new Map(['conv2d_1', 'relu_1'].map((id, i) => [id, { x: 400, y: 40 * i }]));
    const editor = digits().act(() => moveTo(positions));
    expect(editor.node('relu_1').position).toEqual({ x: 400, y: 40 });
    editor.expectSteps('Move 2 layers').undo().expectDocument(mnistCnn());
  });

  it('by the keys is one step for what is pressed at a stretch', () => {
    const editor = digits().select('relu_1');
    const { x, y } = editor.node('relu_1').position;
    editor.press('ArrowRight').press('ArrowRight').press('ArrowDown').press('Shift+ArrowLeft');
    expect(editor.node('relu_1').position).toEqual({ x: x + 16 - 64, y: y + 8 });
    editor.expectSteps('Move ReLU').undo().expectDocument(mnistCnn());
  });
});

describe('tidying', () => {
  it('puts what was scattered into rows, as one step', async () => {
    const editor = digits().act(() => moveTo(new Map([['conv2d_1', { x: 640, y: 808 }]])));
    const scattered = editor.document;
    await editor.press('T').settled();
    editor.expectDocument(mnistCnn()).expectSteps('Move layer', 'Tidy').undo().expectDocument(scattered);
  });

  it('leaves alone what was edited meanwhile', async () => {
    const editor = digits()
      .act(() => moveTo(new Map([['conv2d_1', { x: 640, y: 808 }]])))
      .press('T')
      .select('relu_1')
      .press('Delete');
    await editor.settled();
    expect(editor.node('conv2d_1').position).toEqual({ x: 640, y: 808 });
    editor.expectSteps('Move layer', 'Delete ReLU');
  });

  it('turns the wires, and the layers with them', async () => {
    const editor = await digits().run('Lay out from left to right').settled();
    expect(view.getState().direction).toBe('right');
    const [input, conv] = [editor.node('input_1').position, editor.node('conv2d_1').position];
    expect(conv.y).toBe(input.y);
    expect(conv.x).toBeGreaterThan(input.x);
    await editor.run('Lay out from top to bottom').settled();
    editor.expectDocument(mnistCnn());
  });
});

describe('notes', () => {
  it('are added at the pointer, written, resized, moved and deleted', () => {
    const editor = digits().pointAt(600, 80).press('N');
    const { id } = drawing().notes[0]!;
    editor.expectSelected(id);
    for (const text of ['W', 'Why', 'Why so?']) editor.act(() => writeNote(id, text));
    editor.act(() => resizeNote(id, { width: 320, height: 160 }, undefined)).press('ArrowRight');
    expect(drawing().notes).toEqual([
      { id, text: 'Why so?', position: { x: 608, y: 80 }, size: { width: 320, height: 160 } },
    ]);
    editor.press('Delete').expectSteps('Add note', 'Edit note', 'Resize note', 'Move 1 note', 'Delete 1 note');
    for (let step = 0; step < 5; step++) editor.undo();
    editor.expectDocument(mnistCnn());
  });

  it('of a demonstration apply the cure that they offer, as one step', () => {
    const made = templateOf('vanishing-gradients')!.make();
    const editor = new TestEditor(made);
    const [note] = drawing().notes;
    const before = drawing().nodes.length;
    expect(note!.cures?.map(({ title }) => title)).toEqual(['Add batch norm', 'Add residuals', 'Use ReLU']);
    editor.act(() => applyNoteCure(note!.id, 1, 'Add residuals'));
    expect(drawing().nodes).toHaveLength(before + 11);
    expect(drawing().notes[0]!.text).toMatch(/Cured:/);
    expect(drawing().notes[0]!.cures ?? []).toEqual([]);
    editor.expectSteps('Add residuals').undo().expectDocument(made);
  });
});
