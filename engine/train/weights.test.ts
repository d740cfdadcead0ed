import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeSafetensors } from '../data/formats/safetensors.ts';
import { tensor } from '../types/tensor.ts';
import { decodeWeights } from './weights.ts';

/** A file whose header has this length. */
function safetensors(header: number): Uint8Array {
  const named = (letters: number) => writeSafetensors(new Map([['w'.repeat(letters), tensor('float32', [2])]]));
  const shortest = Number(new DataView(named(1).buffer).getBigUint64(0, true));
  return named(1 + header - shortest);
}

it.each([0x80, 0x280, 0x4b50])(
  'takes safetensors for what they are where their header of %i bytes makes them begin like another file',
  (header) => {
    const bytes = safetensors(header);
    expect(bytes[0]! + 256 * bytes[1]!).toBe(header);
    expect(decodeWeights(bytes).tensors.size).toBe(1);
  },
);

it('takes what PyTorch saved for that', () => {
  const file = readFileSync(
    path.resolve(import.meta.dirname, '../../test/conformance/fixtures/weights/resnet18-thin.pth'),
  );
  expect(decodeWeights(file).tensors.has('conv1.weight')).toBe(true);
  expect(() => decodeWeights(Uint8Array.of(0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9))).toThrow('old form');
});
