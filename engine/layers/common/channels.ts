/** What layers share whose channels stand on the axis after the batch. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import { reject, type Rejection, type WeightSpecs } from '../define.ts';
import { phrase } from '../../phrases.ts';

/** Refuses what is not float32 with channels after the batch, on `least` axes or more. */
export function channelsFirst(x: TensorType, least: 2 | 3): Rejection | undefined {
  if (x.dtype !== 'float32')
    return reject('dtype-mismatch', { expected: 'float32', received: x.dtype }, { port: 'input' });
  if (x.shape.length >= least) return undefined;
  return reject(
    'rank-mismatch',
    {
      expected: least === 2 ? phrase('channels-after-batch') : phrase('channels-and-positions'),
      received: formatType(x),
    },
    { port: 'input' },
  );
}

/** The scale and shift of a normalization, one for each channel. */
export const scaleAndShift = (channels: number): WeightSpecs => ({
  weight: { shape: [channels], initializer: { type: 'ones' }, role: 'bias' },
  bias: { shape: [channels], initializer: { type: 'zeros' }, role: 'bias' },
});

/** One number for each channel, as it broadcasts with x. */
export const acrossChannels = (b: Builder, perChannel: Value, x: Value): Value =>
  b.reshape(perChannel, [1, x.shape[1]!, ...x.shape.slice(2).map(() => 1)]);
