/** What `loom predict` makes of files of weights and rows that other programs wrote, or that are not what they should be. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { commandLineIn } from '../command-line.ts';
import { temporaryFolder } from './small.ts';

const folder = temporaryFolder();
const loom = commandLineIn(folder);
const write = (name: string, content: string | Uint8Array) => writeFileSync(path.join(folder, name), content);
const position = { x: 0, y: 0 };
write(
  'two.loom',
  JSON.stringify({
    format: 'loom',
    version: 1,
    name: 'Two',
    graph: {
      nodes: [
        { id: 'rows', type: 'input', settings: { shape: [2] }, position },
        { id: 'dense', type: 'dense', settings: { units: 2 }, position },
      ],
      edges: [{ from: { node: 'rows', port: 'output' }, to: { node: 'dense', port: 'input' } }],
    },
  }),
);
const float = (shape: number[], ...data: number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});
const ours = { 'dense.weight': float([2, 2], 1, 2, 3, 4), 'dense.bias': float([2], 0, 0) };
write('ours.safetensors', writeSafetensors(new Map(Object.entries(ours))));

/** A file of tensors by name: their type, shape and bytes. */
function safetensors(tensors: Readonly<Record<string, readonly [type: string, shape: number[], bytes: ArrayBuffer]>>) {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, [dtype, shape, bytes]]) => [
    name,
    { dtype, shape, data_offsets: [at, (at += bytes.byteLength)] },
  ]);
  const header = strToU8(JSON.stringify(Object.fromEntries(entries)));
  const numbers = Object.values(tensors).flatMap(([, , bytes]) => [...new Uint8Array(bytes)]);
  return Uint8Array.from([...new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer), ...header, ...numbers]);
}
const bias = ['F32', [2], new Float32Array(2).buffer] as const satisfies readonly [string, number[], ArrayBuffer];
/** The integers 1 to 4 as 64 bits each. */
const longs = BigInt64Array.of(1n, 2n, 3n, 4n).buffer;
const npy = (descr: string, shape: string, bytes: ArrayBuffer) => {
  const header = strToU8(`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`);
  return Uint8Array.from([0x93, ...strToU8('NUMPY'), 1, 0, header.length, 0, ...header, ...new Uint8Array(bytes)]);
};

async function predict(weights: string, input: string) {
  const { code, err } = await loom(
    'predict',
    'two.loom',
    '--weights',
    weights,
    '--input',
    input,
    '--output',
    'out.csv',
  );
  const out = code === 0 ? readFileSync(path.join(folder, 'out.csv'), 'utf8').trim().split('\n').slice(1) : [];
  expect(err).not.toMatch(/^\s+at /m);
  return { rows: out, err };
}

it('takes weights of other types by value, and passes over what it does not need', async () => {
  write('rows.csv', '1,5;2\n');
  write('longs.safetensors', safetensors({ 'dense.weight': ['I64', [2, 2], longs], 'dense.bias': bias }));
  const eight = ['F8_E8M0', [2, 2], new ArrayBuffer(4)] as const satisfies readonly [string, number[], ArrayBuffer];
  const exact = ['F32', [2, 2], Float32Array.of(1, 2, 3, 4).buffer] as const satisfies
    | typeof eight
    | readonly [string, number[], ArrayBuffer];
  write('more.safetensors', safetensors({ 'dense.weight': exact, 'dense.bias': bias, scale: eight }));
  write('eight.safetensors', safetensors({ 'dense.weight': eight, 'dense.bias': bias }));
  const wrapped = Object.entries(ours).map(([name, tensor]) => [`_orig_mod.module.${name}`, tensor] as const);
  write('wrapped.safetensors', writeSafetensors(new Map(wrapped)));
  mkdirSync(path.join(folder, 'run'));
  write('run/run.json', '{}');
  expect(await predict('longs.safetensors', 'rows.csv')).toEqual({
    rows: ['5.5,12.5'],
    err: 'Stored as I64 and converted to float32: dense.weight.\n',
  });
  expect(await predict('more.safetensors', 'rows.csv')).toEqual({
    rows: ['5.5,12.5'],
    err: 'Left over in the weights: scale.\n',
  });
  expect(await predict('wrapped.safetensors', 'rows.csv')).toEqual({
    rows: ['5.5,12.5'],
    err: 'Taken off the names in the file: "_orig_mod.module.".\n',
  });
  expect((await predict('eight.safetensors', 'rows.csv')).err).toContain('is stored in the file as F8_E8M0');
  expect((await predict('run', 'rows.csv')).err).toContain('its training ended before the first checkpoint');
});

it('takes rows as they are, or names the value and its row', async () => {
  const said = async (name: string, bytes: Uint8Array | string) => {
    write(name, bytes);
    const { rows, err } = await predict('ours.safetensors', name);
    return rows.length > 0 ? rows.join(' ') : err;
  };
  expect(await said('a.npy', npy('<i8', '1, 2', BigInt64Array.of(3_000_000_000n, 0n).buffer))).toBe(
    '3000000000,8999999488',
  );
  expect(await said('b.npy', npy('<i8', '2, 2', BigInt64Array.of(0n, 0n, 0n, 3_000_000_001n).buffer))).toContain(
    'row 2 (counted from 1) has 3000000001, which float32 cannot hold exactly',
  );
  expect(await said('c.npy', npy('<i4', '2, 2', Int32Array.of(0, 0, 16_777_217, 0).buffer))).toContain(
    'Input "rows" cannot take 16,777,217 in row 2 (counted from 1): it takes numbers that float32 holds exactly',
  );
  expect(await said('d.npy', npy('|b1', '1, 2', Uint8Array.of(1, 0).buffer))).toBe('1,3');
  expect(await said('e.npy', npy('<f4', '0, 2', new ArrayBuffer(0)))).toContain('it has no rows');
  expect(await said('f.csv', '"1,5"\t"2"\r\n\r\n3\t4\r\n')).toBe('5.5,12.5 11,25');
  expect(await said('g.csv', ',2\n3,4\n')).toContain('line 1 has no value in column 1');
  expect(await said('h.csv', '<!doctype html>')).toContain('it is a web page');
  const one = writeNpy({ shape: [1, 2], data: Float32Array.of(1.5, 2) });
  const names = npy('<U1', '1,', new ArrayBuffer(4));
  write('i.npz', zipSync({ 'rows.npy': one, 'names.npy': names }));
  expect(await predict('ours.safetensors', 'i.npz')).toEqual({
    rows: ['5.5,12.5'],
    err: 'In i.npz, "names" is left aside: it holds U1, not numbers.\n',
  });
});
