/** Weights in every form, held against what the same model gives as a whole. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unzlibSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { writeNpy } from '../data/formats/npy.ts';
import { writeSafetensors } from '../data/formats/safetensors.ts';
import { MemoryFiles } from '../files/memory.ts';
import { tensor } from '../types/tensor.ts';
import { readWeightsFile } from './weightsFile.ts';

const saved = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../test/conformance/fixtures/keras.json'), 'utf8'),
) as Record<string, { readonly file: string; readonly ending: string }>;

const reading = async (files: Readonly<Record<string, string | Uint8Array>>, name: string) => {
  const memory = new MemoryFiles();
  for (const [file, content] of Object.entries(files)) await memory.write(`/${file}`, content);
  return readWeightsFile(memory, `/${name}`);
};
const ofKeras = async (name: string) => {
  const { file, ending } = saved[name]!;
  return (await reading({ [`w${ending}`]: unzlibSync(Buffer.from(file, 'base64')) }, `w${ending}`)).tensors;
};
const listed = (tensors: ReadonlyMap<string, { shape: readonly number[]; data: ArrayLike<number> }>) =>
  Object.fromEntries([...tensors].sort().map(([name, { shape, data }]) => [name, [shape, Array.from(data)]]));

test('Keras: of whole models and of weights alone, kernels as they lie here', async () => {
  const whole = await ofKeras('digits');
  expect([...whole.keys()].sort()).toEqual(['classes.bias', 'classes.weight', 'conv.bias', 'conv.weight']);
  expect(whole.get('conv.weight')!.shape).toEqual([4, 1, 3, 3]);
  expect(listed(await ofKeras('digits-h5'))).toEqual(listed(whole));
  // without the network nobody knows that the rows of the dense layer were maps
  const { 'classes.weight': rows, ...alone } = listed(await ofKeras('digits-weights'));
  const { 'classes.weight': known, ...others } = listed(whole);
  expect(alone).toEqual(others);
  expect([rows![0], [...(rows![1] as number[])].sort()]).toEqual([known![0], [...(known![1] as number[])].sort()]);
});

test('Keras: every kind of layer by its group', async () => {
  const [whole, alone] = [await ofKeras('sequences'), await ofKeras('sequences-weights')];
  const names = [
    'conv1d.weight',
    'depthwise_conv1d.weight',
    'separable_conv1d.pointwise_weight',
    'lstm.weight_hh_l0',
    'gru.bias_hh_l0',
    'layer_normalization.bias',
    'batch_normalization.running_var',
  ];
  for (const name of names) expect({ name, ...alone.get(name) }).toEqual({ name, ...whole.get(name) });
});

test('NumPy: an array for each name', async () => {
  const file = zipSync({
    'fc.weight.npy': writeNpy({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }),
    'fc.bias.npy': writeNpy({ shape: [2], data: Float32Array.of(5, 6) }),
  });
  expect(listed((await reading({ 'w.npz': file }, 'w.npz')).tensors)).toEqual({
    'fc.bias': [[2], [5, 6]],
    'fc.weight': [
      [2, 2],
      [1, 2, 3, 4],
    ],
  });
});

test('an index leads to the files beside it, and nowhere else', async () => {
  const part = (name: string, value: number) => writeSafetensors(new Map([[name, tensor('float32', [1], [value])]]));
  const parts = { 'a.safetensors': part('x.weight', 1), 'b.safetensors': part('y.weight', 2) };
  const index = (map: unknown) => JSON.stringify({ metadata: { total_size: 8 }, weight_map: map });
  const read = (map: unknown) =>
    reading({ ...parts, 'model.safetensors.index.json': index(map) }, 'model.safetensors.index.json');
  expect(listed((await read({ 'x.weight': 'a.safetensors', 'y.weight': 'b.safetensors' })).tensors)).toEqual({
    'x.weight': [[1], [1]],
    'y.weight': [[1], [2]],
  });
  for (const map of [
    { x: '../a.safetensors' },
    { x: '/a.safetensors' },
    { x: 'model.safetensors.index.json' },
    { x: 7 },
    {},
    null,
  ])
    await expect(read(map), JSON.stringify(map)).rejects.toThrow('it names no files beside it that hold weights');
  await expect(read({ x: 'c.safetensors' })).rejects.toThrow('/c.safetensors cannot be opened');
  await expect(reading({ 'x.json': '{"weight_map": ' }, 'x.json')).rejects.toThrow('it is no JSON');
});

test('a file is read where it lies, and no more of it than there is', async () => {
  const { data } = tensor('float32', [100_000]);
  const whole = writeSafetensors(
    new Map([...'abcd'].map((name) => [name, { dtype: 'float32', shape: [100_000], data }])),
  );
  const files = new MemoryFiles();
  await files.write('/w', whole);
  const { size, read, close } = await files.open('/w');
  let most = 0;
  const openedAs = (changed: object) => {
    const opened = { size, read, close, ...changed };
    return readWeightsFile(Object.assign(new MemoryFiles(), { open: async () => opened }), '/w');
  };
  const counting = (into: Uint8Array, from: number) => {
    most = Math.max(most, into.length);
    return read(into, from);
  };
  expect((await openedAs({ read: counting })).tensors.size).toBe(4);
  expect(most).toBe(400_000);
  await expect(openedAs({ size: 2 ** 40 })).rejects.toThrow('it is too large to be read');
  const shorter = (into: Uint8Array, from: number) => (from < 1e6 ? read(into, from) : 0);
  await expect(openedAs({ read: shorter })).rejects.toThrow('the disk reports an error');
});
