/**
 * Running statistics that are gathered anew, for weights that no step has trained with: an average of weights over the steps (as
 * PyTorch's `swa_utils.update_bn`).
 */
import type { Document } from '../graph/document.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import type { Tensor } from '../types/tensor.ts';
import type { BatchSource } from './batches.ts';
import type { Session } from './engine.ts';

export interface Gathering {
  readonly model: Pick<CompiledModel, 'weights'>;
  readonly session: Session;
  readonly source: BatchSource;
  /** Rows in a batch, as in training. */
  readonly training: Pick<Document['training'], 'batchSize' | 'lastBatch'>;
  /** Of what layers draw in the batch with this number. */
  readonly seed: (batch: number) => Tensor;
  /** Lets messages arrive; called after every batch. */
  readonly breathe: () => Promise<void>;
}

/** What the training split says of every running statistic that moves under the session's weights: the mean over its batches. */
export async function gatherStatistics({
  model,
  session,
  source,
  training: { batchSize, lastBatch },
  seed,
  breathe,
}: Gathering): Promise<Map<string, Tensor>> {
  const states = model.weights.filter(({ moving }) => moving);
  if (states.length === 0) return new Map();
  const sums = states.map(({ shape }) => new Float64Array(shape.reduce((size, dim) => size * dim, 1)));
  let batches = 0;
  source.start({ split: 'train', size: batchSize, lastBatch });
  for (let batch = await source.next(); batch; batch = await source.next()) {
    const found = await session.run('statistics', batch.rows.length, { ...batch.feeds, '@seed': seed(batches) });
    states.forEach(({ name }, s) =>
      found[`statistic:${name}`]!.data.forEach((value, i) => (sums[s]![i]! += Number(value))),
    );
    batches++;
    await breathe();
  }
  return new Map(
    states.map(({ name, shape }, s) => [
      name,
      { dtype: 'float32', shape, data: Float32Array.from(sums[s]!, (sum) => sum / batches) },
    ]),
  );
}
