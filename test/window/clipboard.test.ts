/** Copying, cutting, pasting and duplicating. */
import { describe, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { writeNote } from '../../renderer/actions/graph/notes.ts';
import { drawing } from '../../renderer/state/document/drawing.ts';
import { newDocument } from '../../renderer/actions/files.ts';
import { page } from '../../renderer/state/page.ts';
import { expectNotice } from './notices.ts';
import { TestEditor } from './TestEditor.ts';

const three = () => new TestEditor(mnistCnn()).select('input_1', 'conv2d_1', 'maxPool2d_1');

describe('the clipboard', () => {
  it('pastes copies with the wires between them, at the pointer, as one step', async () => {
    const editor = await three().press('Mod+C').settled();
    await editor.pointAt(1000, 200).press('Mod+V').settled();
    editor
      .expectSelected('input_2', 'conv2d_3', 'maxPool2d_3')
      .expectWired('input_2 > conv2d_3', 'conv2d_3 > maxPool2d_3')
      .expectNotWired('maxPool2d_3 > relu_1')
      .expectSteps('Paste');
    expect(editor.node('input_2').position).toEqual({ x: 1000, y: 200 });
    editor.undo().expectDocument(mnistCnn());
  });

  it('pastes aside, further each time, where there is no pointer', async () => {
    const editor = await three().press('Mod+C').settled();
    const { x, y } = editor.node('input_1').position;
    for (const [times, id] of [
      [1, 'input_2'],
      [2, 'input_3'],
    ] as const) {
      await editor.press('Mod+V').settled();
      expect(editor.node(id).position).toEqual({ x: x + 24 * times, y: y + 24 * times });
    }
  });

  it('cuts: what is pasted afterwards is as it was', async () => {
    const editor = await new TestEditor(mnistCnn()).select('conv2d_2').press('Mod+X').settled();
    editor.expectSteps('Delete Conv 2D').expectNotWired('relu_1 > conv2d_2');
    await editor.press('Mod+V').settled();
    editor.expectSetting('conv2d_2', 'filters', 20);
  });

  it('names the keys where the browser keeps the clipboard from the menu, and cuts nothing then', async () => {
    const editor = three();
    const refused = () => Promise.reject(new Error('Write permission denied.'));
    const { clipboard } = page();
    const before = { ...clipboard };
    Object.assign(clipboard, { writeText: refused, readText: refused });
    await editor.run('Cut').settled();
    expectNotice(/Press Ctrl X on the canvas/);
    await editor.run('Paste').settled();
    expectNotice(/Press Ctrl V on the canvas/);
    editor.expectSteps();
    Object.assign(clipboard, before);
  });

  it('takes layers into another document', async () => {
    const editor = await three().press('Mod+C').settled();
    newDocument();
    await editor.press('Mod+V').settled();
    editor
      .expectNodes('input_1', 'conv2d_1', 'maxPool2d_1')
      .expectWires('input_1 > conv2d_1', 'conv2d_1 > maxPool2d_1');
  });

  it('takes blocks and notes along', async () => {
    const editor = three().press('Mod+G').pointAt(600, 0).press('N');
    const [note] = drawing().notes;
    editor.act(() => writeNote(note!.id, 'What it is for')).select('block_1', note!.id);
    await editor.press('Mod+C').settled();
    newDocument();
    await editor.press('Mod+V').settled();
    editor.expectNodes('block_1').run('Look inside the block').expectInside('Block').press('Escape').press('Escape');
    expect(drawing().notes.map(({ text }) => text)).toEqual(['What it is for']);
  });

  it('says so where it holds no layers, and changes nothing', async () => {
    const editor = new TestEditor(mnistCnn());
    await page().clipboard.writeText('not a network');
    await editor.press('Mod+V').settled();
    expectNotice('The clipboard holds no layers. Copy some on a canvas first.');
    editor.expectSteps();
  });

  it('is not needed to duplicate, and duplicates are deleted as one step', () => {
    three()
      .press('Mod+D')
      .expectSelected('input_2', 'conv2d_3', 'maxPool2d_3')
      .press('Delete')
      .expectSteps('Duplicate 3 layers', 'Delete 3 layers')
      .undo()
      .expectWired('input_2 > conv2d_3')
      .undo()
      .expectDocument(mnistCnn());
  });
});
