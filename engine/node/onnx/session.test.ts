/** What a session keeps in place: large weights and slots, made where they will lie, are the same bits as when every result has memory of its own. */
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { type Document, documentSchema } from '../../graph/document.ts';
import { stateNames } from '../../ir/program.ts';
import { normalFrom, randomStream } from '../../ir/random.ts';
import { OPTIMIZERS } from '../../learn/index.ts';
import { compile } from '../../passes/compile.ts';
import { onnxFormsFor } from '../../targets/onnx/forms/index.ts';
import { statePlaces } from '../../targets/onnx/memory/inPlace.ts';
import { onnxInput, onnxOutput, toOnnx } from '../../targets/onnx/lower.ts';
import { initialState } from '../../train/initial.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import { BindingExecutable } from './binding.ts';
import { OnnxSession } from './session.ts';

const BATCH = 4;

const bits = ({ data }: Tensor): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** A network with a weight of 90,000 numbers. */
function documentWith(training: Partial<Document['training']>): Document {
  const layers = [
    ['input', 'input', { shape: [300] }],
    ['wide', 'dense', { units: 300 }],
    ['relu', 'relu', {}],
    ['out', 'dense', { units: 3 }],
  ] as const;
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: layers.map(([id, type, settings], i) => ({ id, type, settings, position: { x: 0, y: 72 * i } })),
      edges: layers
        .slice(1)
        .map(([id], i) => ({ from: { node: layers[i]![0], port: 'output' }, to: { node: id, port: 'input' } })),
    },
    training: { losses: [{ loss: { type: 'crossEntropy' } }], ...training },
  });
}

describe('a session', () => {
  it.each([
    ...OPTIMIZERS.map(({ id }) => [id, {}] as const),
    ['sgd', { nesterov: true, weightDecay: 0.01 }] as const,
    ['sgd', { momentum: 0 }] as const,
    ['adam', { amsgrad: true, weightDecay: 0.01 }] as const,
  ])('takes the steps of %s %j in place', async (type, settings) => {
    const model = compile(documentWith({ optimizer: { type, settings } }), {
      target: { dtype: 'int32', shape: ['N'] },
    });
    const program = model.program('train', BATCH, onnxFormsFor('cpu'));
    const { overwritten, staged } = statePlaces(program, new Set(model.slots.map(({ name }) => name)));
    expect(staged.size).toBeGreaterThan(0);
    const state = initialState(model, 1);
    const session = new OnnxSession(
      model,
      new Map([...state].map(([name, one]) => [name, { ...one, data: one.data.slice() } as Tensor])),
      { device: 'cpu', threads: 2, fixed: false },
    );
    const apart = new BindingExecutable(
      await ort.InferenceSession.create(toOnnx(program), { intraOpNumThreads: 2, logSeverityLevel: 3 }),
      program.inputs.map(({ name }) => onnxInput(name)),
      program.outputs.map(({ name }) => onnxOutput(name)),
    );
    const normal = normalFrom(randomStream(2, 'rows'));
    const advanced = new Set(stateNames(program));
    expect([...overwritten].every((name) => advanced.has(name))).toBe(true);
    for (let step = 1; step <= 3; step++) {
      const feeds: Record<string, Tensor> = {};
      for (const { name, value } of program.inputs)
        if (!state.has(name))
          feeds[name] =
            value.dtype === 'int32'
              ? tensor(
                  'int32',
                  value.shape,
                  Array.from({ length: value.shape[0] ?? 1 }, (_, i) => i % 3),
                )
              : tensor(
                  'float32',
                  value.shape,
                  Array.from({ length: value.shape.reduce((a, b) => a * b, 1) }, () =>
                    value.shape.length > 0 ? normal() : 0.01,
                  ),
                );
      const results = await session.run('train', BATCH, feeds);
      const fresh = program.outputs.map(({ value }) => tensor(value.dtype, value.shape));
      await apart.run(
        program.inputs.map(({ name }) => feeds[name] ?? state.get(name)!),
        fresh,
      );
      program.outputs.forEach(({ name }, i) =>
        advanced.has(name) ? state.set(name, fresh[i]!) : expect(results[name]!.data).toEqual(fresh[i]!.data),
      );
      const now = await session.read();
      for (const name of advanced)
        expect(bits(now.get(name)!).equals(bits(state.get(name)!)), `${name} after step ${step}`).toBe(true);
    }
    await apart.release();
    await session.close();
  });
});
