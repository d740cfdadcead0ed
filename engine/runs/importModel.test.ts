import { expect, test } from 'vitest';
import { MemoryFiles } from '../files/memory.ts';
import { importModel } from './importModel.ts';

test.each([
  ['weights.pth', 'it holds weights without a network'],
  ['part/model.safetensors.index.json', 'it holds weights without a network'],
  ['notes.txt', 'it is no model that is read here; those of ONNX, Keras, PyTorch, TensorFlow.js are'],
])('%s is refused with what it is', async (name, reason) => {
  const files = new MemoryFiles();
  await files.write(`/m/${name}`, new Uint8Array(64));
  const read = importModel({ file: `/m/${name}`, files }, {}, { breathe: async () => {} });
  await expect(read).rejects.toThrow(reason);
});
