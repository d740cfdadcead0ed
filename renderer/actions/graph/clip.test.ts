import { describe, expect, it } from 'vitest';
import { addNote, paste } from '../../../engine/graph/edits.ts';
import { mnistCnn } from '../../../templates/mnist-cnn.ts';
import { clipOf, clipText, readClip } from './clip.ts';

describe('clipboard', () => {
  it('carries layers, the wires between them, what feeds them, and notes', () => {
    const { document, id } = addNote(mnistCnn(), { x: 300, y: 0 }, 'a note');
    const clip = readClip(clipText(clipOf(document, ['input_1', 'conv2d_1', id])))!;
    expect(clip.nodes.map((node) => node.id)).toEqual(['input_1', 'conv2d_1']);
    expect(clip.edges).toEqual([
      { from: { node: 'input_1', port: 'output' }, to: { node: 'conv2d_1', port: 'input' } },
    ]);
    expect(clip.inputs.input_1!.column).toBe('image');
    expect(clip.notes.map(({ text }) => text)).toEqual(['a note']);
    expect(paste(mnistCnn(), clip, { x: 24, y: 24 }).ids).toEqual(['input_2', 'conv2d_3']);
  });

  it('drops wires that lead nowhere', () => {
    const text = clipText({ ...clipOf(mnistCnn(), ['conv2d_1']), edges: mnistCnn().graph.edges });
    expect(readClip(text)!.edges).toEqual([]);
  });

  it('takes foreign text for what it is', () => {
    expect(readClip('hello')).toBeUndefined();
    expect(readClip('{"nodes": []}')).toBeUndefined();
    expect(readClip('')).toBeUndefined();
  });

  it('refuses what is damaged or newer, with the reason', () => {
    const text = clipText(clipOf(mnistCnn(), ['conv2d_1']));
    expect(() => readClip(text.replace('"version": 1', '"version": 99'))).toThrow('newer Layerloom');
    expect(() => readClip(text.replace('"x": 0', '"x": "left"'))).toThrow(
      'The clipboard is damaged at graph.nodes.0.position.x',
    );
    expect(() => readClip(text.slice(0, -20))).toThrow('not JSON');
  });
});
