import { expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { Refusal, UserError, wordProblem } from '../../problems.ts';
import { ModelWriter } from '../../targets/onnx/model.ts';
import { onnx } from './index.ts';
import { opsOf, readModel } from './read.ts';
import { tensorValue } from './tensors.ts';

const WORK = { breathe: async () => {} };
const FILE = '/m/model.onnx';

async function read(bytes: Uint8Array, beside: Readonly<Record<string, Uint8Array>> = {}) {
  const files = new MemoryFiles();
  await files.write(FILE, bytes);
  for (const [name, content] of Object.entries(beside)) await files.write(name, content);
  return onnx.read({ file: FILE, files }, {}, WORK);
}
const said = (bytes: Uint8Array): Promise<string> =>
  read(bytes).then(
    () => 'read',
    (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      return error.problems.map(wordProblem).join(' ');
    },
  );

function small(): ModelWriter {
  const m = new ModelWriter();
  m.input('x', 'float32', [1, 2, 4, 4]);
  m.initializer(
    'conv.weight',
    'float32',
    [3, 2, 3, 3],
    new Uint8Array(Float32Array.from({ length: 54 }, Math.sin).buffer),
  );
  const y = m.node('Conv', ['x', 'conv.weight'], { pads: [1, 1, 1, 1] });
  const shape = m.node(
    'Concat',
    [m.node('Gather', [m.node('Shape', ['x']), m.constant('int64', [1], [0])]), m.ints([48])],
    { axis: 0 },
  );
  m.rename(m.node('Softmax', [m.node('Reshape', [m.node('Relu', [y]), shape])], { axis: 1 }), 'y');
  m.output('y', 'float32', [1, 48]);
  return m;
}

/** Numbers of a linear congruential generator: the same mutants every time. */
function* drawn(seed: number): Generator<number> {
  for (let state = seed; ; ) yield (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
}

function* mutants(whole: Uint8Array, count: number): Generator<Uint8Array> {
  const random = drawn(7);
  const next = (below: number): number => random.next().value! % below;
  for (let i = 0; i < count; i++) {
    const bytes = whole.slice(0, i % 3 === 0 ? next(whole.length) : whole.length);
    for (let k = next(4); k >= 0 && bytes.length > 0; k--) bytes[next(bytes.length)] = next(256);
    yield bytes;
  }
}
/** `npm run test:long` imports many more of them. */
const IMPORTED = process.env.LOOM_LONG_TESTS ? 20_000 : 300;

test('ten thousand damaged files are read as a graph or refused in a sentence, and nothing else happens', () => {
  let refused = 0;
  for (const bytes of mutants(small().finish(), 10_000))
    try {
      const { graph } = readModel(bytes);
      opsOf(graph!);
      for (const proto of graph!.initializer) tensorValue(proto);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused++;
    }
  expect(refused).toBeGreaterThan(4000);
});

test('damaged graphs become documents, with what is left out, or are refused', async () => {
  let refused = 0;
  for (const bytes of mutants(small().finish(), IMPORTED)) if ((await said(bytes)) !== 'read') refused++;
  expect(refused).toBeGreaterThan(IMPORTED / 3);
});

test('what is no model says so', async () => {
  expect(await said(new Uint8Array(0))).toBe(
    '/m/model.onnx is damaged at its model: it has no graph of operators. The file was left as it is.',
  );
  expect(await said(new TextEncoder().encode('no model at all'))).toMatch(
    /^\/m\/model\.onnx is damaged at its model: it is no ONNX model, or not all of it is there/,
  );
});

test('nodes in a circle, tensors that are not there and outputs that nothing gives are told', async () => {
  const circle = new ModelWriter();
  circle.input('x', 'float32', [1, 2]);
  circle.adopt(
    [
      { opType: 'Add', name: 'first', input: ['x', 'b'], output: ['a'] },
      { opType: 'Relu', name: 'second', input: ['a'], output: ['b'] },
    ],
    [],
  );
  circle.output('b', 'float32', [1, 2]);
  expect(await said(circle.finish())).toContain('its nodes feed each other in a circle at "first"');

  const lost = new ModelWriter();
  lost.input('x', 'float32', [1, 2]);
  lost.rename(lost.node('Relu', ['nowhere']), 'y');
  lost.output('y', 'float32', [1, 2]);
  expect(await said(lost.finish())).toMatch(
    /none of its outputs can be given\. First in the way is ".+": nothing gives "nowhere"/,
  );
});

test('a tensor is as large as it says, before memory is asked for', async () => {
  const m = new ModelWriter();
  m.input('x', 'float32', [1, 2]);
  m.initializer('w', 'float32', [1 << 30, 1 << 20], new Uint8Array(16));
  m.rename(m.node('MatMul', ['x', 'w']), 'y');
  m.output('y', 'float32', [1, 2]);
  expect(await said(m.finish())).toContain('the tensor "w" holds 4 numbers, and its shape 1073741824×1048576');
});

test('few numbers that would make too many are left as they are', async () => {
  const m = new ModelWriter();
  m.input('x', 'float32', [1, 1]);
  const bomb = m.node('Expand', [m.constant('float32', [1], [1]), m.ints([1 << 20, 1 << 20])]);
  m.rename(m.node('Mul', ['x', bomb]), 'y');
  m.output('y', 'float32', [1, 1]);
  expect(await said(m.finish())).toMatch(/none of its outputs can be given|read/);
});

test('weights in other files lie in the folder of the model', async () => {
  const model = (location: string): Uint8Array => {
    const m = new ModelWriter();
    m.input('x', 'float32', [1, 2]);
    m.adopt(
      [],
      [
        {
          name: 'fc.weight',
          dims: [2n, 3n],
          dataType: 1,
          dataLocation: 1,
          externalData: [
            { key: 'location', value: location },
            { key: 'offset', value: '4' },
          ],
        },
      ],
    );
    m.rename(m.node('MatMul', ['x', 'fc.weight']), 'y');
    m.output('y', 'float32', [1, 3]);
    return m.finish();
  };
  const numbers = new Uint8Array(Float32Array.from([9, 1, 2, 3, 4, 5, 6]).buffer);
  const { weights } = await read(model('w.bin'), { '/m/w.bin': numbers });
  expect([...weights.get('fc.weight')!.data]).toEqual([1, 2, 3, 4, 5, 6]);
  await expect(read(model('w.bin'), { '/m/w.bin': numbers.slice(0, 20) })).rejects.toThrow('needs 24 bytes');
  for (const outside of ['../w.bin', '/w.bin', 'a/../../w.bin', 'C:\\w.bin', ''])
    await expect(read(model(outside), { '/w.bin': numbers })).rejects.toThrow('outside the folder of the model');
});
