/** A model on a GPU, or on a processor that stands in for one (Chromium's SwiftShader by VK_DRIVER_FILES). Where there is neither, only what is left to the CPU is told. */
import { describe, expect, it } from 'vitest';
import { documentSchema, FORMAT_VERSION } from '../../graph/document.ts';
import { Builder } from '../../ir/builder.ts';
import { compile } from '../../passes/compile.ts';
import { written } from '../../targets/onnx/lower.ts';
import { initialState } from '../../train/initial.ts';
import { tensor } from '../../types/tensor.ts';
import { tryDevice } from '../devices/devices.ts';
import { onnxEngine } from './engine.ts';
import { providerOptions } from './provider.ts';

function model() {
  const position = { x: 0, y: 0 };
  const chain = [
    ['input', { shape: [6] }],
    ['dense', { units: 8 }],
    ['batchNorm'],
    ['tanh'],
    ['dense', { units: 3 }],
  ] as const;
  return compile(
    documentSchema.parse({
      format: 'loom',
      version: FORMAT_VERSION,
      graph: {
        nodes: chain.map(([type, settings = {}], i) => ({ id: `n${i}`, type, settings, position })),
        edges: chain
          .slice(1)
          .map((_, i) => ({ from: { node: `n${i}`, port: 'output' }, to: { node: `n${i + 1}`, port: 'input' } })),
      },
      training: {
        losses: [{ loss: { type: 'crossEntropy' } }],
        optimizer: { type: 'sgd', settings: { momentum: 0.9 } },
      },
    }),
    { target: { dtype: 'int32', shape: ['N'] } },
  );
}

describe('WebGPU', () => {
  it('leaves to the CPU what its kernels cannot compute', () => {
    const b = new Builder();
    const x = b.input('x', 'float32', [1, 4, 9]);
    const conv = { stride: [2], padding: [[0, 0]] as const, dilation: [1] };
    b.output(
      'grouped',
      b.emit('convInputGrad', { ...conv, groups: 2, inputSize: [19] }, x, b.input('w', 'float32', [4, 2, 3])),
    );
    b.output(
      'plain',
      b.emit('convInputGrad', { ...conv, groups: 1, inputSize: [19] }, x, b.input('v', 'float32', [4, 2, 3])),
    );
    const program = written(b.finish());
    expect(program.beyondWebGpu).toEqual(['_n0']);
    expect(providerOptions('webgpu', program)).toEqual({
      executionProviders: [{ name: 'webgpu', forceCpuNodeNames: ['_n0'] }],
    });
    expect(providerOptions('cpu', program)).toEqual({ executionProviders: ['cpu'] });
  });

  it('trains as the CPU does, with the state in its own memory', async (context) => {
    if (!(await tryDevice({ engine: 'onnx', id: 'webgpu' }, 1)).passed) context.skip();
    const compiled = model();
    const x = tensor(
      'float32',
      [5, 6],
      Array.from({ length: 30 }, (_, i) => Math.sin(7 * i)),
    );
    const feeds = (step: number) => ({
      [compiled.inputs[0]!.name]: x,
      'target:target': tensor('int32', [5], [0, 1, 2, 1, 0]),
      ...Object.fromEntries(
        Object.entries(compiled.scalars({ step, learningRate: 0.1 })).map(([name, value]) => [
          name,
          tensor('float32', [], [value]),
        ]),
      ),
    });
    const seen = async (device: string) => {
      const session = await onnxEngine.open(compiled, initialState(compiled, 1), { device, threads: 1 });
      const numbers: number[] = [];
      const look = async () =>
        numbers.push(
          ...[...(await session.read())]
            .filter(([name]) => name !== 'n1.bias' && !name.includes('/'))
            .flatMap(([, { data }]) => [...data].map(Number)),
        );
      for (let step = 1; step <= 3; step++) numbers.push((await session.run('train', 5, feeds(step))).loss!.data[0]!);
      await look();
      await session.rollback();
      await look();
      await session.write(new Map([['n1.weight', initialState(compiled, 2).get('n1.weight')!]]));
      await look();
      numbers.push((await session.run('evaluate', 5, feeds(3))).loss!.data[0]!);
      await session.close();
      return numbers;
    };
    const [expected, found] = [await seen('cpu'), await seen('webgpu')];
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
  });
});
