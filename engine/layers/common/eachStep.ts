/** Any layer, applied to each step of a sequence by itself (Keras' TimeDistributed): the steps lie among the samples while it works. */
import type { Value } from '../../ir/program.ts';
import type { Problem } from '../../problems.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import { type Layer, reject, type Rejection, type TorchSpelling } from '../define.ts';
import { summary } from './summary.ts';
import { all, phrase } from '../../phrases.ts';

const known = new WeakMap<Layer, Layer>();

/** The layer that does to each step of its inputs, N×steps×…, what this one does to a sample. */
export function eachStep(layer: Layer): Layer {
  let wrapped = known.get(layer);
  if (!wrapped) {
    wrapped = wrap(layer);
    known.set(layer, wrapped);
  }
  return wrapped;
}

/** Inputs as they are for one step. Optional ones may be missing. */
const oneStep = (inputs: readonly (TensorType | undefined)[]): TensorType[] =>
  inputs.map((type) => type && { ...type, shape: ['N', ...type.shape.slice(2)] }) as TensorType[];

/** How many steps the inputs have, or why they cannot be gone through together. */
function stepsOf(inputs: readonly (TensorType | undefined)[], { inputs: ports }: Layer): number | Rejection {
  const given = inputs.filter((type) => type !== undefined);
  const flat = inputs.findIndex((type) => type && type.shape.length < 2);
  if (given.length === 0 || flat >= 0)
    return reject(
      'rank-mismatch',
      {
        expected: phrase('step-sequence'),
        received: given.length === 0 ? phrase('nothing') : formatType(inputs[flat]!),
      },
      { port: ports[flat]?.name ?? 'input' },
    );
  const [steps, ...others] = given.map(({ shape }) => shape[1] as number);
  return others.every((count) => count === steps)
    ? steps!
    : reject('branches-mismatch', {
        expected: phrase('same-steps'),
        shapes: all(given.map(formatType)),
      });
}

/** What would be put before it would not be applied to each step. */
const withoutInsertions = (problem: Problem): Problem => ({
  ...problem,
  repairs: problem.repairs.filter(({ actions }) => actions.every(({ kind }) => kind !== 'insertBefore')),
});

/** The word for one step with the steps among the samples. */
function foldedInTorch(
  spelled: TorchSpelling | undefined,
  inputs: readonly (TensorType | undefined)[],
): TorchSpelling | undefined {
  if (!spelled || spelled.outputs || inputs.length !== 1) return undefined;
  if (spelled.everywhere) return spelled;
  const apply = (spelled.apply ?? '$m($x)').replaceAll(/\$[0x]/g, '$0.flatten(0, 1)');
  const whole = spelled.apply === undefined ? apply : `(${apply})`;
  return { ...spelled, apply: `${whole}.unflatten(0, $0.shape[:2])` };
}

function wrap(layer: Layer): Layer {
  const { spell: _, torch, weights, macs, ...rest } = layer;
  return {
    ...rest,
    summary: (settings) => [layer.summary(settings), summary('each-step', 'each step')],
    infer(inputs, settings) {
      const steps = stepsOf(inputs, layer);
      if (typeof steps !== 'number') return steps;
      const outputs = layer.infer(oneStep(inputs), settings);
      if ('rejected' in outputs) return { rejected: (where) => withoutInsertions(outputs.rejected(where)) };
      return outputs.map(({ dtype, shape }) => ({ dtype, shape: ['N', steps, ...shape.slice(1)] }));
    },
    ...(weights && { weights: (inputs, settings) => weights(oneStep(inputs), settings) }),
    lower(ctx, inputs, settings, own) {
      const { b, batch } = ctx;
      const steps = (inputs as readonly (Value | undefined)[]).find((x) => x !== undefined)!.shape[1]!;
      const folded = (inputs as readonly (Value | undefined)[]).map(
        (x) => x && b.reshape(x, [batch * steps, ...x.shape.slice(2)]),
      ) as Value[];
      const result = layer.lower({ ...ctx, batch: batch * steps }, folded, settings, own);
      return ('id' in result ? [result] : result).map((y) => b.reshape(y, [batch, steps, ...y.shape.slice(1)]));
    },
    ...(torch && { torch: (inputs, settings) => foldedInTorch(torch(oneStep(inputs), settings), inputs) }),
    ...(macs && {
      macs: (inputs, outputs, settings) =>
        (outputs[0]!.shape[1] as number) * macs(oneStep(inputs), oneStep(outputs), settings),
    }),
  };
}
