/** Both ways into ONNX Runtime give the same bits. */
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { Builder } from '../../ir/builder.ts';
import { onnxInput, onnxOutput, toOnnx } from '../../targets/onnx/lower.ts';
import { tensor } from '../../types/tensor.ts';
import { BindingExecutable } from './binding.ts';
import { load } from './load.ts';
import { nativeLibrary } from './native.ts';
import { threadsFor } from './threads.ts';

function program() {
  const b = new Builder();
  const x = b.input('x', 'float32', [2, 3]);
  b.input('nothing reads this', 'int32', [4]);
  const w = b.input('wée "w"', 'float32', [3, 2]);
  b.output('y', b.relu(b.matmul(x, w)));
  b.output('wée "w"', b.mul(w, 2));
  b.output('which', b.lt(0, x));
  return b.finish();
}
/** Rows that are multiplied by a square matrix. */
function product(rows: number, width: number) {
  const b = new Builder();
  b.output('y', b.matmul(b.input('x', 'float32', [rows, width]), b.input('w', 'float32', [width, width])));
  return b.finish();
}

const inputs = () => [
  tensor('float32', [2, 3], [1, -2, 3, -4, 5, -6]),
  tensor('int32', [4]),
  tensor('float32', [3, 2], [0.5, 1, -1.5, 2, 2.5, -3]),
];
const outputs = () => [tensor('float32', [2, 2]), tensor('float32', [3, 2]), tensor('bool', [2, 3])];

describe('a loaded program', () => {
  it('reaches the C API of ONNX Runtime here', () => expect(nativeLibrary()).not.toBeInstanceOf(Error));

  it('writes its results in place, again and again', async () => {
    const executable = await load(program(), { device: 'cpu', threads: 1 });
    const [x, unread, w] = inputs();
    const results = outputs();
    await executable.run([x!, unread!, w!], results);
    expect([...results[0]!.data]).toEqual([11, 0, 0, 24]);
    expect([...results[2]!.data]).toEqual([1, 0, 1, 0, 1, 0]);
    // its own next value may lie where it lies itself
    await executable.run([x!, unread!, w!], [results[0]!, w!, results[2]!]);
    expect([...w!.data]).toEqual([1, 2, -3, 4, 5, -6]);
    x!.data.set([1, 1, 1, 1, 1, 1]);
    await executable.run([x!, unread!, w!], results);
    expect([...results[0]!.data]).toEqual([3, 0, 3, 0]);
    await executable.release();
  });

  it('has one thread where nothing in it is worth a second', () => {
    expect(threadsFor(program(), 4)).toBe(1);
    expect(threadsFor(product(32, 64), 4)).toBe(1);
    expect(threadsFor(product(128, 64), 4)).toBe(4);
    expect(threadsFor(product(2, 128), 4)).toBe(4);
  });

  it('gives the same through onnxruntime-node', async () => {
    const made = program();
    const session = await ort.InferenceSession.create(toOnnx(made), { logSeverityLevel: 3 });
    const executable = new BindingExecutable(
      session,
      made.inputs.map(({ name }) => onnxInput(name)),
      made.outputs.map(({ name }) => onnxOutput(name)),
    );
    const [given, results] = [inputs(), outputs()];
    await executable.run(given, results);
    expect([...results[0]!.data]).toEqual([11, 0, 0, 24]);
    expect([...results[1]!.data]).toEqual([1, 2, -3, 4, 5, -6]);
    await executable.release();
  });

  it('says what ONNX Runtime says where it cannot load', async () => {
    const library = nativeLibrary();
    if (library instanceof Error) throw library;
    expect(() =>
      library.get('CreateSessionFromArray', library.env, new Uint8Array(8), 8, library.get('CreateSessionOptions')),
    ).toThrow('internal: ONNX Runtime:');
    return Promise.resolve();
  });
});
