/** Networks out as ONNX and in again: a spread of small ones; all of them behind `npm run test:interchange`. */
import { expect, test } from 'vitest';
import { templateOf } from '../../templates/index.ts';
import { throughOnnx } from '../interchange/roundTrip.ts';

test.each(['mlp', 'unet', 'squeezenet', 'text-cnn', 'resnet', 'transformer-classifier'])(
  '%s comes back with its numbers',
  async (id) => {
    const template = templateOf(id)!;
    const { counts, difference } = await throughOnnx(template.make(template.small));
    expect(counts).toMatchObject({ approximated: 0, opaque: 0, refused: 0 });
    expect(difference).toBeLessThan(1e-4);
  },
);
